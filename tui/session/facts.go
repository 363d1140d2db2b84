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

// factsOf gathers what answers and done steps tell; where the two differ, what
// is newer, as the gates do.
func factsOf(w *playbook.Walk, st workspace.State) map[doctor.Fact]Fact {
	facts := map[doctor.Fact]Fact{}
	if w != nil {
		for _, step := range w.Steps {
			r := st.Playbook.Steps[step.ID]
			alone := playbook.State{Steps: map[string]playbook.Record{step.ID: r}}
			for k, v := range w.Facts(alone) {
				if k != doctor.Path {
					facts[k] = Fact{v, workspace.Grade(r.Status.Evidence()), r.At, sourceOf(r)}
				}
			}
		}
	}
	for k, f := range st.Facts {
		if old, there := facts[doctor.Fact(k)]; !there || f.Time.After(old.At) {
			facts[doctor.Fact(k)] = Fact{f.Value, f.Grade, f.Time, f.Source}
		}
	}
	if w != nil {
		facts[doctor.Path] = Fact{Value: string(w.Path), Grade: workspace.GradeAttested}
	}
	return facts
}

func sourceOf(r playbook.Record) string {
	if r.Probe != "" {
		return string(r.Probe)
	}
	return r.By
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
func pipesOf(facts map[doctor.Fact]Fact, p playbook.State, w *playbook.Walk) State {
	st := State{Script: facts[doctor.ADSyncScript].words(), ADSync: facts[doctor.ADSync].words()}
	sync, script := facts[doctor.ADSync].Value, facts[doctor.ADSyncScript].Value
	switch {
	case sync == doctor.Off, script == "disabled", script == "absent":
		st.ScriptLive = Stopped
	case known(sync) && (script == "running" || script == "scheduled"):
		st.ScriptLive = Running
	}
	// A script that runs while AD sync is off is not nothing.
	if script == "running" || script == "scheduled" {
		st.ScriptLive = Running
	}
	a, b := facts[doctor.SCIMConfidential], facts[doctor.SCIMSelfHosted]
	switch {
	case a.Value == doctor.On:
		st.SCIM = a.words()
	case b.Value == doctor.On:
		st.SCIM = b.words()
	case a.Value == doctor.Off && b.Value == doctor.Off, w != nil && w.Path == playbook.Confidential && a.Value == doctor.Off:
		st.SCIM, st.SCIMLive = a.words(), Stopped
	case w != nil && w.Path == playbook.SelfHosted && b.Value == doctor.Off:
		st.SCIM, st.SCIMLive = b.words(), Stopped
	}
	// It carries changes once the identity provider sends, too.
	started := p.Steps["idp-started"].Status
	switch {
	case (a.Value == doctor.On || b.Value == doctor.On) && (started == playbook.DoneVerified || started == playbook.DoneAttested):
		st.SCIMLive = Running
	case (a.Value == doctor.On || b.Value == doctor.On) && w != nil:
		st.SCIM += "; not started at the IdP"
	}
	return st
}

func known(value string) bool { return value != "" && value != doctor.Unknown }

// words are the value and how well it is known, such as "off, attested 14:02".
func (f Fact) words() string {
	if !known(f.Value) {
		return ""
	}
	text := f.Value + ", " + string(f.Grade)
	if !f.At.IsZero() {
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
