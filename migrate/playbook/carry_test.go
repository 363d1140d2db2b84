package playbook_test

import (
	"slices"
	"testing"

	"ad2scim/migrate/playbook"
)

// What holds on any way stays; the one-way door must be confirmed anew.
func TestCarryOpensWhatReadsOtherwise(t *testing.T) {
	walk := func(p playbook.Path) *playbook.Walk {
		w, err := playbook.New(playbook.Dashlane(), p, playbook.Okta)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	from, to := walk(playbook.SelfHosted), walk(playbook.Confidential)
	s := playbook.State{Steps: map[string]playbook.Record{}, Forced: []playbook.Forced{{Step: "token", Reason: "r"}}}
	for _, id := range []string{"access", "choose-path", "script-disabled", "service-answers", "token"} {
		s.Steps[id] = playbook.Record{Status: playbook.DoneAttested}
	}
	next, open := to.Carry(from, s)
	if want := []string{"choose-path", "service-answers", "token"}; !slices.Equal(open, want) {
		t.Errorf("open again: %v, want %v", open, want)
	}
	if len(next.Steps) != 2 || next.Steps["script-disabled"].Status != playbook.DoneAttested || len(next.Forced) != 1 {
		t.Errorf("carried: %+v", next)
	}
	if len(s.Steps) != 5 {
		t.Error("the state that was given has changed")
	}
	if same, open := from.Carry(from, s); len(open) != 0 || len(same.Steps) != 5 {
		t.Errorf("on the same way %v are open again", open)
	}
}
