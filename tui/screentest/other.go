package screentest

import (
	"os"
	"path/filepath"
	"testing"

	"ad2scim/migrate/migration"
)

// HoldWorkspace locks a workspace as another process would, until release is called.
func HoldWorkspace(t *testing.T, dir string) (release func()) {
	t.Helper()
	w, err := migration.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lock.json"), []byte(`{"pid":1,"host":"elsewhere","who":"kim"}`),
		0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}
