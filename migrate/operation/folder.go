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

// HoldNow opens the workspace in a folder for writing, until it is closed. It fails
// immediately if another process is writing; Service waits a few seconds.
func HoldNow(dir string) (*migration.Workspace, error) { return migration.Open(dir) }

// ChangeNow changes the present state of a workspace in a folder, and adds an entry to the
// journal. It fails immediately if another process is writing.
func ChangeNow(dir string, change func(*migration.State) (store.Entry, error)) (migration.State, error) {
	w, err := migration.Open(dir)
	if err != nil {
		return migration.State{}, err
	}
	defer w.Close()
	if _, err := w.Record(change); err != nil {
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

// ShownComparison is a comparison that a front end shows, with the time at which its lists
// were read. It counts instead of the recorded one.
type ShownComparison struct {
	Result *diff.Result // nil: none
	About  evidence.About
	At     time.Time
}

// About returns what a comparison of two connections is about.
func About(ad, provisioned migrate.Connection) evidence.About {
	return migration.About([]migrate.Connection{ad}, provisioned)
}

// Note records the comparison before something that depends on it. It returns why it isn't
// recorded or meets no requirement.
func (c ShownComparison) Note(state *migration.State) migration.Rejection {
	if c.Result == nil {
		return migration.Rejection{}
	}
	return state.RecordComparison(c.Result, c.About, c.At)
}

// record saves the comparison in a workspace. said is why it isn't saved or meets no
// requirement, or that it has fewer groups than the first one, which isn't a reason to drop
// it.
func (c ShownComparison) record(w *migration.Workspace) (dropped migration.Rejection, said string, err error) {
	err = w.Update(func(state *migration.State) error {
		dropped = c.Note(state)
		said = cmp.Or(dropped.Why, state.ShrinkWarning())
		return nil
	})
	return dropped, said, err
}

// Status returns the status of the migration, by what is remembered and by this comparison.
func (c ShownComparison) Status(state migration.State) migration.Status {
	return state.Status(c.Result, c.About, c.At)
}

// Names returns what the comparison shows about the names: that they are exact, or a Problem
// of class Partial with the reason.
func (c ShownComparison) Names() (string, error) { return namesResult(c.Result, c.About, c.At) }

// Holding returns a hold that records the comparison in the workspace first.
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
