package adsync

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/workspace"
)

// office is a desk on a workspace of its own.
func office(t *testing.T) Desk {
	dir := t.TempDir()
	return Desk{Hold: func() (*workspace.Workspace, error) { return workspace.Open(dir) }, Who: "ann"}
}

// within does something with the workspace of a desk.
func (d Desk) within(t *testing.T, do func(*workspace.Workspace)) {
	t.Helper()
	if err := d.hold(func(w *workspace.Workspace) error { do(w); return nil }); err != nil {
		t.Fatal(err)
	}
}

func (d Desk) look(t *testing.T, hosts ...Host) ([]Looked, Taken) {
	t.Helper()
	looked, err := LookAt(t.Context(), hosts, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := d.Take(looked)
	if err != nil {
		t.Fatal(err)
	}
	return looked, taken
}

func back(r *Report, via string, m Memory) Intent { return ResumePlan(m, r.Host, via) }

// stopAll disables everything that may be AD sync.
func (d Desk) stopAll(t *testing.T, hosts ...Host) {
	t.Helper()
	looked, taken := d.look(t, hosts...)
	work, _ := StopChoices(hosts, looked, taken, false)
	o, err := d.Do(t.Context(), work, "", func(*Change) {}, nil)
	if err != nil || o.Failed != nil || o.Again != nil {
		t.Fatal(err, o.Failed, o.Again)
	}
}

// While a person thinks, SCIM may be switched on, or somebody else may bring a
// task back: what holds when the work begins counts.
func TestResumeGoesByWhatHoldsThen(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	d := office(t)
	d.stopAll(t, m)
	looked, taken := d.look(t, m)
	work := Plan(ResumeScript, []Host{m}, looked, taken.Memory, back)
	if work.Tasks() != 2 {
		t.Fatalf("%+v", work)
	}
	d.within(t, func(w *workspace.Workspace) {
		if err := w.Update(func(s *workspace.State) error {
			s.Facts["scim_confidential"] = workspace.Fact{Value: "on"}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
	before := m.changes
	if _, err := d.Do(t.Context(), work, "", nil, nil); migrate.ClassOf(err) != migrate.BadInput || m.changes != before {
		t.Errorf("it was resumed beside SCIM: %v", err)
	}
	if err := d.BesideSCIM("a trial"); err != nil {
		t.Fatal(err)
	}
	only := work.Only(func(i int) bool { return i == 0 })
	if o, err := d.Do(t.Context(), only, "a trial", func(*Change) {}, nil); err != nil || o.Failed != nil {
		t.Fatal(err, o.Failed)
	}
	d.within(t, func(w *workspace.Workspace) {
		if f := w.State().Playbook.Forced; len(f) != 1 || f[0].Reason != "a trial" || f[0].By != "ann" {
			t.Errorf("forced %+v", f)
		}
	})
	m.tasks[0].Enabled = false // as somebody at the machine wanted afterwards
	if o, err := d.Do(t.Context(), work, "a trial", func(*Change) {}, nil); err != nil || o.Failed != nil {
		t.Fatal(err, o.Failed)
	}
	if m.tasks[0].Enabled || !m.tasks[1].Enabled {
		t.Error("a task was enabled that was brought back before, or one that was due was not")
	}
}

// Of machines that are reached and machines of which a file tells, the work is
// divided; a look at one machine by both is refused.
func TestWorkIsDivided(t *testing.T) {
	near, far := newMachine("SRV1", `\A`), newMachine("SRV2", `\B`)
	d := office(t)
	looked, _ := d.look(t, near)
	r, err := Look(t.Context(), far)
	if err != nil {
		t.Fatal(err)
	}
	looked = append(looked, Looked{Name: "found.json", Report: r, FromFile: true})
	taken, err := d.Take(looked)
	if err != nil {
		t.Fatal(err)
	}
	work, meant := StopChoices([]Host{near}, looked, taken, false)
	if len(work.Parts) != 1 || work.Tasks() != 1 || len(work.ByHand) != 1 || work.ByHand[0].Host != "SRV2" || !meant(TaskKey{"SRV2", `\B`}) {
		t.Errorf("%+v", work)
	}
	if _, err := LookAt(t.Context(), []Host{near, near}, nil, nil); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("two looks at one machine: %v", err)
	}
}

// A call that is interrupted before the second machine leaves it as it is.
func TestWorkIsInterrupted(t *testing.T) {
	first, second := newMachine("SRV1", `\A`), newMachine("SRV2", `\A`)
	d := office(t)
	looked, taken := d.look(t, first, second)
	work, _ := StopChoices([]Host{first, second}, looked, taken, false)
	ctx, cancel := context.WithCancel(t.Context())
	o, err := d.Do(ctx, work, "", func(*Change) { cancel() }, nil)
	if err != nil || o.Failed == nil || second.changes != 0 || len(o.Changes) != 1 || o.Taken.Found.Script != "scheduled" {
		t.Errorf("%v, %+v", err, o)
	}
}

func TestMachinesAreRemembered(t *testing.T) {
	d := office(t)
	if err := d.RememberMachines(Reach{Names: []string{"srv1"}, WinRM: WinRM{User: "u", Password: migrate.NewSecret("hush"), CAFile: "ca"}}); err != nil {
		t.Fatal(err)
	}
	d.within(t, func(w *workspace.Workspace) {
		if m := w.State().Machines; m == nil || !slices.Equal(m.Hosts, []string{"srv1"}) || m.User != "u" || m.CAFile != "ca" {
			t.Errorf("%+v", m)
		}
	})
}

func TestChangesAmong(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	if c, others, err := ChangesAmong([]string{missing}); err != nil || len(c) != 0 || !slices.Equal(others, []string{missing}) {
		t.Errorf("%v, %v, %v", c, others, err)
	}
}
