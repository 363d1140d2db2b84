package adsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Outcome is the result of carrying out work.
type Outcome struct {
	Changes   []*Change
	Running   bool         // an instance of a task that was disabled goes on
	Failed    error        // the first failure; Partial where something was done
	Recorded  RecordedScan // of the look afterwards
	Unscanned []error      // the hosts that did not answer this look
	Rescan    error        // why nothing is known of how the machines stand now
}

// Consent is what a person typed before work begins.
type Consent struct {
	Typed string // to stop: the words of DeletionRisk
	Force string // to resume beside SCIM: the reason, which is recorded
}

// permits refuses to stop without the words that go with the risk.
func (c Consent) permits(action Script) error {
	risk := DeletionRisk()
	if action != StopScript || c.Typed == risk.Type {
		return nil
	}
	return badInput("nothing was disabled", strings.TrimSuffix(risk.Why, "."),
		"type "+migrate.Quote(risk.Type)+" to confirm it")
}

// Do does work, goes on with the next machine where one fails, and looks again:
// what is noted is what was seen, not what was asked for. Once stop is closed the
// machines that are left are not begun; a call that is under way is not cut off,
// for what came of it would not be known. ctx ends the look alone.
// The error says that nothing was begun.
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
		report.Send(migrate.Progress{Doing: "looking", Total: len(work.hosts)})
		again, err := ScanTargets(ctx, work.hosts, nil, report)
		for _, l := range again {
			if l.Err != nil {
				o.Unscanned = append(o.Unscanned, l.Err)
			}
		}
		if err == nil {
			o.Recorded, err = d.recordScan(w, run, again)
		}
		if err == nil && work.Action == StopScript {
			err = noteTyped(w, c.Typed)
		}
		if errors.Is(err, context.Canceled) {
			err = &migrate.Problem{
				Class: migrate.Partial, What: "the hosts were not scanned again", Why: "it was stopped",
				Next: "scan again to check their state", Err: err,
			}
		}
		o.Rescan = err
		return nil
	})
	return o, err
}

// resuming records the override of SCIM, where there is one, and takes back what the runbook
// says of the script before a task is enabled. What somebody else has brought back meanwhile is left out.
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
			break // nothing was announced to the hosts that are left
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

// noteTyped keeps that the risk was confirmed by typing, where the task is seen
// disabled.
func noteTyped(w *migration.Workspace, typed string) error {
	return w.Update(func(s *migration.State) error {
		if r := s.Playbook.Steps[stepDisabled]; r.Status == playbook.DoneVerified {
			r.Typed = typed
			s.Playbook.Steps[stepDisabled] = r
		}
		return nil
	})
}

// DeletionRisk is what the runbook asks to be typed before the task is disabled;
// it is the same on every way.
func DeletionRisk() playbook.Confirm {
	w, err := playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Okta)
	if err != nil {
		panic(err) // the built-in playbook is tested
	}
	step, err := w.Step(stepDisabled)
	if err != nil {
		panic(err)
	}
	return *step.Confirm
}

// String says in one line how the task stands after a change.
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

// Unreached is the end of work of which some hosts did not answer the first look;
// nil if all did.
func Unreached(looked []ScanResult, changed bool) error {
	missing := 0
	for _, l := range looked {
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
		Class: class, What: fmt.Sprintf("%d of %d hosts could not be scanned", missing, len(looked)),
		Why: "each is listed above", Next: "correct that, and run it again: changes that are already made are not repeated",
	}
}
