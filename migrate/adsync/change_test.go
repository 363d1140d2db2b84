package adsync

import (
	"context"
	"os"
	"path/filepath"
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
	r, err := Look(t.Context(), m)
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
	if _, err := Apply(t.Context(), m, w.Journal(), "r", ResumePlan(memory, "SRV1", "x")); err != nil || !m.tasks[0].Enabled {
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
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); migrate.ClassOf(err) != migrate.Partial || !strings.Contains(err.Error(), "Access is denied") {
		t.Error(err)
	}
	if memory := remember(t, w); len(memory.Stopped)+len(memory.Uncertain) != 0 {
		t.Errorf("%+v", memory)
	}
}

// A result that somebody else's program wrote with a secret in every place:
// none comes out in any form, nor into the workspace.
func TestNoSecretComesOut(t *testing.T) {
	const uuid, long, team = "0b4d6f3e-7777-4222-8333-123456789abc", "c2VjcmV0LXRva2VuLTc3Nzc3Nzc3", "7777123456"
	m := newMachine("SRV1", `\Sync`)
	m.tasks[0].Actions[0].Arguments = `-File ` + scriptPath + ` -Token "` + uuid + `" ` + long + ` $TEAM_ID = "` + team + `"`
	m.procs = []Process{{ID: 7, Name: "powershell.exe", Command: "-Token " + uuid, Files: []string{scriptPath}}}
	m.files[0].Evidence[0].Excerpt = `$TEAM_ID = "` + team + `"; $k = "` + long + `"`
	report, err := Look(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	found := Judge([]Looked{{Name: "SRV1", Report: report}}, Memory{})
	dir := t.TempDir()
	w := openWorkspace(t, dir)
	if err := NoteLook(w.Journal(), "r", found); err != nil {
		t.Fatal(err)
	}
	verdict := Verify(noon, found, remember(t, w))
	if err := w.Update(func(s *migration.State) error { RecordVerdict(s, verdict, Memory{}, noon, "me"); return nil }); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, write := range []func(*strings.Builder) error{
		func(b *strings.Builder) error { return found.WriteJSON(b) }, func(b *strings.Builder) error { return found.WriteCSV(b) },
		func(b *strings.Builder) error { return found.WriteMarkdown(b) }, func(b *strings.Builder) error { return found.WriteTable(b) },
		func(b *strings.Builder) error { return verdict.WriteJSON(b) }, func(b *strings.Builder) error { return verdict.WriteTable(b) },
	} {
		if err := write(&all); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"journal.ndjson", "migration.json"} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	if !strings.Contains(all.String(), "***") || strings.Contains(all.String(), "7777") || strings.Contains(all.String(), long[:12]) {
		t.Error(all.String())
	}
}
