package adsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Outcome is the result of carrying out Work.
type Outcome struct {
	Changes  []*Change
	Running  bool         // a task was disabled while an instance of it was running, and that one goes on
	Failed   error        // the first failure; Partial if something was changed
	Recorded RecordedScan // of the scan afterwards
	Rescan   error        // why hosts that were scanned before the change couldn't be afterwards
}

// Consent is what a person typed before the change.
type Consent struct {
	Typed string // to stop: the words of DeletionRisk
	Force string // to resume while SCIM is on: the reason, which is recorded
}

// permits returns an error if the risk of stopping wasn't confirmed by typing its words.
func (c Consent) permits(action Script) error {
	risk := DeletionRisk()
	if action != StopScript || c.Typed == risk.Type {
		return nil
	}
	return badInput("nothing was disabled", strings.TrimSuffix(risk.Why, "."),
		"type "+migrate.Quote(risk.Type)+" to confirm it")
}

// Do changes one host after the other, even if one fails, and then scans all of them again:
// it records what the scan saw, not what was requested. Once stop is closed, no other host is
// started. A call that has begun isn't canceled, because its result would be unknown; ctx
// cancels only the scan. A non-nil error means that no change was attempted.
func (d Service) Do(ctx context.Context, stop <-chan struct{}, work Work, c Consent, told func(*Change),
	report migrate.Report,
) (o Outcome, err error) {
	if err := c.permits(work.Action); err != nil {
		return o, err
	}
	err = d.hold(func(w *migration.Workspace) error {
		run := store.NewRun()
		if work.Action == ResumeScript {
			if err := d.resuming(w, &work, c.Force); err != nil {
				return err
			}
		}
		o.apply(context.WithoutCancel(ctx), stop, w.Journal(), run, work, told, report)
		report.Send(migrate.Progress{Doing: "scanning", Total: len(work.hosts)})
		again, err := ScanTargets(ctx, work.hosts, nil, report)
		if err == nil {
			o.Recorded, err = d.recordScan(w, run, again)
		}
		if work.Action == StopScript {
			err = cmp.Or(err, noteTyped(w, c.Typed, o.disabled()))
		}
		o.Rescan = o.rescanFailure(err, work.scans, again)
		return nil
	})
	return o, err
}

// disabled reports whether a host answered that it disabled a task.
func (o *Outcome) disabled() bool {
	return slices.ContainsFunc(o.Changes, func(c *Change) bool {
		return slices.ContainsFunc(c.Tasks, func(t TaskChange) bool { return t.Done })
	})
}

// rescanFailure returns why hosts couldn't be scanned after the changes, or nil. Once something
// was changed, it is Partial. err is the error of the whole scan, and after its results.
func (o *Outcome) rescanFailure(err error, before, after []ScanResult) error {
	missing := notScannedAgain(before, after)
	switch {
	case errors.Is(err, context.Canceled):
		return notScanned("the hosts were not scanned again", errors.New("it was stopped"))
	case missing != nil:
		return missing
	case err != nil && len(o.Changes) > 0:
		return notScanned("the hosts were not scanned again", err)
	}
	return err
}

// notScanned is the error for hosts that weren't scanned after a change.
func notScanned(what string, why error) error {
	return &migrate.Problem{
		Class: migrate.Partial, What: what, Why: why.Error(), Next: "scan again to check their state", Err: why,
	}
}

// resuming records an override of SCIM, and that AD sync may run again, before a task is
// enabled. Tasks that someone else has enabled in the meantime are left out of the work.
func (d Service) resuming(w *migration.Workspace, work *Work, force string) error {
	m, err := Remember(w.Journal())
	if err != nil {
		return err
	}
	due := map[TaskKey]bool{}
	var all []TaskKey
	for _, p := range work.Parts {
		for _, t := range ResumePlan(m, p.Intent.Host, "").Tasks {
			due[TaskKey{p.Intent.Host, t.Path}] = true
		}
		for _, t := range p.Intent.Tasks {
			all = append(all, TaskKey{p.Intent.Host, t.Path})
		}
	}
	*work = work.Only(func(i int) bool { return due[all[i]] })
	if err := d.overrideSCIM(w, force); err != nil {
		return err
	}
	return w.Update(func(s *migration.State) error {
		RecordResuming(s, time.Now().UTC(), d.Who)
		return nil
	})
}

