package adsync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// Outcome is what came of work.
type Outcome struct {
	Changes []*Change
	Running bool    // an instance of a task that was disabled goes on
	Failed  error   // the first failure; Partial where something was done
	Taken   Taken   // of the look afterwards
	Unseen  []error // the hosts that did not answer this look
	Again   error   // why nothing is known of how the machines stand now
}

// Do does work, goes on with the next machine where one fails, and looks again:
// what is noted is what was seen, not what was asked for. To stop, the words of
// DeletionRisk must have been typed; force is the reason to resume beside SCIM, which BesideSCIM
// has noted.
// The error says that nothing was begun.
func (d Desk) Do(ctx context.Context, work Work, force string, told func(*Change), report migrate.Report) (o Outcome, err error) {
	err = d.hold(func(w *workspace.Workspace) error {
		run := workspace.NewRun()
		if work.Action == ResumeScript {
			if err := d.resuming(w, &work, force); err != nil {
				return err
			}
		}
		o.apply(ctx, w.Journal(), run, work, told, report)
		again, err := LookAt(context.WithoutCancel(ctx), work.hosts, nil, report)
		for _, l := range again {
			if l.Err != nil {
				o.Unseen = append(o.Unseen, l.Err)
			}
		}
		if err == nil {
			o.Taken, err = d.take(w, run, again)
		}
		if err == nil && work.Action == StopScript {
			err = noteTyped(w)
		}
		o.Again = err
		return nil
	})
	return o, err
}

// resuming takes back what the runbook says of the script before a task is
// enabled. What somebody else has brought back meanwhile is left out.
func (d Desk) resuming(w *workspace.Workspace, work *Work, force string) error {
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
	if err := MayResume(w.State(), force); err != nil {
		return err
	}
	return w.Update(func(s *workspace.State) error {
		RecordResuming(s, time.Now().UTC(), d.Who)
		return nil
	})
}

func (o *Outcome) apply(ctx context.Context, j Journal, run string, work Work, told func(*Change), report migrate.Report) {
	verb := map[Script]string{StopScript: "disabling", ResumeScript: "enabling"}[work.Action]
	for i, p := range work.Parts {
		if ctx.Err() != nil && o.Failed == nil {
			o.Failed = ctx.Err()
		}
		if ctx.Err() != nil {
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

// noteTyped keeps that the risk was confirmed by typing, where the task is seen
// disabled.
func noteTyped(w *workspace.Workspace) error {
	return w.Update(func(s *workspace.State) error {
		if r := s.Playbook.Steps[stepDisabled]; r.Status == playbook.DoneVerified {
			r.Typed = DeletionRisk().Type
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
func Unreached(looked []Looked, changed bool) error {
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
	return &migrate.Problem{Class: class, What: fmt.Sprintf("%d of %d hosts could not be looked at", missing, len(looked)),
		Why: "each is named above", Next: "mend that, and run it again: what is done already is not done twice"}
}
