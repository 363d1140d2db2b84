package adsync

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
)

func openWorkspace(t *testing.T, dir string) *migration.Workspace {
	t.Helper()
	w, err := migration.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func plan(t *testing.T, m *machine) Intent {
	t.Helper()
	r, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return StopPlan(r, Memory{}, m.String(), nil, false)
}

func remember(t *testing.T, w *migration.Workspace) Memory {
	t.Helper()
	m, err := Remember(w.Journal())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What was enabled is disabled and brought back; what was disabled before stays
// so; and a second resume finds nothing.
func TestStopAndResume(t *testing.T) {
	m := newMachine("SRV1", hostile...)
	m.tasks[1].Enabled, m.tasks[1].State = false, "disabled"
	m.tasks[2].State = "running"
	w := openWorkspace(t, t.TempDir())
	in := plan(t, m)
	if len(in.Tasks) != len(hostile)-1 {
		t.Fatalf("%d tasks are planned", len(in.Tasks))
	}
	if _, err := Apply(t.Context(), m, w.Journal(), "r", in); err != nil {
		t.Fatal(err)
	}
	for _, task := range m.tasks {
		if task.Enabled {
			t.Errorf("%q is enabled", task.Path)
		}
	}
	if m.tasks[2].State != "running" {
		t.Error("a running instance was ended though nobody said so")
	}
	back := ResumePlan(remember(t, w), "srv1.corp.example.com", "x")
	if len(back.Tasks) != len(hostile)-1 {
		t.Fatalf("%d tasks are to come back", len(back.Tasks))
	}
	if _, err := Apply(t.Context(), m, w.Journal(), "r", back); err != nil {
		t.Fatal(err)
	}
	for i, task := range m.tasks {
		if task.Enabled != (i != 1) {
			t.Errorf("%q: enabled is %v", task.Path, task.Enabled)
		}
	}
	if again := ResumePlan(remember(t, w), "SRV1", "x"); len(again.Tasks) != 0 {
		t.Errorf("to come back again: %v", again.Tasks)
	}
	if other := ResumePlan(remember(t, w), "SRV2", "x"); len(other.Tasks) != 0 {
		t.Errorf("on another host: %v", other.Tasks)
	}
}

// killed is a machine whose caller dies right after the change was made.
type killed struct{ *machine }

func (k killed) Run(ctx context.Context, s Script, a Arguments) ([]byte, error) {
	k.machine.Run(ctx, s, a)
	panic("killed")
}

// Killed between the announcement and the result, or the answer lost: the task
// is uncertain, and resume takes it.
func TestKilledBetweenIntentAndResult(t *testing.T) {
	dir := t.TempDir()
	m := newMachine("SRV1", `\Sync`)
	w := openWorkspace(t, dir)
	in := plan(t, m)
	func() {
		defer func() { recover() }()
		Apply(t.Context(), killed{m}, w.Journal(), "r", in)
	}()
	w.Close()
	w = openWorkspace(t, dir)
	memory := remember(t, w)
	if len(memory.Stopped) != 0 || len(memory.Uncertain) != 1 {
		t.Fatalf("%+v", memory)
	}
	if _, err := Apply(t.Context(), m, w.Journal(), "r", ResumePlan(memory, "SRV1", "x")); err != nil ||
		!m.tasks[0].Enabled {
		t.Fatal(err, m.tasks[0].Enabled)
	}
	if memory = remember(t, w); len(memory.Uncertain) != 0 {
		t.Errorf("%+v", memory)
	}

	m.lose = true
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); err == nil {
		t.Error("a lost answer is no error")
	}
	if memory = remember(t, w); len(memory.Uncertain) != 1 || m.tasks[0].Enabled {
		t.Errorf("%+v", memory)
	}
}

func TestRefusedChange(t *testing.T) {
	m := newMachine("SRV1", `\Sync`)
	m.refuse = true
	w := openWorkspace(t, t.TempDir())
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); migrate.ClassOf(err) != migrate.Partial ||
		!strings.Contains(err.Error(), "Access is denied") {
		t.Error(err)
	}
	if memory := remember(t, w); len(memory.Stopped)+len(memory.Uncertain) != 0 {
		t.Errorf("%+v", memory)
	}
}

// A result can't bring text of its own as evidence: each kind has its fixed words.
func TestEvidenceHasFixedWords(t *testing.T) {
	m := newMachine("SRV1", `\Sync`)
	m.files[0].Evidence = []Evidence{{kindTeamID, 3, `$TEAM_ID = "7777"`}, {"other", 1, "7777"}}
	m.tasks[0].Evidence = []Evidence{{kindRSAKey, 3, "7777"}}
	report, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(report)
	if err != nil || strings.Contains(string(data), "7777") || !strings.Contains(string(data), "***") {
		t.Errorf("%s, %v", data, err)
	}
}
