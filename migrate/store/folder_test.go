package store_test

import (
	"testing"

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
