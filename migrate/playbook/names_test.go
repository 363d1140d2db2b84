package playbook_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

func TestNamesWrong(t *testing.T) {
	for _, c := range []struct {
		n     playbook.Names
		wrong string
	}{
		{playbook.Names{Compared: true, Exact: 3}, ""},
		{playbook.Names{Compared: true, Exact: 3, Missing: 2}, ""},
		{
			playbook.Names{Compared: true, Exact: 3, Differs: 1, Duplicates: 1},
			"1 group name differs, 1 group exists twice under different names",
		},
		{playbook.Names{Compared: true, Conflicts: 2}, "2 conflicts are unresolved"},
		{
			playbook.Names{Compared: true, Missing: 1},
			"no group is on both sides, so the comparison doesn't show what will be sent",
		},
	} {
		if wrong := c.n.Wrong(); wrong != c.wrong {
			t.Errorf("%+v: %q", c.n, wrong)
		}
	}
}

// A confirmation on one path that names aren't needed doesn't count on another.
func TestNotNeededOnAnotherPathDoesNotCount(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	s.Steps["names-exact"] = playbook.Record{Status: playbook.NotNeeded}
	step, err := w.Step("token")
	if err != nil {
		t.Fatal(err)
	}
	if b := w.Blockers(step, w.Evaluate(s, nil, playbook.Names{})); len(b) != 1 || b[0].ID != "names-exact" {
		t.Errorf("%v", b)
	}
}

// A confirmation that no groups are sent no longer counts if groups come by SAML, even if that step was
// interrupted.
func TestNamesAreNeededOnceGroupsComeBySAML(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	differs := playbook.Names{Compared: true, Exact: 1, Differs: 2}
	saml, err := w.Step("saml-groups")
	if err != nil {
		t.Fatal(err)
	}
	step := fmt.Sprintf("step %d", saml.Number)
	for status, needed := range map[playbook.Status]bool{
		"": false, playbook.NotNeeded: false,
		playbook.DoneConfirmed: true, playbook.DoneVerified: true, playbook.Running: true, playbook.Failed: true,
	} {
		s := upTo(t, w, "idp-tested")
		delete(s.Steps, "names-exact")
		s.Steps["saml-groups"] = playbook.Record{Status: status}
		skipped, err := w.Skip(s, "names-exact", playbook.StepUpdate{At: noon})
		if (migrate.ClassOf(err) == migrate.BadInput) != needed || needed && !strings.Contains(err.Error(), step) {
			t.Errorf("with saml-groups %q, skipping: %v", status, err)
		}
		skipped.Steps["names-exact"] = playbook.Record{Status: playbook.NotNeeded}
		if got := blocks(t, w, w.Evaluate(skipped, nil, differs), "idp-started", "names-exact"); got != needed {
			t.Errorf("with saml-groups %q, the names keep the start shut: %v", status, got)
		}
	}
}

// Groups that are assigned after the comparison must be compared before they are sent.
func TestAssignedGroupsAreComparedBeforeTheStart(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "idp-started")
	for _, c := range []struct {
		at   time.Time
		want bool
	}{{noon.Add(-time.Minute), true}, {noon.Add(time.Minute), false}, {time.Time{}, false}} {
		context := w.Evaluate(s, nil, playbook.Names{Compared: true, Exact: 3, At: c.at})
		if got := blocks(t, w, context, "idp-started", "names-exact"); got != c.want {
			t.Errorf("compared %v, the start is shut: %v", c.at, got)
		}
		if blocks(t, w, context, "idp-assigned", "names-exact") {
			t.Errorf("compared %v, assigning is shut", c.at)
		}
	}
	open, err := w.Reopen(s, "idp-assigned", playbook.StepUpdate{At: noon})
	if err != nil {
		t.Fatal(err)
	}
	if blocks(t, w, w.Evaluate(open, nil, playbook.Names{Compared: true, Exact: 3, At: noon.Add(-time.Minute)}),
		"idp-started",
		"names-exact") {
		t.Error("nothing is assigned, and a new comparison is asked for")
	}
}

// The start needs the trial with one member directly, because the assignment of everybody may have been verified at
// the provider before the earlier steps were done.
func TestTheStartNeedsTheTrial(t *testing.T) {
	t.Parallel()
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		s := upTo(t, w, "idp-tested")
		s.Steps["idp-assigned"] = playbook.Record{Status: playbook.DoneVerified, At: noon, By: "kim", Forced: true}
		context := w.Evaluate(s, nil, exact)
		if !blocks(t, w, context, "idp-started", "idp-tested") {
			t.Error("the start is open, and nobody tried one member")
		}
		s.Steps["idp-tested"] = playbook.Record{Status: playbook.DoneConfirmed, At: noon, By: "kim"}
		if blocks(t, w, w.Evaluate(s, nil, exact), "idp-started", "idp-tested") {
			t.Error("the start is shut after the trial")
		}
	})
}

