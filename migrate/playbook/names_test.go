package playbook_test

import (
	"testing"

	"ad2scim/migrate/playbook"
)

func TestNamesSayWhatIsAgainstThem(t *testing.T) {
	for _, c := range []struct {
		n            playbook.Names
		wrong, whole string
	}{
		{playbook.Names{Compared: true, Exact: 3}, "", ""},
		{playbook.Names{Compared: true, Exact: 3, Missing: 2}, "", "2 groups of AD are missing"},
		{playbook.Names{Compared: true, Exact: 3, Differs: 1, Doubles: 1}, "1 group name differs, 1 group is there a second time under another name",
			"1 group name differs, 1 group is there a second time under another name"},
		{playbook.Names{Compared: true, Conflicts: 2}, "2 groups are in conflict", "2 groups are in conflict"},
		{playbook.Names{Compared: true, Missing: 1}, "no group is on both sides, so the comparison says nothing of what will be sent",
			"no group is on both sides, so the comparison says nothing of what will be sent, 1 group of AD is missing"},
	} {
		if wrong, whole := c.n.Wrong(), c.n.Whole(); wrong != c.wrong || whole != c.whole {
			t.Errorf("%+v: %q, %q", c.n, wrong, whole)
		}
	}
}

// That names were not needed on one path opens nothing on another.
func TestNotNeededOnAnotherPathOpensNothing(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	s.Steps["names-exact"] = playbook.Record{Status: playbook.NotNeeded}
	step, err := w.Step("token")
	if err != nil {
		t.Fatal(err)
	}
	if b := w.Gate(step, w.Look(s, nil, playbook.Names{})); len(b) != 1 || b[0].ID != "names-exact" {
		t.Errorf("%v", b)
	}
}
