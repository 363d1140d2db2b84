package playbook_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

// blocks reports whether a blocker with this id locks a step.
func blocks(t *testing.T, w *playbook.Runbook, context playbook.Context, id playbook.StepID, blocker string) bool {
	t.Helper()
	step, err := w.Step(id)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(w.Blockers(step, context), func(b playbook.Blocker) bool { return b.ID == blocker })
}

// On the path that can't be undone, no step is done before that was confirmed by typing.
func TestIrreversiblePathIsConfirmedFirst(t *testing.T) {
	for _, path := range playbook.Paths() {
		w := newWalk(t, path, playbook.Okta)
		for _, id := range shut[path] {
			s := upTo(t, w, id)
			for name, r := range map[playbook.StepID]playbook.Record{"open": {}, "done without the words": {
				Status: playbook.DoneConfirmed,
			}, "failed": {Status: playbook.Failed, Typed: "no way back"}} {
				s.Steps["choose-path"] = r
				if got := blocks(t, w, w.Evaluate(s, nil, exact), id, "path-confirmed"); got != (path == playbook.Confidential) {
					t.Errorf("%s: %s, with the way %s, is shut: %v", path, id, name, got)
				}
			}
		}
		if got := slices.Contains(w.Requirements(),
			playbook.RequirementPathConfirmed); got != (path == playbook.Confidential) {
			t.Errorf("%s has the interlock: %v", path, got)
		}
	}
}

// A confirmation that no groups are sent doesn't count for the step that lets groups come.
func TestGroupsBySAMLNeedExactNames(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	s := upTo(t, w, "saml-groups")
	s.Steps["names-exact"] = playbook.Record{Status: playbook.NotNeeded}
	for _, n := range []playbook.Names{{}, {Compared: true, Exact: 1, Differs: 2}} {
		if !blocks(t, w, w.Evaluate(s, nil, n), "saml-groups", "names-exact") || blocks(t, w, w.Evaluate(s, nil, n),
			"idp-tested",
			"names-exact") {
			t.Errorf("with %+v", n)
		}
	}
}

// A failed step locks everything after it, even if a step in between is done.
func TestFailedStepBehindDoneStepBlocks(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	if blocks(t, w, w.Evaluate(s, nil, exact), "token", "sso-on") {
		t.Error("shut before anything failed")
	}
	s, err := w.Fail(s, "sso-on", playbook.StepUpdate{At: noon})
	if err != nil || !blocks(t, w, w.Evaluate(s, nil, exact), "token", "sso-on") {
		t.Error("SSO was seen off, and the token is not shut:", err)
	}
}

// A confirmation never replaces a verified result, whichever is newer.
func TestVerifiedCountsBeforeConfirmed(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	s := upTo(t, w, "token")
	for _, at := range []time.Time{noon.Add(-time.Hour), noon.Add(time.Hour)} {
		context := w.Evaluate(s, known("ad_sync", "full", at), exact)
		if context.Facts[doctor.ADSync] != "full" || !blocks(t, w, context, "token", "ad-sync-off") {
			t.Error("AD sync was seen on and then said to be off, and nothing blocks")
		}
	}
	s.Steps["sso-on"] = playbook.Record{Status: playbook.DoneVerified, At: noon}
	context := w.Evaluate(s, attested("sso", "off", noon.Add(time.Hour)), exact)
	if context.Facts[doctor.SSO] != "on" {
		t.Error("what is said has displaced what was seen")
	}
	if !blocks(t, w, context, "token", "sso-not-enabled") {
		t.Error("an alarm that is only said is lost")
	}
}

// Overriding the beginning doesn't meet the requirement that was overridden.
func TestOverriddenBeginningMeetsNoRequirement(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	differs := playbook.Names{Compared: true, Exact: 1, Differs: 1}
	s.Steps["token"] = playbook.Record{Status: playbook.Running, At: noon, Forced: true}
	s.Forced = []playbook.Forced{{Step: "token", Reason: "it is empty", Over: []string{"1 group name differs"}}}
	if _, err := w.Confirm(w.Evaluate(s, nil, differs), "token", playbook.StepUpdate{At: noon}); migrate.ClassOf(
		err) != migrate.BadInput {
		t.Error("what was begun by force is done without a reason:", err)
	}
	later := w.Evaluate(s, known("ad_sync_script", "running", noon.Add(1)), differs)
	s, err := w.Confirm(later, "token", playbook.StepUpdate{At: noon, Force: "again"})
	if err != nil || len(s.Forced) != 2 || len(s.Forced[1].Over) != 3 {
		t.Errorf("%v: %+v", err, s.Forced)
	}
}

