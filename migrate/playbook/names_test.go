package playbook_test

import (
	"strings"
	"testing"

	"ad2scim/migrate"
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

// That no groups come does not hold once they come by SAML, done or cut off.
func TestNamesAreNeededOnceGroupsComeBySAML(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	differs := playbook.Names{Compared: true, Exact: 1, Differs: 2}
	for status, needed := range map[playbook.Status]bool{"": false, playbook.NotNeeded: false,
		playbook.DoneAttested: true, playbook.DoneVerified: true, playbook.Running: true, playbook.Failed: true} {
		s := upTo(t, w, "idp-tested")
		delete(s.Steps, "names-exact")
		s.Steps["saml-groups"] = playbook.Record{Status: status}
		skipped, err := w.Skip(s, "names-exact", playbook.Act{At: noon})
		if (migrate.ClassOf(err) == migrate.BadInput) != needed || needed && !strings.Contains(err.Error(), "saml-groups") {
			t.Errorf("with saml-groups %q, skipping: %v", status, err)
		}
		skipped.Steps["names-exact"] = playbook.Record{Status: playbook.NotNeeded}
		if got := blocks(t, w, w.Look(skipped, nil, differs), "idp-started", "names-exact"); got != needed {
			t.Errorf("with saml-groups %q, the names keep the start shut: %v", status, got)
		}
	}
}
