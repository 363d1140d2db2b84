package enable

import (
	"context"
	"errors"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/store"
)

// Engine makes steps at one app.
type Engine struct {
	Provider idp.Provider
	App      idp.App
	Config   idp.DesiredConfig
	Journal  Journal
	// Guide shows the admin a step to make, and returns after the admin says that it is made; said is the admin's
	// statement. why is what the last check found missing; empty at first. An error ends the run.
	Guide func(ctx context.Context, step idp.Step, why string) (said string, err error)
	// Gate is called again before a step that makes the provider send, because requirements that were checked before
	// may no longer be met. It may be nil.
	Gate func(context.Context, idp.StepID) error
	// Undone are steps of the admin that the admin says are undone; only for Disable.
	Undone []idp.StepID
	// Report receives the step that is being made; may be nil.
	Report migrate.Report
}

// Outcome is the result of one step.
type Outcome struct {
	Step  idp.StepID `json:"step,omitempty"`
	Group string     `json:"group,omitempty"`
	User  string     `json:"user,omitempty"`
	Title string     `json:"title"`
	Mode  idp.Mode   `json:"mode,omitempty"`
	State State      `json:"state"`
	Saw   string     `json:"saw,omitempty"`
	Why   string     `json:"why,omitempty"`
	// Needs is the step that the admin must undo and confirm before this one can be undone.
	Needs idp.StepID `json:"needs,omitempty"`
}

// Apply makes the steps of a plan in order and stops at the first failure. Steps of an earlier run with an unknown
// result must have been checked (Recover). The error is that of the failed step; the outcomes include every step.
func (e *Engine) Apply(ctx context.Context, plan *Plan) ([]Outcome, error) {
	outcomes := make([]Outcome, len(plan.Steps))
	for i, step := range plan.Steps {
		outcomes[i] = Outcome{Step: step.ID, Title: step.Title, Mode: step.Mode, State: NotStarted}
	}
	if err := e.fits(plan); err != nil {
		return outcomes, err
	}
	run := store.NewRun()
	for i, step := range plan.Steps {
		if err := ctx.Err(); err != nil {
			return outcomes, err
		}
		e.Report.Send(migrate.Progress{Doing: step.Title, Done: i, Total: len(plan.Steps)})
		if e.Gate != nil && e.sends(step) {
			if err := e.Gate(ctx, step.ID); err != nil {
				outcomes[i].Why = err.Error()
				return outcomes, err
			}
		}
		if err := e.step(ctx, run, step, &outcomes[i]); err != nil {
			outcomes[i].Why = err.Error()
			return outcomes, err
		}
	}
	return outcomes, nil
}

// sends reports whether a step makes the provider send. A step before the start that changes nothing doesn't.
func (e *Engine) sends(step idp.Step) bool {
	unchanged := step.Mode == idp.ModeApply && len(step.Settings) > 0 && !step.Changes()
	return idp.SendsBy(e.Provider, step.ID) && (step.ID == idp.StepStart || !unchanged)
}

// fits returns an error for a plan of another app, and for one that can't succeed.
func (e *Engine) fits(plan *Plan) error {
	if plan.IDP != e.Provider.ID() || plan.App.ID != e.App.ID || plan.Path != e.Config.Path ||
		!migrate.SameEndpoint(plan.Endpoint, e.Config.Endpoint) {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "cannot make this plan",
			Why: "it is for another app, path or endpoint", Next: "make a new plan",
		}
	}
	if wrong := plan.Wrong(); len(wrong) > 0 {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "cannot enable SCIM at " + migrate.Quote(e.App.Name),
			Why: wrong[0], Next: "correct that at the identity provider, then make a new plan",
		}
	}
	return nil
}

func (e *Engine) step(ctx context.Context, run string, step idp.Step, o *Outcome) error {
	if step.Mode == idp.ModeApply {
		if len(step.Settings) > 0 && !step.Changes() {
			saw, err := e.Provider.Verify(ctx, e.App, step, e.Config)
			if err != nil {
				return err
			}
			o.State, o.Saw = AlreadySet, saw
			return e.found(run, step)
		}
		return e.make(ctx, run, step, o)
	}
	return e.guided(ctx, run, step, o)
}

