package adsync

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

// One name of two machines: the other one is told which is meant, and changes
// nothing.
func TestAnotherMachineIsLeftAlone(t *testing.T) {
	one, two := newMachine("NODE1", `\Sync`), newMachine("NODE2", `\Sync`)
	w := openWorkspace(t, t.TempDir())
	if _, err := Apply(t.Context(), two, w.Journal(), "r", plan(t, one)); migrate.ClassOf(err) != migrate.BadInput ||
		two.changes != 0 {
		t.Errorf("%v, %d changes", err, two.changes)
	}
	if m := remember(t, w); len(m.Stopped) != 0 || m.knows("NODE2", `\Sync`) {
		t.Errorf("%+v", m)
	}
	list, err := Changes(w.Journal().All())
	if err != nil || len(list) != 1 || list[0].Machine != "NODE1" {
		t.Errorf("%+v, %v", list, err)
	}
}

// A machine that changed something although another was meant: resume can bring
// it back there.
func TestWhatAnotherMachineDidIsBroughtBack(t *testing.T) {
	one, two := newMachine("NODE1", `\Sync`), newMachine("NODE2", `\Sync`)
	two.heedless = true
	w := openWorkspace(t, t.TempDir())
	if _, err := Apply(t.Context(), two, w.Journal(), "r", plan(t, one)); migrate.ClassOf(err) != migrate.BadInput ||
		two.tasks[0].Enabled {
		t.Fatal(err, two.tasks[0].Enabled)
	}
	back := ResumePlan(remember(t, w), "NODE2", "x")
	if len(back.Tasks) != 1 {
		t.Fatalf("%+v", back)
	}
	list, err := Changes(w.Journal().All())
	if err != nil || len(list) != 2 || list[1].Machine != "NODE2" || list[1].Result != ChangeDone || list[1].ByHand ||
		list[0].Result != ChangeInDoubt {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := Apply(t.Context(), two, w.Journal(), "r", back); err != nil || !two.tasks[0].Enabled {
		t.Error(err, two.tasks[0].Enabled)
	}
}

// A task that was changed since it was found stays as it is; the others are disabled.
func TestSwappedTaskIsLeftAlone(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	in := plan(t, m)
	m.tasks[0].Definition = "bb"
	w := openWorkspace(t, t.TempDir())
	_, err := Apply(t.Context(), m, w.Journal(), "r", in)
	if migrate.ClassOf(err) != migrate.Partial || !strings.Contains(err.Error(), "changed") || !m.tasks[0].Enabled ||
		m.tasks[1].Enabled {
		t.Error(err, m.tasks[0].Enabled, m.tasks[1].Enabled)
	}
	if back := ResumePlan(remember(t, w), "SRV1", "x"); len(back.Tasks) != 1 || back.Tasks[0].Path != `\B` {
		t.Errorf("%+v", back)
	}
}

// The hash of a task's definition goes back to its machine.
func TestArgumentsOfAChange(t *testing.T) {
	m := newMachine("SRV1", `\Sync`)
	m.domain = "corp.example.com"
	args := plan(t, m).arguments()
	if args.Definitions[`\Sync`] != "aa" || args.Host != "SRV1.corp.example.com" {
		t.Errorf("%+v", args)
	}
}
