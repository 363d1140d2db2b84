package migration_test

import (
	"errors"
	"testing"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// What is kept has its line: a change that is not made leaves none, and one whose
// line cannot be written is not made.
func TestRecordWritesJournalFirst(t *testing.T) {
	dir := t.TempDir()
	w, err := migration.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	lines := func() (n int) {
		for _, err := range w.Journal().All() {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	choose := func(text string, fails error) error {
		_, err := w.Record(func(s *migration.State) (store.Entry, error) {
			s.Path = playbook.Path(text)
			return store.Entry{Kind: "way", Text: text}, fails
		})
		return err
	}
	refused := errors.New("refused")
	if err := choose("a", refused); !errors.Is(err, refused) || w.State().Path != "" || lines() != 0 {
		t.Error(err, w.State().Path, lines())
	}
	if err := choose("a", nil); err != nil || w.State().Path != "a" || lines() != 1 {
		t.Error(err, w.State().Path, lines())
	}
	reading, err := migration.OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reading.Record(func(*migration.State) (store.Entry, error) {
		return store.Entry{Kind: "way"},
			nil
	}); err == nil || lines() != 1 {
		t.Error("noted by a reader:", err)
	}
}
