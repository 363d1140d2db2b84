//go:build unix

package main_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// A report counts as the hand-over only if it is written after the result was compared, and not
// on the first day.
func TestReportCountsAfterTheComparison(t *testing.T) {
	t.Parallel()
	w := newWalker(t)
	if status, errOut := w.run(t, nil, "steps", "choose", "--path", "self-hosted", "--idp", "entra"); status != 0 {
		t.Fatal(errOut)
	}
	write := func(name string) {
		t.Helper()
		if status, errOut := w.run(t, nil, "report", "--format", "html", "--out",
			filepath.Join(w.folder, name)); status != 0 {
			t.Fatal(errOut)
		}
	}
	check := func() string {
		t.Helper()
		out, _ := w.command("steps", "check", "report").CombinedOutput() // the step's status is checked instead
		return string(out)
	}
	write("early.html")
	if out := check(); w.standing(t, "report") != "" {
		t.Errorf("a report of the first day: %s, %s", w.standing(t, "report"), out)
	}
	ws, err := migration.Open(filepath.Join(w.folder, "ws"))
	if err != nil {
		t.Fatal(err)
	}
	err = ws.Update(func(s *migration.State) error {
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{"result-compared": {
			Status: playbook.DoneConfirmed,
			At:     time.Now().UTC(), By: "ann",
		}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.Close(); err != nil {
		t.Fatal(err)
	}
	if out := check(); w.standing(t, "report") == "done-verified" ||
		!strings.Contains(out, "older than the comparison of the result") {
		t.Errorf("an old report: %s, %s", w.standing(t, "report"), out)
	}
	write("late.html")
	if out := check(); w.standing(t, "report") != "done-verified" {
		t.Errorf("the hand-over: %s, %s", w.standing(t, "report"), out)
	}
}