// Confirming doesn't complete a step that a check found not done.
func TestConfirmingIsNotEnoughAfterFailedCheck(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "sso-on")
	seen, err := w.Fail(s, "sso-on", playbook.StepUpdate{At: noon, Saw: "SSO is off"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Confirm(w.Evaluate(seen, nil, exact), "sso-on", playbook.StepUpdate{At: noon})
	if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "SSO is off") ||
		!strings.Contains(err.Error(), "steps check sso-on") {
		t.Error(err)
	}
	if _, err := w.Verify(w.Evaluate(seen, nil, exact), "sso-on", playbook.StepUpdate{At: noon}); err != nil {
		t.Error("a new look:", err)
	}
	if got, err := w.Confirm(w.Evaluate(seen, nil, exact), "sso-on",
		playbook.StepUpdate{At: noon, Force: "it is late"}); err != nil ||
		len(got.Forced) != 1 {
		t.Error("forced:", err)
	}
	void, err := w.Invalidate(s, "sso-on", playbook.StepUpdate{At: noon})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Confirm(w.Evaluate(void, nil, exact), "sso-on", playbook.StepUpdate{At: noon}); err != nil {
		t.Error("nobody looked:", err)
	}
}

// A finished step shows what contradicts it.
func TestContradictionIsShownAtTheStep(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	context := w.Evaluate(s, attested("ad_sync", "full", noon.Add(time.Hour)), exact)
	for _, v := range w.View(context) {
		if got := v.Against != ""; got != (v.Step.ID == "ad-sync-off") {
			t.Errorf("%s: %q", v.Step.ID, v.Against)
		}
	}
	var table, page, list bytes.Buffer
	p := w.Progress(context)
	if p.WriteTable(&table, playbook.TableOptions{}) != nil || p.WriteMarkdown(&page) != nil || p.WriteJSON(&list) != nil {
		t.Fatal("not written")
	}
	const says = "ad_sync is full (confirmed 2026-03-02 13:00 UTC)"
	if got := p.Summary(); !strings.HasSuffix(got, ", 1 no longer true") {
		t.Error(got)
	}
	if !strings.Contains(table.String(), "[!] Turn off both AD") || !strings.Contains(table.String(), says) ||
		!strings.Contains(page.String(), says) ||
		!strings.Contains(list.String(), `"contradicted_by": "`+says) {
		t.Error(table.String(), page.String(), list.String())
	}
	for name, text := range map[string]string{"table": table.String(), "Markdown": page.String()} { // beside the next step
		_, next, _ := strings.Cut(text, "Next:")
		if next, _, _ = strings.Cut(next, "\n#"); name == "table" {
			next, _, _ = strings.Cut(next, "\n\n")
		}
		if !strings.Contains(next, "but "+says) {
			t.Errorf("the %s says next: %s", name, next)
		}
	}
	if w.View(w.Evaluate(s, known("ad_sync_script", "absent", noon.Add(1)), exact))[11].Against != "" {
		t.Error("a script that is gone contradicts one that is disabled")
	}
}

// An override names everything that was against it.
func TestOverrideNamesWhatWasWrong(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "names-exact")
	context := w.Evaluate(s, nil, playbook.Names{Compared: true, Exact: 4, Differs: 3, Conflicts: 6})
	_, err := w.Confirm(context, "names-exact", playbook.StepUpdate{At: noon})
	if err == nil || !strings.Contains(err.Error(), "ad2scim steps check names-exact") {
		t.Error(err)
	}
	s, err = w.Confirm(context, "names-exact", playbook.StepUpdate{At: noon, Force: "tomorrow"})
	if err != nil || !strings.Contains(strings.Join(s.Forced[0].Over, "; "),
		"3 group names differ, 6 conflicts are unresolved") {
		t.Errorf("%v: %+v", err, s.Forced)
	}
}

