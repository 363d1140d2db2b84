package operation

import (
	"cmp"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// HoldNow opens the workspace in a folder for writing until it is closed. It fails at once
// where another process writes; Service waits a few seconds.
func HoldNow(dir string) (*migration.Workspace, error) { return migration.Open(dir) }

// ChangeNow changes what is remembered in a folder, from what it is now on, and notes it in
// the journal. It fails at once where another process writes.
func ChangeNow(dir string, change func(*migration.State) (store.Entry, error)) (migration.State, error) {
	w, err := migration.Open(dir)
	if err != nil {
		return migration.State{}, err
	}
	defer w.Close()
	if _, err := w.Note(change); err != nil {
		return migration.State{}, err
	}
	return w.State(), nil
}

// Journal returns the journal's entries, oldest first.
func (s *Service) Journal() ([]store.Entry, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	var all []store.Entry
	for e, err := range w.Journal().All() {
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// ShownComparison is a comparison that a front end shows, of lists that were read at a
// moment. What is shown counts, not what was compared before.
type ShownComparison struct {
	Result *diff.Result // nil: none
	About  evidence.About
	At     time.Time
}

// About is what a comparison of what two connections list is about.
func About(ad, provisioned migrate.Connection) evidence.About {
	return migration.About([]migrate.Connection{ad}, provisioned)
}

// Note notes the comparison before something that depends on it, or says why it isn't noted
// or meets no requirement.
func (c ShownComparison) Note(state *migration.State) migration.Dropped {
	if c.Result == nil {
		return migration.Dropped{}
	}
	return state.RecordComparison(c.Result, c.About, c.At)
}

// record saves the comparison in a workspace. said is why it isn't saved or meets no
// requirement, or that it is of fewer groups than the first, which drops nothing.
func (c ShownComparison) record(w *migration.Workspace) (dropped migration.Dropped, said string, err error) {
	err = w.Update(func(state *migration.State) error {
		dropped = c.Note(state)
		said = cmp.Or(dropped.Why, state.Fewer())
		return nil
	})
	return dropped, said, err
}

// Standing is how the migration stands by what is remembered and by this comparison.
func (c ShownComparison) Standing(state migration.State) migration.Standing {
	return state.Standing(c.Result, c.About, c.At)
}

// Names says what the comparison shows of the names: that they are exact, or a Problem of
// class Partial, why they aren't.
func (c ShownComparison) Names() (string, error) { return namesResult(c.Result, c.About, c.At) }

// Holding is hold, with the comparison noted in the workspace first.
func (c ShownComparison) Holding(hold func() (*migration.Workspace, error)) func() (*migration.Workspace, error) {
	return func() (*migration.Workspace, error) {
		w, err := hold()
		if err != nil || c.Result == nil {
			return w, err
		}
		if err := w.Update(func(state *migration.State) error { c.Note(state); return nil }); err != nil {
			w.Close()
			return nil, err
		}
		return w, nil
	}
}
