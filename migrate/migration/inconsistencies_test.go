package migration_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// A crash between a line of the journal and the state, and a journal that was
// shortened, are told at the next start, and by the journal from then on.
func TestInconsistenciesAreReported(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(t *testing.T, dir string, before []byte)
		want   string
	}{
		"cut off before the state": {func(t *testing.T, dir string, before []byte) {
			if err := os.WriteFile(filepath.Join(dir, "migration.json"), before, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "records the step \"Get both admin accounts ready\" as done, confirmed, but the program was interrupted"},
		"a journal cut short": {func(t *testing.T, dir string, _ []byte) {
			path := filepath.Join(dir, "journal.ndjson")
			all, err := os.ReadFile(path)
			if err == nil {
				err = os.WriteFile(path, all[:bytes.IndexByte(all, '\n')+1], 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, "the journal ends at line 1, but it had 2"},
		"a journal that is gone": {func(t *testing.T, dir string, _ []byte) {
			if err := os.Remove(filepath.Join(dir, "journal.ndjson")); err != nil {
				t.Fatal(err)
			}
		}, "the journal is missing, and it had 2 lines"},
		"nothing": {func(*testing.T, string, []byte) {}, ""},
	} {
		dir := t.TempDir()
		w := open(t, dir)
		note := func(w *migration.Workspace, change func(*migration.State) (store.Entry, error)) {
			t.Helper()
			if _, err := w.Record(change); err != nil {
				t.Fatal(err)
			}
		}
		note(w, func(s *migration.State) (store.Entry, error) {
			return s.Choose(playbook.SelfHosted, playbook.Okta, by)
		})
		before, err := os.ReadFile(filepath.Join(dir, "migration.json"))
		if err != nil {
			t.Fatal(err)
		}
		done := func(s *migration.State) (store.Entry, error) {
			return s.ChangeStep("access", by, func(w *playbook.Runbook, context playbook.Context,
				a playbook.StepUpdate) (playbook.State,
				error,
			) {
				return w.Confirm(context, "access", a)
			})
		}
		note(w, done)
		w.Close()
		c.damage(t, dir, before)
		for range 2 { // it is told until something is changed
			read, err := migration.OpenReadOnly(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, all := range [][]string{read.State().Inconsistencies, read.Notes()} {
				if got := strings.Join(all, "; "); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
					t.Errorf("%s: told is %q", name, got)
				}
			}
		}
		w = open(t, dir)
		note(w, done)
		if lost := strings.Contains(c.want, "it had"); lost {
			w.Close()
			w = open(t, dir)
			if err := w.CheckJournal(); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), c.want) ||
				len(w.State().Inconsistencies) != 1 {
				t.Errorf("%s: once something else was noted: %v, %q", name, err, w.State().Inconsistencies)
			}
			if err := w.AcceptJournal("ada"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.CheckJournal(); err != nil {
			t.Error(err)
		}
		if len(w.State().Inconsistencies) > 0 {
			t.Errorf("%s: still in doubt: %v", name, w.State().Inconsistencies)
		}
		w.Close()
		w = open(t, dir)
		told := 0
		for e, err := range w.Journal().All() {
			if err != nil {
				t.Fatal(err)
			}
			if c.want != "" && strings.Contains(e.Text, c.want) {
				told++
			}
		}
		if len(w.State().Inconsistencies) > 0 || told != len(c.want)/max(1, len(c.want)) {
			t.Errorf("%s: in doubt %v, told %d times", name, w.State().Inconsistencies, told)
		}
		w.Close()
	}
}
