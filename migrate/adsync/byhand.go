package adsync

import (
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// NotedByHand is the result of recording a change that an admin made with a script.
type NotedByHand struct {
	Heard    bool // this result was recorded before
	Outdated bool // a newer scan is recorded, and its result is kept
	Running  bool // a task was disabled while an instance of it was running, and that one goes on
}

// ByHand records the result of a script that an admin ran.
func (d Service) ByHand(c *Change) (n NotedByHand, err error) {
	err = d.hold(func(w *migration.Workspace) error {
		m, err := Remember(w.Journal())
		if err != nil {
			return err
		}
		if n.Heard = c.Heard(m); n.Heard {
			return nil
		}
		if err := c.madeBy(m.scripts); err != nil {
			return err
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

// clockSkew is how much the clocks of two computers may differ: the tolerance of Kerberos.
const clockSkew = 5 * time.Minute

// madeBy refuses a result that doesn't come from one of the scripts that were written: the
// script was changed, was written for another host, or ran before it was written. A result
// that doesn't name its script can't be checked, and neither can one in a workspace that
// wrote no script.
func (c *Change) madeBy(scripts []WrittenScript) error {
	what := "the result of " + migrate.Quote(c.Action) + " from " + shown(c.Host) + " is not recorded"
	mine := slices.DeleteFunc(slices.Clone(scripts), func(s WrittenScript) bool { return string(s.Action) != c.Action })
	if c.Script == "" || len(mine) == 0 {
		return nil
	}
	i := slices.IndexFunc(mine, func(s WrittenScript) bool { return s.SHA256 == c.Script })
	if i < 0 {
		return badInput(what, "the script that made it, SHA-256 "+shown(c.Script)+
			", isn't one that ad2scim wrote for this migration: it was changed, or comes from somewhere else",
			"", migrate.Remedy{Kind: migrate.RemedyUnchangedScript})
	}
	switch s := mine[i]; {
	case s.Host != "" && !sameHost(s.Host, c.Host):
		return badInput(what, "the script was written for "+shown(s.Host), "run it there, and give that result")
	case c.Time.Add(clockSkew).Before(s.at):
		return badInput(what, "it was made at "+c.Time.text()+", before the script was written ("+Moment{s.at}.text()+")",
			"correct the clock of that host, and run the script again")
	}
	return nil
}
