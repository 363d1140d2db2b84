package screentest

import (
	"os"
	"path/filepath"
	"testing"

	"ad2scim/migrate/migration"
)

// Other has a workspace open as another process would, until what it returns is
// called.
func Other(t *testing.T, dir string) (release func()) {
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
