package migration

import (
	"slices"
	"time"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
)

// Live says whether a sync carries changes to Dashlane.
type Live uint8

// Whether a sync carries changes. Nothing is assumed: the zero value is unknown.
const (
	LiveUnknown Live = iota
	LiveRunning
	LiveStopped
	// LiveSwitchedOn is ready to carry changes; whether any are sent is not known.
	LiveSwitchedOn
	// LiveDisabled won't start by itself, but isn't verified to have stopped.
	LiveDisabled
)

// Pipes is what is known of both syncs to Dashlane. A fact that is not known has no value.
type Pipes struct {
	Script Fact // the PowerShell script
	ADSync Fact // AD sync in the Admin Console
	SCIM   Fact // SCIM provisioning in the Admin Console
	// ScriptLive and SCIMLive say which of the syncs carries changes now.
	ScriptLive, SCIMLive Live
	// Both says that the script can run while SCIM is on, so that each can remove what the
	// other made.
	Both bool
}

// Standing is how a migration stands.
type Standing struct {
	// Runbook is the chosen path; nil where none is chosen, or where this version doesn't
	// know the chosen one, as RunbookErr says.
	Runbook     *playbook.Runbook
	RunbookErr  error
	StepContext playbook.Context
	Steps       []playbook.StepView
	Facts       map[doctor.Fact]Fact // what steps and answers tell
	Pipes       Pipes
	// NamesExact says that the names count as exact: for the requirement where a path is
	// chosen, else by the comparison alone.
	NamesExact bool
}

// WasInterrupted reports whether a step was running when an earlier session ended.
func (s Standing) WasInterrupted() bool {
	return slices.ContainsFunc(s.Steps, func(v playbook.StepView) bool { return v.Status == playbook.Running })
}

// Standing works out how the migration stands. A newer comparison, of lists that were read
// at this moment, counts in place of the remembered one; r is nil where there is none.
func (s State) Standing(r *diff.Result, about evidence.About, at time.Time) Standing {
	if s.Path != "" && s.IdP != "" && r != nil {
		s.RecordComparison(r, about, at) // in this copy alone
	}
	now := Standing{Facts: s.Known()}
	if s.Path != "" && s.IdP != "" {
		now.Runbook, now.RunbookErr = s.Runbook()
	}
	switch {
	case now.Runbook != nil:
		now.StepContext = s.Context(now.Runbook)
		now.Steps = now.Runbook.View(now.StepContext)
		now.NamesExact = now.StepContext.NamesExact() != evidence.Open
	case r != nil:
		now.NamesExact = Compared(r, about, at).Names().Grade() != evidence.Open
	case s.Comparison != nil:
		now.NamesExact = s.Comparison.Names().Grade() != evidence.Open
	}
	now.Pipes = s.pipes(now)
	return now
}

// pipes says what runs, by what the requirements go by.
func (s State) pipes(now Standing) Pipes {
	script, sync := now.Facts[doctor.ADSyncScript], now.Facts[doctor.ADSync]
	if now.Runbook != nil {
		script = s.script(now, script)
	}
	p := Pipes{Script: script, ADSync: sync}
	switch {
	case script.Value == "running", script.Value == "scheduled": // also while AD sync is off, for it can come back
		p.ScriptLive = LiveRunning
	case script.Value == "disabled", script.Value == "absent":
		p.ScriptLive = LiveDisabled
		if s.Playbook.Steps[playbook.StepScriptStopped].Status.IsFinal() {
			p.ScriptLive = LiveStopped
		}
	case sync.Value == doctor.Off:
		p.ScriptLive = LiveStopped
	}
	confidential, selfHosted := now.Facts[doctor.SCIMConfidential], now.Facts[doctor.SCIMSelfHosted]
	on := confidential
	if selfHosted.Value == doctor.On {
		on = selfHosted
	}
	context := s.factsAlone()
	if now.Runbook != nil {
		context = now.StepContext
	}
	p.Both = context.BothLive()
	switch {
	case on.Value == doctor.On:
		p.SCIM, p.SCIMLive = on, LiveSwitchedOn
		// It carries changes once the identity provider sends.
		if started := s.Playbook.Steps[playbook.StepIDPStarted].Status; started == playbook.DoneVerified ||
			started == playbook.DoneAttested {
			p.SCIMLive = LiveRunning
		}
	case confidential.Value == doctor.Off && selfHosted.Value == doctor.Off:
		p.SCIM, p.SCIMLive = confidential, LiveStopped
	}
	return p
}

// script is how the script stands for the requirements: what is known against a step counts,
// however much later the step was done.
func (s State) script(now Standing, newest Fact) Fact {
	value := now.StepContext.Facts[doctor.ADSyncScript]
	if k, there := now.StepContext.Against[doctor.ADSyncScript]; there {
		value = k.Value
	}
	switch stored := s.Facts[string(doctor.ADSyncScript)]; value {
	case newest.Value:
		return newest
	case stored.Value:
		return stored
	}
	r := now.Runbook.ReportedBy(s.Playbook)[doctor.ADSyncScript]
	return Fact{Value: value, Grade: Grade(r.Status.Evidence()), Time: r.At, Source: r.By}
}
