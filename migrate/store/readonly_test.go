package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/store"
)

// TestAFolderOpenedForReading makes nothing, is as an empty one where there is none,
// and refuses each way to write.
func TestAFolderOpenedForReading(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	f := store.OpenReadOnly(dir)
	if err := f.OpenJournal(); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, write := range map[string]func() error{
		"the state":      func() error { return f.SaveState([]byte("{}"), nil) },
		"a watch":        func() error { return f.SaveWatch([]byte("{}")) },
		"the journal":    func() error { _, err := f.Journal().Append(store.Entry{Kind: "k"}); return err },
		"a list":         func() error { return saveList(t, f) },
		"before writing": f.CheckWritable,
	} {
		if err := write(); err == nil {
			t.Errorf("%s is written", name)
		} else {
			runtest.WantBadInput(t, err, "opened for reading")
		}
	}
	state, err := f.LoadState()
	watch, err2 := f.LoadWatch()
	lists, err3 := f.Snapshots(migrate.AD)
	if state != nil || watch != nil || lists != nil || err != nil || err2 != nil || err3 != nil {
		t.Errorf("it holds %q %q %v: %v %v %v", state, watch, lists, err, err2, err3)
	}
	if last, all := f.Journal().Last(), entries(t, f); last != 0 || len(all) != 0 {
		t.Errorf("its journal has %d entries, the last %d", len(all), last)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
}

func saveList(t *testing.T, f *store.Folder) error {
	_, err := f.SaveSnapshot(t.Context(), store.Snapshot{Side: migrate.AD}, nil, store.Retention{})
	return err
}

// TestSaveAndLoad, by who opens it for reading meanwhile too.
func TestSaveAndLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if print := store.Fingerprint(dir); print != "" {
		t.Errorf("nothing has the fingerprint %q", print)
	}
	f := open(t, dir)
	seen := map[string]bool{store.Fingerprint(dir): true}
	changes := []func() error{
		func() error { return f.SaveState([]byte("{}"), nil) },
		func() error { return f.SaveState([]byte(`{"a":1}`), []byte("{}")) },
		func() error { _, err := f.Journal().Append(store.Entry{Kind: "k"}); return err },
	}
	for i, change := range changes {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if print := store.Fingerprint(dir); seen[print] {
			t.Errorf("change %d is not in the fingerprint %q", i, print)
		} else {
			seen[print] = true
		}
	}
	if err := f.SaveWatch([]byte("told")); err != nil {
		t.Fatal(err)
	}
	reader := store.OpenReadOnly(dir)
	state, err := reader.LoadState()
	watch, err2 := reader.LoadWatch()
	old, err3 := os.ReadFile(filepath.Join(dir, "migration.before-upgrade.json"))
	if string(state) != `{"a":1}` || string(watch) != "told" || string(old) != "{}" || err != nil || err2 != nil ||
		err3 != nil {
		t.Errorf("read is %q, %q and %q: %v %v %v", state, watch, old, err, err2, err3)
	}
	if n := f.Journal().Last(); n != 1 {
		t.Errorf("the last entry is %d", n)
	}
}

// TestTempFilesAreRemoved, and nothing else.
func TestTempFilesAreRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "snapshots"), 0o700); err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{ // whether it stays
		".migration.json123": false, ".watch.json123": false, ".lock.json123": false, "snapshots/.ad-1.ndjson123": false,
		".notes": true, "migration.json.bak": true, "snapshots/ad-1.ndjson": true,
	}
	for name := range files {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir)
	for name, stays := range files {
		if _, err := os.Stat(filepath.Join(dir, name)); stays != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNotAFolder is an error that says so, for each way to open it.
func TestNotAFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		_, err := store.Open(dir)
		runtest.WantBadInput(t, err, "cannot use", "not a directory")
	}
}
