package main

import (
	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
)

// memory is the workspace as the commands and the app use it: opened for each
// use, so that it is never held while nobody writes.
type memory struct{ dir string }

// Connection returns what was last remembered for a side; an empty Location
// means nothing.
func (m memory) Connection(side migrate.Side) (migrate.Connection, error) {
	state, err := m.state()
	return state.Connections[side], err
}

// Remember keeps a connection without its secret.
func (m memory) Remember(side migrate.Side, c migrate.Connection) error {
	w, err := migration.Open(m.dir)
	if err != nil {
		return err
	}
	defer w.Close()
	return w.Update(func(s *migration.State) error {
		if s.Connections == nil {
			s.Connections = map[migrate.Side]migrate.Connection{}
		}
		s.Connections[side] = c
		return nil
	})
}

// Decisions returns what a person said of pairs.
func (m memory) Decisions() ([]diff.Decision, error) {
	state, err := m.state()
	return state.Decisions, err
}

func (m memory) state() (migration.State, error) {
	w, err := migration.OpenReadOnly(m.dir)
	if err != nil {
		return migration.State{}, err
	}
	defer w.Close()
	return w.State(), nil
}

// sync is what the journal tells of AD sync.
func (m memory) sync() (adsync.Memory, error) {
	w, err := migration.OpenReadOnly(m.dir)
	if err != nil {
		return adsync.Memory{}, err
	}
	defer w.Close()
	return adsync.Remember(w.Journal())
}
