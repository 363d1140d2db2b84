package migration

import (
	"context"
	"strings"
	"sync"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Workspace is one migration with the folder that keeps it. Its methods may be
// called from several goroutines.
type Workspace struct {
	*store.Folder

	mu    sync.Mutex
	state State
	old   []byte // migration.json before its upgrade; kept aside at the next save
	notes []string
}

// Open opens the workspace in dir for writing; see store.Open. It is BadInput too
// where migration.json was written by a newer program or is damaged.
func Open(dir string) (*Workspace, error) {
	folder, err := store.Open(dir)
	if err != nil {
		return nil, err
	}
	w := &Workspace{Folder: folder}
	if err := w.load(); err != nil {
		folder.Close()
		return nil, err
	}
	return w, nil
}

// OpenReadOnly opens the workspace in dir without taking it from a process that
// writes. Where there is none it is as an empty one; nothing is made. Its
// Update, SaveSnapshot and Journal().Append fail.
func OpenReadOnly(dir string) (*Workspace, error) {
	w := &Workspace{Folder: store.OpenReadOnly(dir)}
	return w, w.load()
}

func (w *Workspace) load() error {
	data, err := w.LoadState()
	if err != nil {
		return err
	}
	w.state = newState()
	if data != nil {
		state, upgraded, err := parseState(data, w.StatePath())
		if err != nil {
			return err
		}
		w.state = state
		if upgraded {
			w.old = data
		}
	}
	if err := w.OpenJournal(); err != nil {
		return err
	}
	if w.state.Doubts, err = w.state.inconsistencies(w.Journal()); err != nil {
		return err
	}
	if w.state.Lost = w.state.lost(w.Journal()); w.state.Lost != "" {
		w.state.Doubts = append([]string{w.state.Lost}, w.state.Doubts...)
	}
	w.notes = append(w.Journal().Notes(), w.state.Doubts...)
	return nil
}

// Notes says what its reader should know about the workspace, such as a journal
// line that a crash tore.
func (w *Workspace) Notes() []string { return w.notes }

// SaveSnapshot keeps a list that was read from a connection just now, and forgets older
// ones of that side. The ten latest of each connected source stay, whatever else is
// read, and so do the first, and the one that the step names-saved noted, since the
// names of before are in no other.
func (w *Workspace) SaveSnapshot(ctx context.Context, side migrate.Side, from migrate.Connection, source string,
	groups []migrate.Group, notes []string,
) (store.Snapshot, error) {
	state := w.State()
	keep := store.Keep{}
	for _, c := range []migrate.Connection{state.Connections[side], state.AtDashlane()} {
		keep.Own = append(keep.Own, snapshotAbout(c))
	}
	if r := state.Playbook.Steps[playbook.StepNamesSaved]; side == migrate.AD && r.Status.IsFinal() {
		keep.LatestAt = r.At
	}
	return w.Folder.SaveSnapshot(ctx,
		store.Snapshot{Side: side, Source: source, About: snapshotAbout(from), Notes: notes}, groups, keep)
}

// LatestSnapshot returns the latest list of a side that is of the connected source, or of
// any where none is; false where no list is kept.
func (w *Workspace) LatestSnapshot(side migrate.Side) (latest store.Snapshot, found bool, err error) {
	all, err := w.Snapshots(side)
	if err != nil || len(all) == 0 {
		return latest, false, err
	}
	own := snapshotAbout(w.State().Connections[side])
	for _, s := range all { // the latest first
		if own != "" && s.About == own {
			return s, true, nil
		}
	}
	return all[0], true, nil
}

// snapshotAbout is what a list of a connection is about, as one text.
func snapshotAbout(c migrate.Connection) string {
	if c.Location == "" {
		return ""
	}
	var all []string
	for _, source := range About([]migrate.Connection{c}, migrate.Connection{}).AD {
		all = append(all, source.String())
	}
	return strings.Join(all, "; ")
}
