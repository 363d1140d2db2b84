package session

import (
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// Fact is one thing that is known, and how well.
type Fact struct {
	Value  string
	Grade  workspace.Grade
	At     time.Time
	Source string // the probe that saw it, or the person who said it
}

// factsOf gathers what is known by answers and done steps.
func factsOf(st workspace.State) map[doctor.Fact]Fact {
	facts := map[doctor.Fact]Fact{}
	for k, f := range st.Known() {
		facts[k] = Fact{f.Value, f.Grade, f.Time, f.Source}
	}
	return facts
}

// Known are the facts' values alone.
func (s *Session) Known() doctor.Facts {
	out := doctor.Facts{}
	for k, f := range s.Facts {
		out[k] = f.Value
	}
	return out
}

// pipesOf says what runs in the two pipes.
func pipesOf(facts map[doctor.Fact]Fact, p playbook.State) State {
	script, sync := facts[doctor.ADSyncScript], facts[doctor.ADSync]
	st := State{Script: script.words(true), ADSync: sync.words(false)}
	switch {
	case script.Value == "running", script.Value == "scheduled": // also while AD sync is off, for it can come back
		st.ScriptLive = Running
	case script.Value == "disabled", script.Value == "absent", sync.Value == doctor.Off:
		st.ScriptLive = Stopped
	}
	confidential, selfHosted := facts[doctor.SCIMConfidential], facts[doctor.SCIMSelfHosted]
	started := p.Steps["idp-started"].Status
	on := confidential
	if selfHosted.Value == doctor.On {
		on = selfHosted
	}
	st.Both = st.ScriptLive == Running && on.Value == doctor.On
	switch {
	case on.Value == doctor.On:
		st.SCIM = on.words(false)
		// It carries changes once the identity provider sends.
		if started == playbook.DoneVerified || started == playbook.DoneAttested {
			st.SCIMLive = Running
		}
	case confidential.Value == doctor.Off && selfHosted.Value == doctor.Off:
		st.SCIM, st.SCIMLive = confidential.words(false), Stopped
	}
	return st
}

func known(value string) bool { return value != "" && value != doctor.Unknown }

// words are the value and how well it is known, such as "off, attested", and
// since when.
func (f Fact) words(since bool) string {
	if !known(f.Value) {
		return ""
	}
	text := f.Value + ", " + string(f.Grade)
	if since && !f.At.IsZero() {
		text += " " + Clock(f.At)
	}
	return text
}

// Clock writes a time of today by the hour, and another day's with its date.
func Clock(t time.Time) string {
	t = t.Local()
	y, m, d := time.Now().Date()
	if ty, tm, td := t.Date(); ty == y && tm == m && td == d {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}
