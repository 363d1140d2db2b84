package store_test

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// openFolder opens a folder with its journal.
func openFolder(dir string) (*store.Folder, error) {
	f, err := store.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := f.OpenJournal(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func open(t *testing.T, dir string) *store.Folder {
	t.Helper()
	f, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func isProblem(t *testing.T, err error, words ...string) {
	t.Helper()
	if migrate.ClassOf(err) != migrate.BadInput {
		t.Fatalf("the error is %v", err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	if strings.ContainsAny(err.Error(), "\n\r") {
		t.Errorf("%q is more than a line", err)
	}
}
