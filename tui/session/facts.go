package session

import (
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
)

// FactValues returns the values of the facts.
func (s *Session) FactValues() doctor.Facts {
	out := doctor.Facts{}
	for k, f := range s.Facts {
		out[k] = f.Value
	}
	return out
}

// stateOf describes both syncs.
func stateOf(p migration.Syncs) State {
	return State{
		Script: words(p.Script, true), ADSync: words(p.ADSync, false), SCIM: words(p.SCIM, false),
		ScriptLive: p.ScriptActivity, SCIMLive: p.SCIMActivity, Both: p.BothActive,
	}
}

// words is the value of a fact with its grade, such as "off, confirmed", and its time if since
// is set.
func words(f migration.Fact, since bool) string {
	if f.Value == "" || f.Value == doctor.Unknown {
		return ""
	}
	text := f.Value + ", " + f.Grade.Words()
	if since && !f.Time.IsZero() {
		text += " " + Clock(f.Time)
	}
	return text
}

// Clock is the short form of a time: the local time with its zone for today, and otherwise the
// date.
func Clock(t time.Time) string {
	t = t.Local()
	y, m, d := time.Now().Date()
	if ty, tm, td := t.Date(); ty == y && tm == m && td == d {
		return t.Format("15:04 MST")
	}
	return t.Format(time.DateOnly)
}
