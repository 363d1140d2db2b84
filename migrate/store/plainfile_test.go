//go:build !windows

package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// TestLinksAreNotFollowed puts what another user may put into a shared
// folder in the place of each file: nothing of what it leads to is read, written,
// emptied, handed to the group or waited for.
func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	victims := map[string]func(t *testing.T, victim, path string) error{
		"link":      func(_ *testing.T, victim, path string) error { return os.Symlink(victim, path) },
		"hard link": func(_ *testing.T, victim, path string) error { return os.Link(victim, path) },
		"dangling":  func(_ *testing.T, victim, path string) error { return os.Symlink(victim+".none", path) },
		"pipe":      func(_ *testing.T, _, path string) error { return syscall.Mkfifo(path, 0o666) },
		"folder":    func(_ *testing.T, _, path string) error { return os.Mkdir(path, 0o700) },
	}
	for name, put := range victims {
		for _, file := range []string{
			"journal.ndjson", "migration.json", "lock", "lock.json", "watch.json", "snapshots",
			"snapshots/ad-20260102T150405.000000000Z.ndjson",
		} {
			if name == "folder" && file == "snapshots" {
				continue
			}
			t.Run(name+"/"+file, func(t *testing.T) {
				t.Parallel()
				notFollowed(t, file, put)
			})
		}
	}
}

func notFollowed(t *testing.T, file string, put func(t *testing.T, victim, path string) error) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Chmod(dir, 0o770); err != nil {
		t.Fatal(err)
	}
	victim := filepath.Join(outside, "private")
	const secret = "{\"seq\":1,\"time\":\"2026-01-02T15:04:05Z\"}\nprivate\n"
	if err := os.WriteFile(victim, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(file) != "." {
		if err := os.Mkdir(filepath.Join(dir, filepath.Dir(file)), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := put(t, victim, filepath.Join(dir, file)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- useAll(dir) }()
	select {
	case err := <-done:
		if err != nil && migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("the error is %v", err)
		}
		if err == nil && file != "lock.json" && file != "watch.json" { // these are replaced, not followed
			t.Error("nothing is said")
		}
	case <-time.After(time.Minute):
		t.Fatal("it waits")
	}
	text, err := os.ReadFile(victim)
	info, err2 := os.Stat(victim)
	if err != nil || err2 != nil || string(text) != secret || info.Mode().Perm() != 0o600 {
		t.Errorf("the private file holds %q with the mode %v", text, info.Mode())
	}
	if _, err := os.Lstat(victim + ".none"); err == nil {
		t.Error("a file was made at the end of the link")
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Base(path) == filepath.Base(file) {
			return err
		}
		if text, err := os.ReadFile(path); err != nil || bytes.Contains(text, []byte("private")) {
			t.Errorf("%s holds what is private: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// useAll does everything that the folder is for.
func useAll(dir string) error {
	f, err := store.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.LoadState(); err != nil {
		return err
	}
	if err := f.OpenJournal(); err != nil {
		return err
	}
	if _, err := f.Journal().Append(store.Entry{Run: "r", Kind: "k", Text: "x"}); err != nil {
		return err
	}
	if list, err := f.Snapshots(migrate.AD); err != nil {
		return err
	} else if len(list) > 0 {
		if _, err := f.LoadSnapshot(list[0]); err != nil {
			return err
		}
	}
	if _, err := f.SaveSnapshot(context.Background(), store.Snapshot{Side: migrate.AD, Source: "ldaps://dc"}, nil,
		store.Retention{}); err != nil {
		return err
	}
	if err := f.SaveWatch([]byte("{}")); err != nil {
		return err
	}
	if _, err := f.LoadWatch(); err != nil {
		return err
	}
	return f.SaveState([]byte("{}"), []byte("{}"))
}
