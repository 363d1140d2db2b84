package operation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// cycleEvery is how often the state of the first cycle is requested.
const cycleEvery = 10 * time.Second

// run is one run at an app.
type run struct {
	*Tenant
	EnableRequest
	ask  Prompter
	show Progress
}

// makeSteps carries out the steps and records those before the start. The start counts once
// the result of its first cycle is known.
func (r run) makeSteps(ctx context.Context, plan *enable.Plan) ([]enable.Outcome, []string, error) {
	readAD, err := r.readerOfAD(ctx, starts(plan))
	if err != nil {
		return nil, nil, err
	}
	w, err := r.service.begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	k := &heldWorkspace{w: w, hold: func() (*migration.Workspace, error) {
		return r.service.hold(context.WithoutCancel(ctx))
	}}
	defer k.Close()
	k.may = func(w *migration.Workspace) error {
		return enable.CheckRequirements(w, r.Config.Path, r.ID(), nil, r.Force, Who(), false)
	}
	e := &enable.Engine{
		Provider: r.Provider, App: r.App, Config: r.Config, Journal: k, Report: r.show.Report(migrate.SCIM),
		Gate: func(ctx context.Context, step idp.StepID) error {
			err := enable.CheckStart(k.w, r.Config.Path, r.ID(), r.Force, Who())
			if err != nil || step != idp.StepStart {
				return err
			}
			return r.maySend(ctx, k.w, readAD)
		},
	}
	e.Guide = k.without(r.ask.MakeStep, e)
	waiting, err := e.Waiting()
	if err != nil {
		return nil, nil, err
	}
	if err := enable.CheckRequirements(k.w, r.Config.Path, r.ID(), waiting, r.Force, Who(), true); err != nil {
		return nil, nil, err
	}
	if err := e.Supersede(); err != nil {
		return nil, nil, err
	}
	places, err := e.Places()
	if err != nil {
		return nil, nil, err
	}
	if err := places.InvalidateElsewhere(k.w, plan, Who()); err != nil {
		return nil, nil, err
	}
	if r.forced() {
		return r.apply(ctx, e, k, plan)
	}
	return r.applyParts(ctx, e, k, plan, places)
}

// apply carries out the steps of a plan and records them in the runbook.
func (r run) apply(ctx context.Context, e *enable.Engine, k *heldWorkspace, plan *enable.Plan) ([]enable.Outcome,
	[]string,
	error,
) {
	outcomes, failed := e.Apply(ctx, plan)
	if k.w == nil { // the workspace couldn't be locked again, and failed says why
		return outcomes, nil, failed
	}
	before, _ := enable.Report{Outcomes: outcomes}.Parts()
	notes, err := r.record(k.w, before)
	return outcomes, notes, errors.Join(failed, err)
}

// applyParts carries out the steps of a plan as far as the runbook's requirements are met.
// Each part requires what the same step of the runbook requires. A part that was done before
// isn't repeated.
func (r run) applyParts(ctx context.Context, e *enable.Engine, k *heldWorkspace,
	plan *enable.Plan, places enable.Places,
) (outcomes []enable.Outcome, notes []string, err error) {
	parts, err := plan.Parts()
	if err != nil {
		return nil, nil, err
	}
	var stopped error
	report := e.Report
	for _, part := range parts {
		if stopped != nil {
			outcomes = append(outcomes, part.Outcomes(enable.NotStarted, "")...)
			continue
		}
		blockers, made, err := part.Stands(k.w.State(), r.Config.Path, r.ID())
		switch {
		case err != nil:
			return outcomes, notes, err
		case made != nil && !slices.ContainsFunc(part.Steps, func(s idp.Step) bool { return places.Elsewhere(s.ID) }):
			outcomes = append(outcomes, made...)
			continue
		case len(blockers) > 0:
			stopped = notFurther(part, blockers[0])
			outcomes = append(outcomes, part.Outcomes(enable.NotStarted, blockers[0].What)...)
			continue
		}
		one, before := *plan, len(outcomes)
		one.Steps = part.Steps
		e.Report = func(p migrate.Progress) { // progress of the whole plan
			p.Done, p.Total = p.Done+before, len(plan.Steps)
			report.Send(p)
		}
		done, more, failed := r.apply(ctx, e, k, &one)
		outcomes, notes = append(outcomes, done...), append(notes, more...)
		if stopped = failed; k.w == nil {
			return outcomes, notes, failed
		}
	}
	return outcomes, notes, stopped
}

// notFurther is the error of a run that ends before a part whose requirements aren't met.
func notFurther(part enable.Part, b playbook.Blocker) error {
	why := b.What
	if b.Why != "" {
		why += ", " + b.Why
	}
	return &migrate.Problem{
		Class: migrate.Partial, What: "the step " + string(part.Step.ID) + " can't be made yet",
		Why:      why,
		Remedies: b.Next.Or(remedy(migrate.RemedyResume), remedy(migrate.RemedyOverride)), Step: string(part.Step.ID),
	}
}

// record records in the runbook what was done, and returns what couldn't be recorded.
func (r run) record(w *migration.Workspace, report enable.Report) ([]string, error) {
	by := enable.Recorder{Path: r.Config.Path, Provider: r.ID(), At: time.Now().UTC(), By: Who(), Force: r.Force}
	return enable.RecordResults(w, func(s *migration.State) ([]store.Entry, []string) { return by.Record(s, report) })
}

// follow waits for the end of a first cycle after since.
func (r run) follow(ctx context.Context, since time.Time) (idp.Cycle, error) {
	c, err := enable.Follow(ctx, r.Provider, r.App, since, cmp.Or(r.Every, cycleEvery), r.FollowFor,
		r.show.Report(migrate.SCIM))
	if errors.Is(err, enable.ErrNotEnded) {
		err = &migrate.Problem{
			Class: migrate.Partial, What: enable.ErrNotEnded.Error(),
			Why:      "ad2scim waited " + r.FollowFor.String(),
			Remedies: migrate.Remedies{remedy(migrate.RemedyDiagnose)}, Err: err,
		}
	}
	return c, err
}

// Confirmed says, for the record, that the user of the program confirmed a step.
func Confirmed() string { return "confirmed by " + Who() }
