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
	stateFile     = "migration.json"
	beforeUpgrade = "migration.before-upgrade.json"
)

// Folder is the folder of one migration. Its methods may be called from several
// goroutines, but SaveState by one at a time.
type Folder struct {
	dir     string
	lock    *lock // nil: opened for reading
	journal *Journal
}

// DefaultDir is the folder that is used where none is named: ad2scim in the
// user's XDG state folder (on Windows below %LOCALAPPDATA%).
func DefaultDir() string { return filepath.Join(xdg.StateHome, "ad2scim") }

// Open opens the folder dir for writing, and makes it where there is none. An
// empty dir is DefaultDir. What it makes is for its owner alone, but in a folder
// that a group may write to it is for that group too. Every error is a
// *migrate.Problem: BadInput where another process has it open (its cause is then a
// *LockedError), or where the journal is damaged.
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
	f.sweep()
	return f, nil
}

// OpenReadOnly opens the folder dir without taking it from a process that writes.
// Where there is none it is as an empty one; nothing is made. What writes then
// fails.
func OpenReadOnly(dir string) *Folder { return &Folder{dir: orDefault(dir)} }

func orDefault(dir string) string {
	if dir == "" {
		return DefaultDir()
	}
	return dir
}

// LoadState returns migration.json; nil where there is none yet.
func (f *Folder) LoadState() ([]byte, error) {
	data, err := readFile(f.StatePath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable("cannot read "+migrate.Quote(f.StatePath()), err)
	}
	return data, nil
}

// SaveState writes migration.json whole or not at all. Where old is not nil, it is
// kept aside first: the file as it was before it was upgraded.
func (f *Folder) SaveState(data, old []byte) error {
	err := f.CheckWritable()
	if err == nil && old != nil {
		err = replaceFile(f.path(beforeUpgrade), old)
	}
	if err == nil {
		err = replaceFile(f.StatePath(), data)
	}
	if err != nil {
		return wrapFSError("cannot save "+migrate.Quote(f.StatePath()), err)
	}
	return nil
}

// CheckWritable returns an error where the folder was opened for reading.
func (f *Folder) CheckWritable() error {
	if f.lock == nil {
		return wrapFSError("cannot save "+migrate.Quote(f.StatePath()), errReadOnly)
	}
	return nil
}

// StatePath is where migration.json is.
func (f *Folder) StatePath() string { return f.path(stateFile) }

// OpenJournal opens the journal, once migration.json has been understood.
func (f *Folder) OpenJournal() (err error) {
	f.journal, err = openJournal(f.dir, f.lock != nil)
	return err
}

// sweep removes what a process that was killed while it wrote a file left
// beside it. Whatever cannot be removed does no harm.
func (f *Folder) sweep() {
	for _, pattern := range []string{
		"." + stateFile + "*", "." + holderFile + "*", "." + watchFile + "*",
		filepath.Join(snapshotFolder, ".*.ndjson*"),
	} {
		if checkFolder(filepath.Dir(f.path(pattern))) != nil {
			continue // the files behind a link are not ours
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

// Close lets another process have the folder. Everything is on the disk already.
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

// errReadOnly is for what a folder that was opened for reading cannot do.
var errReadOnly = errors.New("the workspace was opened for reading")

// makeFolder makes a folder that only its owner can enter. One that exists is
// left as it is.
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
