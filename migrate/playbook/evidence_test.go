package playbook_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
)

// arrived returns a context with a comparison of what has arrived.
func arrived(context playbook.Context, n playbook.Names) playbook.Context {
	context.Arrived = n
	return context
}

// A comparison with limits makes the step confirmed, not verified, and gives the reason.
func TestWhatLimitsAComparisonLimitsTheStep(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "names-exact")
	for why, want := range map[string]playbook.Status{
		"":                        playbook.DoneVerified,
		"the SCIM side is a file": playbook.DoneConfirmed,
	} {
		n := exact
		if why != "" {
			n.Limits = []string{why}
		}
		next, err := w.Verify(w.Evaluate(s, nil, n), "names-exact", playbook.StepUpdate{At: noon, Saw: "3 exact"})
		if err != nil {
			t.Fatal(err)
		}
		if r := next.Steps["names-exact"]; r.Status != want || !strings.Contains(r.Saw, why) ||
			(r.Probe != "") != (why == "") {
			t.Errorf("%q: %+v", why, r)
		}
	}
}

// A comparison that doesn't count, or has too many groups without a partner, completes no step, and gives the
// reason.
func TestAComparisonThatDoesNotCountIsRefused(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "names-exact")
	for says, n := range map[string]playbook.Names{
		"haven't been compared": {},
		"another source": {
			Compared: true, Exact: 3, InvalidReason: "the comparison is of another source",
			WrongSides: true,
		},
		"1 group name":        {Compared: true, Exact: 3, Differs: 1},
		"no group is on both": {Compared: true},
		"type 40":             {Compared: true, Exact: 3, Unpaired: 40, UnpairedWhy: "40 of 43 groups have no partner"},
	} {
		_, err := w.Verify(w.Evaluate(s, nil, n), "names-exact", playbook.StepUpdate{At: noon})
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
	n := playbook.Names{Compared: true, Exact: 3, Unpaired: 40, UnpairedWhy: "40 of 43 groups have no partner"}
	if !blocks(t, w, w.Evaluate(upTo(t, w, "token"), nil, n), "token", "names-exact") {
		t.Error("the number was not typed, and the names are open")
	}
	next, err := w.Verify(w.Evaluate(s, nil, n), "names-exact", playbook.StepUpdate{At: noon, Typed: "40"})
	if err != nil || next.Steps["names-exact"].Status != playbook.DoneVerified {
		t.Fatal(err, next.Steps["names-exact"])
	}
	ready := upTo(t, w, "token")
	ready.Steps["names-exact"] = next.Steps["names-exact"]
	if blocks(t, w, w.Evaluate(ready, nil, n), "token", "names-exact") {
		t.Error("the number was typed, and the names are locked")
	}
	n.Unpaired = 41
	if !blocks(t, w, w.Evaluate(ready, nil, n), "token", "names-exact") {
		t.Error("the number is another one, and the names are open")
	}
}

// The request for a number names the groups that it counts, and what to check first. If AD's list has shrunk, no
// group is without a partner.
func TestTheNumberSaysWhatToCheck(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "names-exact")
	for check, n := range map[string]playbook.Names{
		"Check them with ad2scim diff, then run ": {
			Compared: true, Exact: 3, Unpaired: 40, UnpairedWhy: "40 of 43 groups have no partner",
			UnpairedGroups: []string{"Sales"},
		},
		"Check the base and the filter of AD's list, ": {
			Compared: true, Exact: 3, Unpaired: 40, UnpairedWhy: "AD's list has 40 groups", Shrunk: true,
		},
	} {
		_, err := w.Verify(w.Evaluate(s, nil, n), "names-exact", playbook.StepUpdate{At: noon})
		if err == nil || !strings.Contains(err.Error(), n.UnpairedWhy+". "+check) ||
			!strings.HasSuffix(err.Error(), "--type 40 if this is intended") {
			t.Errorf("%q: %v", check, err)
		}
		if asked, ok := migrate.NumberToConfirm(err); !ok || asked.Number != "40" || !slices.Equal(asked.Groups,
			n.UnpairedGroups) {
			t.Errorf("%q: %+v", check, asked)
		}
	}
	differs := playbook.Names{Compared: true, Exact: 3, Differs: 1, Unpaired: 40}
	_, err := w.Verify(w.Evaluate(s, nil, differs), "names-exact", playbook.StepUpdate{At: noon})
	if asked, ok := migrate.NumberToConfirm(err); ok {
		t.Errorf("a number is asked for where a name differs: %+v", asked)
	}
}

