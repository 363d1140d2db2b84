package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/adrg/xdg"

	"ad2scim/migrate"
)

// Workspace is one migration's memory. Its methods may be called from several
// goroutines.
type Workspace struct {
	dir     string
	lock    *lock // nil: opened for reading
	journal *Journal

	mu    sync.Mutex
	state State
	old   []byte // migration.json before its upgrade; kept aside at the next save
	notes []string
}

// DefaultDir is the folder that is used where none is named: ad2scim in the
// user's XDG state folder (on Windows below %LOCALAPPDATA%).
func DefaultDir() string { return filepath.Join(xdg.StateHome, "ad2scim") }

// Open opens the workspace in dir for writing, and makes it where there is
// none. An empty dir is DefaultDir. What it makes is for its owner alone, but in a
// folder that a group may write to it is for that group too. Every error is a *migrate.Problem: BadInput
// where another process has it open, or where it was written by a newer program
// or damaged.
func Open(dir string) (*Workspace, error) {
	dir = orDefault(dir)
	if err := makeFolder(dir); err != nil {
		return nil, trouble("cannot use "+migrate.Quote(dir)+" as workspace", err)
	}
	l, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	w := &Workspace{dir: dir, lock: l}
	w.sweep()
	if err := w.load(); err != nil {
		l.release()
		return nil, err
	}
	return w, nil
}

// OpenReadOnly opens the workspace in dir without taking it from a process that
// writes. Where there is none it is as an empty one; nothing is made. Its
// Update, SaveSnapshot and Journal().Append fail.
func OpenReadOnly(dir string) (*Workspace, error) {
	w := &Workspace{dir: orDefault(dir)}
	return w, w.load()
}

func orDefault(dir string) string {
	if dir == "" {
		return DefaultDir()
	}
	return dir
}

func (w *Workspace) load() error {
	data, err := os.ReadFile(w.path(stateFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		w.state = newState()
	case err != nil:
		return unreadable("cannot read "+migrate.Quote(w.path(stateFile)), err)
	default:
		state, upgraded, err := parseState(data, w.path(stateFile))
		if err != nil {
			return err
		}
		w.state = state
		if upgraded {
			w.old = data
		}
	}
	w.journal, err = openJournal(w.dir, w.lock != nil)
	if err != nil {
		return err
	}
	if w.state.Doubts, err = w.state.doubts(w.journal); err != nil {
		w.journal.close()
		return err
	}
	w.notes = append(w.journal.notes, w.state.Doubts...)
	return nil
}

// sweep removes what a process that was killed while it wrote a file left
// beside it. Whatever cannot be removed does no harm.
func (w *Workspace) sweep() {
	for _, pattern := range []string{"." + stateFile + "*", "." + holderFile + "*", "." + watchFile + "*", filepath.Join(snapshotFolder, ".*.ndjson*")} {
		left, _ := filepath.Glob(w.path(pattern))
		for _, path := range left {
			os.Remove(path)
		}
	}
}

// Dir returns the workspace's folder.
func (w *Workspace) Dir() string { return w.dir }

// Journal returns the journal.
func (w *Workspace) Journal() *Journal { return w.journal }

// Notes says what its reader should know about the workspace, such as a journal
// line that a crash tore.
func (w *Workspace) Notes() []string { return w.notes }

// Close lets another process have the workspace. Everything is on disk already.
func (w *Workspace) Close() error {
	err := w.journal.close()
	if w.lock != nil {
		err = errors.Join(err, w.lock.release())
	}
	return err
}

func (w *Workspace) path(name string) string { return filepath.Join(w.dir, name) }

// errReadOnly is for what a workspace that was opened for reading cannot do.
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
