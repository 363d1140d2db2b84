package session

import (
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Fact is one thing that is known, and how well.
type Fact struct {
	Value  string
	Grade  migration.Grade
	At     time.Time
	Source string // the probe that saw it, or the person who said it
}

// factsOf gathers what is known by answers and done steps.
func factsOf(st migration.State) map[doctor.Fact]Fact {
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

// scriptOf is how the script stands for the interlocks: what is known against a
// step counts, however much later the step was done.
func scriptOf(st migration.State, pc playbook.Context, w *playbook.Runbook, newest Fact) Fact {
	value := pc.Facts[doctor.ADSyncScript]
	if k, there := pc.Against[doctor.ADSyncScript]; there {
		value = k.Value
	}
	stored := st.Facts[string(doctor.ADSyncScript)]
	switch value {
	case newest.Value:
		return newest
	case stored.Value:
		return Fact{stored.Value, stored.Grade, stored.Time, stored.Source}
	}
	r := w.ReportedBy(st.Playbook)[doctor.ADSyncScript]
	return Fact{value, migration.Grade(r.Status.Evidence()), r.At, r.By}
}

// pipes says what runs in the two pipes, by what the interlocks look at.
func (s *Session) pipes(st migration.State) State {
	script := s.Facts[doctor.ADSyncScript]
	if s.Runbook != nil {
		script = scriptOf(st, s.StepContext, s.Runbook, script)
	}
	sync := s.Facts[doctor.ADSync]
	p := State{Script: script.words(true), ADSync: sync.words(false)}
	switch {
	case script.Value == "running", script.Value == "scheduled": // also while AD sync is off, for it can come back
		p.ScriptLive = Running
	case script.Value == "disabled", script.Value == "absent":
		p.ScriptLive = Disabled
		if st.Playbook.Steps[playbook.StepScriptStopped].Status.IsFinal() {
			p.ScriptLive = Stopped
		}
	case sync.Value == doctor.Off:
		p.ScriptLive = Stopped
	}
	confidential, selfHosted := s.Facts[doctor.SCIMConfidential], s.Facts[doctor.SCIMSelfHosted]
	on := confidential
	if selfHosted.Value == doctor.On {
		on = selfHosted
	}
	p.Both = p.ScriptLive == Running && on.Value == doctor.On
	if s.Runbook != nil {
		p.Both = s.Runbook.Progress(s.StepContext).Alarm != ""
	}
	switch {
	case on.Value == doctor.On:
		p.SCIM, p.SCIMLive = on.words(false), SwitchedOn
		// It carries changes once the identity provider sends.
		if started := st.Playbook.Steps["idp-started"].Status; started == playbook.DoneVerified ||
			started == playbook.DoneAttested {
			p.SCIMLive = Running
		}
	case confidential.Value == doctor.Off && selfHosted.Value == doctor.Off:
		p.SCIM, p.SCIMLive = confidential.words(false), Stopped
	}
	return p
}

func known(value string) bool { return value != "" && value != doctor.Unknown }

// words are the value and how well it is known, such as "off, confirmed", and
// since when.
func (f Fact) words(since bool) string {
	if !known(f.Value) {
		return ""
	}
	text := f.Value + ", " + f.Grade.Words()
	if since && !f.At.IsZero() {
		text += " " + Clock(f.At)
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
