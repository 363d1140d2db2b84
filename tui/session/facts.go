package session

import (
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
)

// Known are the facts' values alone.
func (s *Session) Known() doctor.Facts {
	out := doctor.Facts{}
	for k, f := range s.Facts {
		out[k] = f.Value
	}
	return out
}

// stateOf says in words what is known of both syncs.
func stateOf(p migration.Syncs) State {
	return State{
		Script: words(p.Script, true), ADSync: words(p.ADSync, false), SCIM: words(p.SCIM, false),
		ScriptLive: p.ScriptActivity, SCIMLive: p.SCIMActivity, Both: p.BothActive,
	}
}

// words are the value of a fact and how well it is known, such as "off, confirmed", and
// since when.
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

// Clock writes a time where there is little room: today's as the local time with
// its zone, another day's as its date.
func Clock(t time.Time) string {
	t = t.Local()
	y, m, d := time.Now().Date()
	if ty, tm, td := t.Date(); ty == y && tm == m && td == d {
		return t.Format("15:04 MST")
	}
	return t.Format(time.DateOnly)
}