func (o *Outcome) apply(ctx context.Context, stop <-chan struct{}, j Journal, run string, work Work, told func(*Change),
	report migrate.Report,
) {
	verb := map[Script]string{StopScript: "disabling", ResumeScript: "enabling"}[work.Action]
	for i, p := range work.Parts {
		if closed(stop) {
			o.Failed = cmp.Or(o.Failed, context.Canceled)
			break // nothing was announced to the other hosts
		}
		report.Send(migrate.Progress{Doing: verb, Done: i, Total: len(work.Parts), Note: "on " + p.Host.String()})
		change, err := Apply(ctx, p.Host, j, run, p.Intent)
		if o.Failed == nil {
			o.Failed = err
		}
		if change == nil {
			continue
		}
		o.Changes = append(o.Changes, change)
		for _, t := range change.Tasks {
			o.Running = o.Running || work.Action == StopScript && t.After != nil && t.After.State == "running"
		}
		told(change)
	}
	if p, ok := errors.AsType[*migrate.Problem](o.Failed); ok && len(o.Changes) > 0 {
		own := *p
		own.Class = migrate.Partial
		o.Failed = &own
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// noteTyped records the words with which the risk was confirmed, if tasks were disabled, by a
// host's answer or by the scan.
func noteTyped(w *migration.Workspace, typed string, disabled bool) error {
	return w.Update(func(s *migration.State) error {
		if r := s.Playbook.Steps[playbook.StepScriptDisabled]; disabled || r.Status == playbook.DoneVerified {
			r.Typed = typed
			if s.Playbook.Steps == nil {
				s.Playbook.Steps = map[playbook.StepID]playbook.Record{}
			}
			s.Playbook.Steps[playbook.StepScriptDisabled] = r
		}
		return nil
	})
}

// DeletionRisk is what the runbook asks an admin to type before a task is disabled. It is the
// same for both paths and all providers.
func DeletionRisk() playbook.Confirm {
	w, err := playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Okta)
	if err != nil {
		panic(err) // the built-in playbook is tested
	}
	step, err := w.Step(playbook.StepScriptDisabled)
	if err != nil {
		panic(err)
	}
	return *step.Confirm
}

// String returns the task's state after a change, in one line.
func (t TaskChange) String() string {
	if t.After == nil {
		return "not known"
	}
	state := map[bool]string{true: "enabled", false: "disabled"}[t.After.Enabled]
	if t.After.State == "running" {
		state += ", running"
	}
	return state
}

// notScannedAgain names the hosts that were scanned before a change and couldn't be after it;
// nil for none.
func notScannedAgain(before, after []ScanResult) error {
	var hosts []string
	var first error
	for i, l := range after {
		if l.Err != nil && before[i].Err == nil {
			hosts, first = append(hosts, shown(l.Name)), cmp.Or(first, l.Err)
		}
	}
	if len(hosts) == 0 {
		return nil
	}
	return notScanned("not scanned again: "+strings.Join(hosts, ", "), first)
}

// Unreached returns an error if hosts couldn't be reached by the scan before the change, else
// nil.
func Unreached(scans []ScanResult, changed bool) error {
	missing := 0
	for _, l := range scans {
		if l.Err != nil {
			missing++
		}
	}
	if missing == 0 {
		return nil
	}
	class := migrate.Unreachable
	if changed {
		class = migrate.Partial
	}
	return &migrate.Problem{
		Class: class, What: fmt.Sprintf("%d of %d hosts could not be scanned", missing, len(scans)),
		Why: "each is listed above", Next: "correct that, and run it again: changes that are already made are not repeated",
	}
}