// For some steps, a check before their turn is meaningless.
func TestChecksThatMeanNothingBeforeTheirTurn(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	for _, id := range []playbook.StepID{"service-healthy", "result-compared"} {
		if _, err := w.Verify(w.Evaluate(playbook.State{}, nil, exact), id, playbook.StepUpdate{At: noon}); migrate.ClassOf(
			err) != migrate.BadInput {
			t.Errorf("%s was verified with nothing before it: %v", id, err)
		}
		if _, err := w.Verify(arrived(w.Evaluate(upTo(t, w, id), nil, exact), exact), id,
			playbook.StepUpdate{At: noon}); err != nil {
			t.Error(err)
		}
	}
}

// An answer of the encryption service doesn't show that Dashlane has its URL.
func TestAnAnswerDoesNotTellThatTheURLIsSet(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	for status, want := range map[playbook.Status]string{playbook.DoneVerified: "", playbook.DoneConfirmed: "set"} {
		s := playbook.State{Steps: map[playbook.StepID]playbook.Record{"service-answers": {Status: status}}}
		if got := w.Facts(s)[doctor.EncryptionServiceURL]; got != want {
			t.Errorf("%s tells %q", status, got)
		}
	}
}

// Both syncs at once delete groups, so that is shown first.
func TestAlarmForBothSyncsComesFirst(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "service-restarted")
	if p := w.Progress(w.Evaluate(s, nil, exact)); p.Alarm != "" {
		t.Error(p.Alarm)
	}
	for _, k := range []map[doctor.Fact]playbook.Observation{
		known("ad_sync_script", "scheduled", noon.Add(1)),
		attested("ad_sync_script", "running", noon.Add(1)),
	} {
		var table, page bytes.Buffer
		p := w.Progress(w.Evaluate(s, k, exact))
		if p.WriteTable(&table, playbook.TableOptions{Width: 400}) != nil || p.WriteMarkdown(&page) != nil {
			t.Fatal("not written")
		}
		if first, _, _ := strings.Cut(table.String(), "\n"); !strings.Contains(first, "Both syncs are live") ||
			!strings.Contains(page.String(), "**Both syncs are live") {
			t.Error(table.String(), page.String())
		}
	}
}

