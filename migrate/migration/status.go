package migration

import (
	"slices"
	"time"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
)

// Activity is whether a sync sends changes to Dashlane.
type Activity uint8

// The activities of a sync. The zero value is unknown.
const (
	ActivityUnknown Activity = iota
	ActivityRunning
	ActivityStopped
	// ActivitySwitchedOn means that the sync can send changes; it isn't known whether it does.
	ActivitySwitchedOn
	// ActivityDisabled means that the sync doesn't start by itself, but that nobody verified that it has stopped.
	ActivityDisabled
)

// Syncs is what is known about both syncs to Dashlane. An unknown fact has no value.
type Syncs struct {
	Script Fact // the PowerShell script
	ADSync Fact // AD sync in the Admin Console
	SCIM   Fact // SCIM provisioning in the Admin Console
	// ScriptActivity and SCIMActivity are whether each sync sends changes now.
	ScriptActivity, SCIMActivity Activity
	// BothActive says that the script can run while SCIM is on, so that each sync can remove what the other one made.
	BothActive bool
}

// Status is the state of a migration with everything that is derived from it.
type Status struct {
	// Runbook is the runbook of the chosen path. It is nil if no path is chosen or if this version doesn't know the
	// chosen one; see RunbookErr.
	Runbook     *playbook.Runbook
	RunbookErr  error
	StepContext playbook.Context
	Steps       []playbook.StepView
	Facts       map[doctor.Fact]Fact // from steps and doctor's answers
	Syncs       Syncs
	// NamesExact says that the names count as exact: by the requirement if a path is chosen, else by the comparison.
	NamesExact bool
}

// WasInterrupted reports whether a step was running when an earlier session ended.
func (s Status) WasInterrupted() bool {
	return slices.ContainsFunc(s.Steps, func(v playbook.StepView) bool { return v.Status == playbook.Running })
}

// Status returns the status of the migration. If r isn't nil, it is used as the newest comparison, of lists that
// were read at this time.
func (s State) Status(r *diff.Result, about evidence.About, at time.Time) Status {
	if s.Path != "" && s.IdP != "" && r != nil {
		s.RecordComparison(r, about, at) // only in this copy
	}
	now := Status{Facts: s.KnownFacts()}
	if s.Path != "" && s.IdP != "" {
		now.Runbook, now.RunbookErr = s.Runbook()
	}
	switch {
	case now.Runbook != nil:
		now.StepContext = s.Context(now.Runbook)
		now.Steps = now.Runbook.View(now.StepContext)
		now.NamesExact = now.StepContext.NamesExact() != evidence.Unknown
	case r != nil:
		now.NamesExact = NewComparison(r, about, at).Names().Grade() != evidence.Unknown
	case s.Comparison != nil:
		now.NamesExact = s.Comparison.Names().Grade() != evidence.Unknown
	}
	now.Syncs = s.syncs(now)
	return now
}

// syncs returns what is known about both syncs, by the same rules as the requirements.
func (s State) syncs(now Status) Syncs {
	script, sync := now.Facts[doctor.ADSyncScript], now.Facts[doctor.ADSync]
	if now.Runbook != nil {
		script = s.scriptFact(now, script)
	}
	p := Syncs{Script: script, ADSync: sync}
	switch {
	case script.Value == "running", script.Value == "scheduled": // even if AD sync is off in the console
		p.ScriptActivity = ActivityRunning
	case script.Value == "disabled", script.Value == "absent":
		p.ScriptActivity = ActivityDisabled
		if s.Playbook.Steps[playbook.StepScriptStopped].Status.IsFinal() {
			p.ScriptActivity = ActivityStopped
		}
	case sync.Value == doctor.Off:
		p.ScriptActivity = ActivityStopped
	}
	confidential, selfHosted := now.Facts[doctor.SCIMConfidential], now.Facts[doctor.SCIMSelfHosted]
	on := confidential
	if selfHosted.Value == doctor.On {
		on = selfHosted
	}
	context := s.factsContext()
	if now.Runbook != nil {
		context = now.StepContext
	}
	p.BothActive = context.BothLive()
	switch {
	case on.Value == doctor.On:
		p.SCIM, p.SCIMActivity = on, ActivitySwitchedOn
		// SCIM sends changes after the identity provider starts provisioning.
		if started := s.Playbook.Steps[playbook.StepIDPStarted].Status; started == playbook.DoneVerified ||
			started == playbook.DoneConfirmed {
			p.SCIMActivity = ActivityRunning
		}
	case confidential.Value == doctor.Off && selfHosted.Value == doctor.Off:
		p.SCIM, p.SCIMActivity = confidential, ActivityStopped
	}
	return p
}

// scriptFact returns the state of the script as the requirements see it: what contradicts a step counts, even if
// the step was completed later.
func (s State) scriptFact(now Status, newest Fact) Fact {
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
