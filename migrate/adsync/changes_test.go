package adsync

import (
	"slices"
	"testing"

	"ad2scim/migrate/migration"
)

func changes(t *testing.T, w *migration.Workspace) []string {
	t.Helper()
	list, err := Changes(w.Journal().All())
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, c := range list {
		if c.Who == "" || c.Host == "" || c.Time.IsZero() || c.Machine != "SRV1" {
			t.Errorf("%+v", c)
		}
		words = append(words, string(c.Action)+" "+c.Task+" "+c.From+">"+c.To+" "+c.Result)
	}
	return words
}

// The stops and resumes come out of the journal with what became of each.
func TestChangesAreReadFromTheJournal(t *testing.T) {
	m := newMachine("SRV1", `\Sync`)
	w := openWorkspace(t, t.TempDir())
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); err != nil {
		t.Fatal(err)
	}
	if _, err := Apply(t.Context(), m, w.Journal(), "r", ResumePlan(remember(t, w), "SRV1", "x")); err != nil {
		t.Fatal(err)
	}
	want := []string{`stop \Sync enabled>disabled done`, `resume \Sync disabled>enabled done`}
	if got := changes(t, w); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	m.lose = true
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); err == nil {
		t.Fatal("a lost answer is no error")
	}
	want = append(want, `stop \Sync enabled> in-doubt`)
	if got := changes(t, w); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	after := &Standing{State: "disabled"}
	if err := NoteChange(w.Journal(), "r", &Change{
		Action: "stop", Host: "SRV1",
		Tasks: []TaskChange{{Path: `\Sync`, Done: true, After: after}},
	}, false); err != nil {
		t.Fatal(err)
	}
	want[2] = `stop \Sync enabled> superseded`
	want = append(want, `stop \Sync >disabled done`)
	if got := changes(t, w); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	m.lose, m.refuse = false, true
	m.tasks[0].Enabled = true
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); err == nil {
		t.Fatal("a refusal is no error")
	}
	if got := changes(t, w); got[len(got)-1] != `stop \Sync enabled> not-done` {
		t.Errorf("%q", got)
	}
}