// make writes the intent, makes the step, and writes the result.
func (e *Engine) make(ctx context.Context, run string, step idp.Step, o *Outcome) error {
	r := e.record(doApply, step)
	seq, err := e.write(run, KindIntent, r)
	if err != nil {
		return err
	}
	config := e.Config
	if config.Interrupted, err = e.interrupted(step.ID, seq); err != nil {
		return err
	}
	saw, failed := e.Provider.Apply(ctx, e.App, step, config)
	r.Intent, r.State, r.Saw = seq, Done, saw
	if failed != nil {
		r.State, r.Why = e.after(ctx, step, failed), failed.Error()
		if r.State == Done {
			failed, r.Why = nil, "the answer was lost; read back, it is done"
		}
	}
	o.State, o.Saw, o.Why = r.State, r.Saw, r.Why
	if _, err := e.write(run, KindResult, r); err != nil {
		o.State = Unknown
		return errors.Join(failed, err)
	}
	return failed
}

// after finds out the state after a failed step.
func (e *Engine) after(ctx context.Context, step idp.Step, failed error) State {
	if errors.Is(failed, migrate.ErrChanged) {
		return NotDone
	}
	state, err := e.look(ctx, step)
	if err != nil || state == Other || state == Done && !errors.Is(failed, migrate.ErrOutcomeUnknown) {
		return Unknown
	}
	return state
}

// look reads the state of a step that was begun: Done, NotDone, Other, or Unknown if the written value can't be
// read, like a token.
func (e *Engine) look(ctx context.Context, step idp.Step) (State, error) {
	if reader, is := e.Provider.(idp.StepReader); is {
		if standing, ok, err := reader.ReadStep(ctx, e.App, step); ok || err != nil {
			return stepStates[standing], err
		}
	}
	now, err := e.Provider.Plan(ctx, e.App, e.Config)
	if err != nil {
		return Unknown, err
	}
	for _, one := range now {
		if one.ID == step.ID && sameBefore(one, step) {
			if len(step.Settings) == 0 || writesSecret(step) {
				return Unknown, nil
			}
			return NotDone, nil
		}
	}
	if writesSecret(step) {
		return Unknown, nil
	}
	_, err = e.Provider.Verify(ctx, e.App, step, e.Config)
	switch problem := (*migrate.Problem)(nil); {
	case err == nil:
		return Done, nil
	case errors.As(err, &problem) && problem.Err == nil:
		return Other, nil // read, and not as planned
	}
	return Unknown, err
}

// stepStates maps the states that providers report. A partly made step can be continued and undone.
var stepStates = map[idp.StepState]State{
	"": Unknown, idp.StepNotMade: NotDone, idp.StepPartlyMade: Unknown, idp.StepMade: Done, idp.StepOther: Other,
}

func sameBefore(a, b idp.Step) bool {
	if a.Fingerprint != b.Fingerprint || len(a.Settings) != len(b.Settings) {
		return false
	}
	for i := range a.Settings {
		if a.Settings[i].Name != b.Settings[i].Name || a.Settings[i].Before != b.Settings[i].Before {
			return false
		}
	}
	return true
}

func writesSecret(step idp.Step) bool {
	for _, s := range step.Settings {
		if s.After == idp.NewSecret {
			return true
		}
	}
	return false
}

// maxAsks is the maximum number of times that the admin is asked about one step.
const maxAsks = 20

// guided lets the admin make the step, and reads it back if it can be read.
func (e *Engine) guided(ctx context.Context, run string, step idp.Step, o *Outcome) error {
	r, want := e.record(doApply, step), e.Config
	var err error
	if want.Since, err = e.begin(run, step); err != nil {
		return err
	}
	if step.Mode == idp.ModeVerify && !step.Changes() {
		if saw, err := e.Provider.Verify(ctx, e.App, step, want); err == nil {
			o.State, o.Saw = AlreadySet, saw
			return e.found(run, step)
		}
	}
	why := ""
	for range maxAsks {
		said, err := e.Guide(ctx, step, why)
		if err != nil {
			return err
		}
		r.State, r.Saw = Confirmed, said
		if step.Mode == idp.ModeVerify {
			saw, err := e.Provider.Verify(ctx, e.App, step, want)
			if errors.Is(err, context.Canceled) {
				return err
			}
			if err != nil {
				why = err.Error()
				continue
			}
			r.State, r.Saw = Done, saw
		}
		if _, err := e.write(run, KindResult, r); err != nil {
			return err
		}
		o.State, o.Saw = r.State, r.Saw
		return nil
	}
	return &migrate.Problem{
		Class: migrate.Partial, What: "the step " + migrate.Quote(step.Title) + " is not done",
		Why: why, Next: fmt.Sprintf("do it in the console of %s, then run this again", e.Provider),
	}
}

func (e *Engine) record(do string, step idp.Step) record {
	return record{
		Do: do, IDP: e.Provider.ID(), Tenant: e.Provider.String(), App: e.App, Path: e.Config.Path,
		URL: e.Config.Endpoint, Step: step,
	}
}