// A comparison of what will be sent doesn't count for what has arrived.
func TestResultUsesArrivedNames(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "result-compared")
	if _, err := w.Verify(w.Evaluate(s, nil, exact), "result-compared", playbook.StepUpdate{At: noon}); migrate.ClassOf(
		err) != migrate.BadInput {
		t.Errorf("verified by the list of the provider: %v", err)
	}
	twice := playbook.Names{Compared: true, Exact: 3, Duplicates: 1}
	if _, err := w.Verify(arrived(w.Evaluate(s, nil, exact), twice), "result-compared",
		playbook.StepUpdate{At: noon}); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
		"exists twice") {
		t.Errorf("verified with a duplicate at the endpoint: %v", err)
	}
}

// An override meets its requirement everywhere, until it is undone.
func TestOverrideMeetsRequirement(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.Confidential, playbook.Entra)
	for _, id := range []playbook.StepID{"script-stopped", "names-exact", "ad-sync-off"} {
		ready := upTo(t, w, "token")
		was := forced(t, w, ready, id)()
		names := exact
		if id == "names-exact" {
			names.Differs = 3
			var err error
			if was, err = w.Confirm(w.Evaluate(ready, nil, names), id, playbook.StepUpdate{
				At: noon, Force: "we rename them after",
			}); err != nil {
				t.Fatal(err)
			}
		}
		if was.Steps[id].Forced && blocks(t, w, w.Evaluate(was, nil, names), "token", string(id)) {
			t.Errorf("%s is overridden, and locked", id)
		}
		if !was.Steps[id].Forced && id != "ad-sync-off" {
			t.Errorf("%s is not overridden: %+v", id, was.Steps[id])
		}
		back, err := w.Reopen(was, id, playbook.StepUpdate{At: noon})
		if err != nil || !blocks(t, w, w.Evaluate(back, nil, names), "token", string(id)) {
			t.Errorf("%s was taken back, and is open: %v", id, err)
		}
	}
}

// An invisible reason isn't a reason.
func TestAnInvisibleReasonIsNone(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	for _, reason := range []string{" ", "\u200b", "\u3164", "\u2060\u00ad"} {
		if _, err := w.Confirm(w.Evaluate(upTo(t, w, "script-stopped"), nil, exact), "script-stopped",
			playbook.StepUpdate{At: noon, Force: reason}); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q is taken for a reason: %v", reason, err)
		}
	}
}

// A record without a time is the oldest possible, and a step without a record can't be reopened.
func TestARecordWithoutATimeIsOld(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	s.Steps["script-stopped"] = playbook.Record{Status: playbook.DoneVerified}
	context := w.Evaluate(s, nil, exact)
	context.Now = noon.Add(time.Hour)
	if !blocks(t, w, context, "token", "script-stopped") {
		t.Error("a proof of an unknown time counts")
	}
	if _, err := w.Reopen(playbook.State{}, "access", playbook.StepUpdate{At: noon}); migrate.ClassOf(
		err) != migrate.BadInput {
		t.Errorf("a step that was never done is taken back: %v", err)
	}
}

func TestGradeOfNames(t *testing.T) {
	t.Parallel()
	for want, all := range map[evidence.Grade][]playbook.Names{
		evidence.Unknown: {
			{},
			{Compared: true},
			{Compared: true, Exact: 1, InvalidReason: "x"},
			{Compared: true, Exact: 1, Conflicts: 1},
		},
		evidence.Confirmed: {{Compared: true, Exact: 1, Limits: []string{"a file"}}},
		evidence.Verified:  {{Compared: true, Exact: 1}},
	} {
		for _, n := range all {
			if got := n.Grade(); got != want {
				t.Errorf("%+v: %s, want %s", n, got, want)
			}
		}
	}
}
