package adsync

import (
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// NotedByHand is what came of noting what a script says it did that an admin ran.
type NotedByHand struct {
	Heard    bool // it was noted before
	Outdated bool // a later look is known, and what that saw is kept
	Running  bool // an instance of a task that was disabled goes on
}

// ByHand notes what a script that an admin ran says it did.
func (d Service) ByHand(c *Change) (n NotedByHand, err error) {
	err = d.hold(func(w *migration.Workspace) error {
		m, err := Remember(w.Journal())
		if err != nil {
			return err
		}
		if n.Heard = c.Heard(m); n.Heard {
			return nil
		}
		now := time.Now().UTC()
		n.Outdated = c.Outdated(m)
		for _, t := range c.Tasks {
			n.Running = n.Running || Script(c.Action) == StopScript && t.After != nil && t.After.State == "running"
		}
		if err := NoteChange(w.Journal(), store.NewRun(), c, n.Outdated); err != nil || n.Outdated {
			return err
		}
		if m, err = Remember(w.Journal()); err != nil {
			return err
		}
		return w.Update(func(s *migration.State) error {
			RecordByHand(s, c, m, now, d.Who)
			return nil
		})
	})
	return n, err
}
