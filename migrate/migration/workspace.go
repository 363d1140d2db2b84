package migration

import (
	"context"
	"strings"
	"sync"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Workspace is a migration with the folder that stores it. Its methods are safe for concurrent use.
type Workspace struct {
	*store.Folder

	mu    sync.Mutex
	state State
	old   []byte // migration.json before its upgrade, which the next save backs up
	notes []string
}

// Open opens the workspace in dir for writing; see store.Open. It also returns BadInput if migration.json is
// damaged or was written by a newer version.
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

// OpenReadOnly opens the workspace in dir for reading, even while another process has it open for writing. A
// missing workspace is like an empty one; nothing is created. Update, SaveSnapshot and Journal().Append fail.
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
	if w.state.Inconsistencies, err = w.state.inconsistencies(w.Journal()); err != nil {
		return err
	}
	if w.state.MissingJournal = w.state.missingJournal(w.Journal()); w.state.MissingJournal != "" {
		w.state.Inconsistencies = append([]string{w.state.MissingJournal}, w.state.Inconsistencies...)
	}
	w.notes = append(w.Journal().Notes(), w.state.Inconsistencies...)
	return nil
}

// Notes returns remarks about the workspace, such as a journal line that was cut off by a crash.
func (w *Workspace) Notes() []string { return w.notes }

// SaveSnapshot stores a list that was just read, and removes older ones of that side. It keeps the ten latest of
// each connected source, the first one, and the one that the step names-saved recorded, because no other one has
// the names from before the renames.
func (w *Workspace) SaveSnapshot(ctx context.Context, side migrate.Side, from migrate.Connection, source string,
	groups []migrate.Group, notes []string,
) (store.Snapshot, error) {
	state := w.State()
	keep := store.Retention{}
	for _, c := range []migrate.Connection{state.Connections[side], state.EndpointConnection()} {
		keep.Sources = append(keep.Sources, snapshotAbout(c))
	}
	if r := state.Playbook.Steps[playbook.StepNamesSaved]; side == migrate.AD && r.Status.IsFinal() {
		keep.LatestAt = r.At
	}
	return w.Folder.SaveSnapshot(ctx,
		store.Snapshot{Side: side, Source: source, About: snapshotAbout(from), Notes: notes}, groups, keep)
}

// LatestSnapshot returns the latest list of a side from the connected source, or from any source if none is
// connected. found is false if there is none.
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

// snapshotAbout returns the text that identifies the source of a snapshot.
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
