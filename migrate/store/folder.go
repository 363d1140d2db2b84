package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"ad2scim/migrate"
)

const (
	stateFile  = "migration.json"
	backupFile = "migration.before-upgrade.json"
)

// Folder is the folder of one migration. Its methods are safe for concurrent use, except SaveState.
type Folder struct {
	dir     string
	lock    *lock // nil if opened for reading
	journal *Journal
}

// DefaultDir returns the default folder: ad2scim in the user's XDG state folder (on Windows below %LOCALAPPDATA%).
func DefaultDir() string { return filepath.Join(xdg.StateHome, "ad2scim") }

// Open opens the folder dir for writing, and creates it if it doesn't exist. An empty dir means DefaultDir. New
// files are only accessible to their owner, or also to the group if the group may write to the folder. Every error
// is a *migrate.Problem: BadInput if another process has it open (the cause is a *LockedError) or if the journal is
// damaged.
func Open(dir string) (*Folder, error) {
	dir = orDefault(dir)
	if err := makeFolder(dir); err != nil {
		return nil, wrapFSError("cannot use "+migrate.Quote(dir)+" as workspace", err)
	}
	l, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{dir: dir, lock: l}
	f.removeTempFiles()
	return f, nil
}

// OpenReadOnly opens the folder dir for reading, even while another process has it open for writing. A missing
// folder is like an empty one; nothing is created. Methods that write fail.
func OpenReadOnly(dir string) *Folder { return &Folder{dir: orDefault(dir)} }

func orDefault(dir string) string {
	if dir == "" {
		return DefaultDir()
	}
	return dir
}

// LoadState returns the content of migration.json, or nil if it doesn't exist yet.
func (f *Folder) LoadState() ([]byte, error) {
	data, err := readFile(f.StatePath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, wrapReadError("cannot read "+migrate.Quote(f.StatePath()), err)
	}
	return data, nil
}

// SaveState writes migration.json atomically. If old isn't nil, it is saved to a backup file first: the content
// before an upgrade.
func (f *Folder) SaveState(data, old []byte) error {
	err := f.CheckWritable()
	if err == nil && old != nil {
		err = replaceFile(f.path(backupFile), old)
	}
	if err == nil {
		err = replaceFile(f.StatePath(), data)
	}
	if err != nil {
		return wrapFSError("cannot save "+migrate.Quote(f.StatePath()), err)
	}
	return nil
}

// CheckWritable returns an error if the folder was opened for reading.
func (f *Folder) CheckWritable() error {
	if f.lock == nil {
		return wrapFSError("cannot save "+migrate.Quote(f.StatePath()), errReadOnly)
	}
	return nil
}

// StatePath returns the path of migration.json.
func (f *Folder) StatePath() string { return f.path(stateFile) }

// OpenJournal opens the journal. Call it after migration.json was parsed.
func (f *Folder) OpenJournal() (err error) {
	f.journal, err = openJournal(f.dir, f.lock != nil)
	return err
}

// removeTempFiles removes temporary files of processes that were killed while writing. It ignores errors.
func (f *Folder) removeTempFiles() {
	for _, pattern := range []string{
		"." + stateFile + "*", "." + holderFile + "*", "." + watchFile + "*",
		filepath.Join(snapshotFolder, ".*.ndjson*"),
	} {
		if checkFolder(filepath.Dir(f.path(pattern))) != nil {
			continue // the target of a link isn't part of the folder
		}
		left, _ := filepath.Glob(f.path(pattern))
		for _, path := range left {
			os.Remove(path)
		}
	}
}

// Dir returns the folder.
func (f *Folder) Dir() string { return f.dir }

// Journal returns the journal; nil before OpenJournal.
func (f *Folder) Journal() *Journal { return f.journal }

// Close releases the lock. All data is already on disk.
func (f *Folder) Close() error {
	var err error
	if f.journal != nil {
		err = f.journal.close()
	}
	if f.lock != nil {
		err = errors.Join(err, f.lock.release())
	}
	return err
}

func (f *Folder) path(name string) string { return filepath.Join(f.dir, name) }

// errReadOnly is returned by methods that write if the folder was opened for reading.
var errReadOnly = errors.New("the workspace was opened for reading")

// makeFolder creates a folder that only its owner can access. An existing one is left as it is.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = errors.New("it is not a folder")
	}
	return err
}