// A group that is only in AD is a caution before the start and in its result, and locks nothing.
func TestMissingGroupsAreCautionsAtTheStart(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "idp-started")
	for missing, want := range map[int]string{0: "", 1: "1 group of AD was not", 2: "2 groups of AD were not"} {
		n := playbook.Names{Compared: true, Exact: 3, Missing: missing}
		context := arrived(w.Evaluate(s, nil, n), n)
		for _, v := range w.View(context) {
			var all []string
			for _, c := range v.Step.Cautions {
				all = append(all, c.Text)
			}
			says := strings.Contains(strings.Join(all, " "), "of AD w")
			if says != (want != "" && (v.Step.ID == "idp-started" || v.Step.ID == "result-compared")) || says &&
				!strings.Contains(strings.Join(all, " "), want) {
				t.Errorf("%d are missing; %s: %q", missing, v.Step.ID, all)
			}
		}
		if blocks(t, w, context, "idp-started", "names-exact") {
			t.Errorf("%d are missing, and the start is shut", missing)
		}
	}
}

// A later comparison with problems contradicts the steps about the names.
func TestALaterComparisonContradicts(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "report")
	for name, c := range map[string]struct {
		n    playbook.Names
		want map[playbook.StepID]bool
	}{
		"later, and wrong": {
			playbook.Names{Compared: true, Exact: 1, Differs: 14, At: noon.Add(time.Hour)},
			map[playbook.StepID]bool{"names-exact": true, "result-compared": true},
		},
		"later, and not whole": {playbook.Names{Compared: true, Exact: 1, Missing: 2, At: noon.Add(time.Hour)}, nil},
		"later, and exact":     {playbook.Names{Compared: true, Exact: 1, At: noon.Add(time.Hour)}, nil},
		"later, of nothing": {playbook.Names{
			Compared: true, InvalidReason: "it is one source", Differs: 1,
			At: noon.Add(time.Hour),
		}, nil},
		"earlier": {playbook.Names{Compared: true, Exact: 1, Differs: 14, At: noon.Add(-time.Hour)}, nil},
	} {
		for _, v := range w.View(arrived(w.Evaluate(s, nil, c.n), c.n)) {
			if got := v.Against != ""; got != c.want[v.Step.ID] {
				t.Errorf("%s: %s: %q", name, v.Step.ID, v.Against)
			}
		}
	}
	confidential := newWalk(t, playbook.Confidential, playbook.Okta)
	s = upTo(t, confidential, "report")
	delete(s.Steps, "saml-groups")
	s.Steps["names-exact"] = playbook.Record{Status: playbook.NotNeeded, At: noon}
	for _, v := range confidential.View(confidential.Evaluate(s, nil, playbook.Names{
		Compared: true, Differs: 3,
		At: noon.Add(time.Hour),
	})) {
		if v.Against != "" {
			t.Errorf("names are not needed, and yet %s", v.Against)
		}
	}
}

// A duplicate is removed, not renamed.
func TestNamesRemedies(t *testing.T) {
	for kind, n := range map[migrate.RemedyKind]playbook.Names{
		migrate.RemedyMakeExact:        {Compared: true, Exact: 2, Differs: 1},
		migrate.RemedyRemoveDuplicates: {Compared: true, Exact: 2, Differs: 1, Duplicates: 1},
		migrate.RemedyCompareSent:      {Compared: true, Duplicates: 1},
		migrate.RemedyConnectSides: {
			Compared: true, Exact: 2, WrongSides: true,
			InvalidReason: "the comparison is of another source",
		},
		migrate.RemedyConnectSent: {
			Compared: true, Exact: 2, SameSource: true,
			InvalidReason: "both sides were read from one file",
		},
	} {
		if got := n.Remedies(); len(got) != 1 || got[0].Kind != kind {
			t.Errorf("%+v: %s", n, got)
		}
	}
	wrong := playbook.Names{
		Compared: true, Exact: 2, WrongSides: true, OtherProvider: true,
		InvalidReason: "an app at okta",
	}
	if got := wrong.Remedies(); len(got) != 2 || got[0].Kind != migrate.RemedyConnectSent ||
		got[1].Kind != migrate.RemedyChoosePath {
		t.Errorf("another provider: %s", got)
	}
}