// After all steps are done, the age of a requirement's evidence doesn't matter.
func TestNothingIsLockedAtTheEnd(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	old := playbook.Names{Compared: true, Exact: 1, InvalidReason: "it is too long ago"}
	for id, want := range map[playbook.StepID]bool{"idp-started": true, "report": false} {
		var table bytes.Buffer
		if err := w.Progress(w.Evaluate(upTo(t, w, id), nil, old)).WriteTable(&table, playbook.TableOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(table.String(), "it is too long ago"); got != want {
			t.Errorf("before %s it is said: %v\n%s", id, got, table.String())
		}
	}
}

func TestStepsByNumberAndByNearName(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s, err := w.Confirm(w.Evaluate(playbook.State{}, nil, exact), "1", playbook.StepUpdate{At: noon})
	if err != nil || s.Steps["access"].Status != playbook.DoneConfirmed || len(s.Steps) != 1 {
		t.Error(err, s.Steps)
	}
	if s, err = w.Reopen(s, "1", playbook.StepUpdate{At: noon}); err != nil || len(s.Steps) != 0 {
		t.Error(err, s.Steps)
	}
	for typed, want := range map[playbook.StepID]string{
		"acess": "access", "names-exakt": "names-exact",
		"scirpt-found": "script-found", "weather": "",
	} {
		_, err := w.Step(typed)
		if migrate.ClassOf(err) != migrate.BadInput || strings.Contains(err.Error(),
			"id you mean "+want+"?") != (want != "") {
			t.Errorf("%s: %v", typed, err)
		}
	}
}

// A step that was done for one provider isn't done for another.
func TestOtherProviderReopensSteps(t *testing.T) {
	from, to := newWalk(t, playbook.SelfHosted, playbook.Okta), newWalk(t, playbook.SelfHosted, playbook.Entra)
	s := playbook.State{Steps: map[playbook.StepID]playbook.Record{}}
	for _, step := range from.Steps {
		s.Steps[step.ID] = playbook.Record{Status: playbook.DoneVerified}
	}
	next, open := to.MigrateState(from, s)
	for _, id := range []playbook.StepID{"names-exact", "endpoint-answers", "result-compared", "watched", "report"} {
		if _, there := next.Steps[id]; there || !slices.Contains(open, id) {
			t.Errorf("%s stays", id)
		}
	}
	for _, id := range []playbook.StepID{"access", "script-stopped", "ad-sync-off", "switch-on"} {
		if _, there := next.Steps[id]; !there {
			t.Errorf("%s is open again", id)
		}
	}
}

// The groups to check at the start are those that the number counts; on the Confidential path they come by SAML.
func TestTheGroupsToCheckAtTheStart(t *testing.T) {
	names := playbook.Names{Compared: true, Exact: 2, Unpaired: 30}
	for path, want := range map[playbook.Path]string{
		playbook.SelfHosted:   "check them with ad2scim diff --scim okta:APP, ",
		playbook.Confidential: "check them with ad2scim diff --scim okta:APP --as saml, ",
	} {
		if got := names.ToTypeAtStart(path, playbook.Okta).String(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// A reason for a locked step is shown once, whichever earlier step has failed: by the requirement, if there is one.
func TestBlockerIsShownOnce(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	done := upTo(t, w, "report")
	for _, failed := range w.Steps {
		s, err := w.Fail(done, failed.ID, playbook.StepUpdate{At: noon, Saw: "not there"})
		if err != nil {
			t.Fatal(err)
		}
		delete(s.Steps, "token")
		for _, v := range w.View(w.Evaluate(s, nil, playbook.Names{Compared: true, Exact: 1, Differs: 1})) {
			told := map[string]bool{}
			for _, b := range v.Blockers {
				if told[b.ID] {
					t.Errorf("%s failed, and %s says twice what locks it: %+v", failed.ID, v.Step.ID, v.Blockers)
				}
				told[b.ID] = true
			}
		}
	}
}

// The stop of the script is verified, or confirmed in addition to a scan, but never only confirmed. If the
// requirement about AD sync is overridden, doctor reports that AD sync is on.
func TestBlockersAfterConfirmation(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	for probe, locked := range map[playbook.Probe]bool{"": true, playbook.ProbeSyncVerify: false} {
		s := upTo(t, w, "token")
		s.Steps["script-stopped"] = playbook.Record{Status: playbook.DoneConfirmed, At: noon, Probe: probe}
		if got := blocks(t, w, w.Evaluate(s, nil, exact), "token", "script-stopped"); got != locked {
			t.Errorf("confirmed, with the check %q: locked is %t", probe, got)
		}
	}
	s := upTo(t, w, "token")
	on := known(doctor.ADSync, "full", noon.Add(time.Hour))
	for forced, want := range map[bool]string{false: "ad-sync-off", true: "ad-sync-on"} {
		s.Steps["ad-sync-off"] = playbook.Record{Status: playbook.DoneConfirmed, At: noon, Forced: forced}
		context := w.Evaluate(s, on, exact)
		for _, id := range []string{"ad-sync-off", "ad-sync-on"} {
			if got := blocks(t, w, context, "token", id); got != (id == want) {
				t.Errorf("overridden %t: %s locks is %t", forced, id, got)
			}
		}
	}
}

// A comparison from before the groups were assigned only counts as outdated after the assignment. A comparison that
// is too old locks nothing if no remaining step needs it.
func TestComparisonBeforeAssignment(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	names := playbook.Names{Compared: true, Exact: 1, At: noon}
	for status, want := range map[playbook.Status]bool{playbook.DoneConfirmed: true, playbook.Failed: false, "": false} {
		s := upTo(t, w, "idp-started")
		s.Steps["idp-assigned"] = playbook.Record{Status: status, At: noon.Add(time.Hour)}
		if got := blocks(t, w, w.Evaluate(s, nil, names), "idp-started", "names-exact"); got != want {
			t.Errorf("the assignment is %q: locked is %t", status, got)
		}
	}
	old := playbook.Names{Compared: true, Exact: 1, InvalidReason: "it is too long ago", Expired: true}
	for id, want := range map[playbook.StepID]int{"idp-started": 1, "report": 0} {
		for _, g := range w.Progress(w.Evaluate(upTo(t, w, id), nil, old)).Requirements {
			if g.ID == playbook.RequirementNamesExact && len(g.Blockers) != want {
				t.Errorf("before %s: %+v", id, g.Blockers)
			}
		}
	}
}
