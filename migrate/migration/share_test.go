//go:build unix

package migration_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// In a folder that was made for several admins each of them can go on, whatever
// the umask of the one before; and others cannot.
func TestSharedFolderIsReadableByGroup(t *testing.T) {
	for name, c := range map[string]struct{ folder, file, sub os.FileMode }{
		"one's own":      {0o755, 0o600, 0o700},
		"the group's":    {0o770 | os.ModeSetgid, 0o660, 0o770 | os.ModeSetgid},
		"everyone's":     {0o777 | os.ModeSetgid, 0o660, 0o770 | os.ModeSetgid},
		"without setgid": {0o770, 0o660, 0o770},
	} {
		t.Run(name, func(t *testing.T) {
			defer syscall.Umask(syscall.Umask(0o077))
			dir := filepath.Join(t.TempDir(), "ws")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(dir, c.folder); err != nil {
				t.Fatal(err)
			}
			w, err := migration.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			for range 2 {
				if err := w.Update(func(s *migration.State) error { s.Path = ""; return nil }); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := w.Journal().Append(store.Entry{Kind: "k"}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.SaveSnapshot(t.Context(), migrate.AD, migrate.Connection{Location: "ad"}, "ad", nil,
				nil); err != nil {
				t.Fatal(err)
			}
			if err := w.SaveWatch([]byte("{}")); err != nil {
				t.Fatal(err)
			}
			seen := 0
			err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || path == dir {
					return err
				}
				want := c.file
				if d.IsDir() {
					want = c.sub
				}
				info, err := d.Info()
				if seen++; err != nil || info.Mode()&(os.ModePerm|os.ModeSetgid) != want {
					t.Errorf("%s has the mode %v, want %v, %v", path, info.Mode(), want, err)
				}
				return nil
			})
			if err != nil || seen != 7 { // migration.json, journal.ndjson, watch.json, lock, lock.json, snapshots and one in it
				t.Error(seen, err)
			}
		})
	}
}
