package operation

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

// EnableSteps lists the ids of the steps, in the order in which they are made.
func EnableSteps() (ids []string) {
	for _, id := range idp.AllSteps() {
		ids = append(ids, string(id))
	}
	return ids
}

// EnableRequest says what is to be set up at an app.
type EnableRequest struct {
	App    idp.App
	Config idp.DesiredConfig
	// Force is the reason to go on against what is not met.
	Force string
	// Typed is the number that the admin typed where many groups have no partner.
	Typed string
	// Until is the step after which the run ends; empty for the last.
	Until idp.StepID
	// FollowFor is how long the end of the first cycle is waited for (see DefaultFollow), and
	// Every how often it is asked after; zero for the usual.
	FollowFor, Every time.Duration
	// AD is the side of AD as the front end has connected it, with no Location where it has
	// none. Service.OpenSide opens it, and what the provider sends is compared with it before
	// the start. Nil opens what the workspace remembers, with the secret at hand or by asking.
	AD *migrate.Connection
}

// EnablePlan lists the steps to make, and what stands against them.
type EnablePlan struct {
	*enable.Plan
	Tenant string
	// Config is what is to be set up, with what the plan found out for it.
	Config idp.DesiredConfig
	// Cut lists the steps of an interrupted run, with their results.
	Cut []enable.Outcome
	// Blockers stand against beginning, and Waiting are the runs that wait.
	Blockers []playbook.Blocker
	Waiting  []enable.Waiting
	// Warnings are what else to know before, such as whom the groups do not reach.
	Warnings []string
}

// NeedsReason reports whether a yes is not enough to make the plan: something stands against
// it, and it can be made.
func (p EnablePlan) NeedsReason() bool { return len(p.Blockers) > 0 && len(p.Wrong()) == 0 }

// DefaultFollow is how long the end of the first cycle is waited for: a cycle of many members
// takes its time.
const DefaultFollow = time.Hour

// DisablePlan lists the steps that would be taken back.
type DisablePlan struct {
	Tenant string
	Made   []enable.Outcome
	Cut    []enable.Outcome
	// Waiting are runs that do not go on if these steps are taken back.
	Waiting []enable.Waiting
}

// WriteTable lists the steps for a terminal, before they are undone.
func (p DisablePlan) WriteTable(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%s at %s to undo, in this order:\n", render.Count(len(p.Made), "step", "steps"),
		names.Visible(p.Tenant)); err != nil {
		return err
	}
	for i, o := range p.Made {
		if _, err := fmt.Fprintf(w, "  %d. %s\n", i+1, names.Visible(o.Title)); err != nil {
			return err
		}
	}
	return nil
}

// EnableResult is what a run did. Notes say what could not be noted in the runbook.
type EnableResult struct {
	enable.Report
	Notes []string
	// ByHand is how the admin takes back what is the admin's.
	ByHand []string
}

// MissingTargetError says what neither a front end gives nor the workspace knows.
type MissingTargetError struct{ What string }

// What an operation at a provider can lack.
const (
	MissingProvider = "idp"
	MissingPath     = "path"
	MissingEndpoint = "endpoint"
)

// Error says what it is.
func (e *MissingTargetError) Error() string { return "the " + e.What + " is missing" }

// CheckEndpoint refuses to set up provisioning without the endpoint at Dashlane.
func CheckEndpoint(want idp.DesiredConfig) error {
	if want.Endpoint == "" {
		return &MissingTargetError{MissingEndpoint}
	}
	return nil
}

// Target completes what is to be set up with what the workspace knows. The path must be
// known then. See Setup.Endpoint for the endpoint.
func (t *Tenant) Target(want idp.DesiredConfig) (idp.DesiredConfig, error) {
	w, err := migration.OpenReadOnly(t.service.Dir)
	if err != nil {
		return want, err
	}
	defer w.Close()
	state := w.State()
	last, err := lastRun(w, t.Provider)
	if err != nil {
		return want, err
	}
	want.Path = cmp.Or(want.Path, state.Path)
	want.Endpoint = cmp.Or(want.Endpoint, endpointOf(state), last.Endpoint)
	if want.Path == "" {
		return want, &MissingTargetError{MissingPath}
	}
	return want, nil
}

// Token finds the SCIM API token for an endpoint.
func (t *Tenant) Token(ctx context.Context, endpoint string, given func() (migrate.Secret, error),
	ask Prompter,
) (migrate.Secret, error) {
	c := migrate.Connection{Location: endpoint}
	return t.service.findSecret(ctx, Input{Side: migrate.SCIM, Secret: given}, c, c, ask)
}

// CheckToken refuses to plan without the token where the program enters it.
func (t *Tenant) CheckToken(want idp.DesiredConfig) error {
	if !want.Token.IsZero() || t.Mode(idp.StepEndpoint) != idp.ModeApply {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "the SCIM API token is missing", Why: "ad2scim enters it at " + t.String(),
		Remedies: migrate.Remedies{remedy(migrate.RemedyGiveToken)},
	}
}

// Preview lists every setting that would change; nothing is written.
func (t *Tenant) Preview(ctx context.Context, r EnableRequest, ask Prompter, show Progress) (*enable.Plan, error) {
	if err := t.complete(ctx, &r, ask, show); err != nil {
		return nil, err
	}
	if why := t.nested(ctx, r.App, show); why != "" {
		show.Tell(Message{Kind: Warning, Text: why})
	}
	return enable.Make(ctx, t.Provider, r.App, r.Config)
}

// nested says whom the assigned groups do not reach; empty for nobody. That it cannot be
// told stops nothing.
func (t *Tenant) nested(ctx context.Context, app idp.App, show Progress) string {
	text, err := enable.NestedWarning(ctx, t.Provider, app, show.Report(migrate.SCIM))
	if err != nil && ctx.Err() == nil {
		return "can't tell whether members of nested groups are left out: " + err.Error()
	}
	return text
}

// Enable plans the steps, shows them, asks, makes them, follows the first cycle, and
// notes all of it in the runbook. The workspace is not held while a person is asked.
func (t *Tenant) Enable(ctx context.Context, r EnableRequest, ask Prompter, show Progress) (EnableResult, error) {
	if err := t.refuse(r); err != nil {
		return EnableResult{}, err
	}
	if err := t.complete(ctx, &r, ask, show); err != nil {
		return EnableResult{}, err
	}
	plan, err := t.PlanEnable(ctx, r, show)
	if err != nil {
		return EnableResult{}, err
	}
	if _, err := ask.Approve(ctx, plan); err != nil {
		return EnableResult{}, err
	}
	return t.CarryOut(ctx, plan.Plan, r, ask, show)
}

// refuse refuses to begin where something stands against it and no reason is given.
// Nothing is asked of the provider before.
func (t *Tenant) refuse(r EnableRequest) error {
	w, err := migration.OpenReadOnly(t.service.Dir)
	if err != nil {
		return err
	}
	defer w.Close()
	e := &enable.Engine{Provider: t.Provider, App: r.App, Config: r.Config, Journal: w.Journal()}
	waiting, err := e.Waiting()
	if err != nil {
		return err
	}
	return enable.CheckRequirements(w, r.Config.Path, t.ID(), waiting, r.Force, Who(), false)
}

// checkApp refuses an app that is not the connected one.
func (t *Tenant) checkApp(app idp.App) error {
	state, err := t.service.State()
	if err != nil {
		return err
	}
	return otherApp(state, t.Provider, app)
}

// PlanEnable settles a run that was interrupted, reads every setting,
// and says what would change and what stands against it.
func (t *Tenant) PlanEnable(ctx context.Context, r EnableRequest, show Progress) (EnablePlan, error) {
	plan := EnablePlan{Tenant: t.String()}
	if err := t.checkApp(r.App); err != nil {
		return plan, err
	}
	if err := t.complete(ctx, &r, nil, show); err != nil {
		return plan, err
	}
	plan.Config = r.Config
	if why := playbook.TokenWarning(r.Config.Path, r.Config.Token); why != "" && !r.Config.Token.IsZero() {
		plan.Warnings = append(plan.Warnings, why)
	}
	if why := t.nested(ctx, r.App, show); why != "" {
		plan.Warnings = append(plan.Warnings, why)
	}
	for _, why := range plan.Warnings {
		show.Tell(Message{Kind: Warning, Text: why})
	}
	w, err := t.service.begin(ctx)
	if err != nil {
		return plan, err
	}
	defer w.Close()
	e := &enable.Engine{Provider: t.Provider, App: r.App, Config: r.Config, Journal: w.Journal()}
	if plan.Cut, err = recoverSteps(ctx, e, show); err != nil {
		return plan, err
	}
	if plan.Plan, err = enable.Make(ctx, t.Provider, r.App, r.Config); err != nil {
		return plan, err
	}
	if i := slices.IndexFunc(plan.Steps, func(step idp.Step) bool { return step.ID == r.Until }); i >= 0 {
		plan.Steps = plan.Steps[:i+1]
	}
	if plan.Blockers, err = enable.Blockers(w.State(), r.Config.Path, t.ID()); err != nil {
		return plan, err
	}
	plan.Waiting, err = e.Waiting()
	plan.Blockers = enable.AddBlockers(plan.Blockers, plan.Waiting)
	return plan, err
}

// recoverSteps reports the results of steps that were interrupted.
func recoverSteps(ctx context.Context, e *enable.Engine, show Progress) ([]enable.Outcome, error) {
	found, err := e.Recover(ctx)
	for _, f := range found {
		show.Tell(Message{Kind: Warning, Text: fmt.Sprintf("a run was interrupted at %s: %s", f.Title,
			f.State.Words())})
	}
	return found, err
}

// CarryOut makes the steps of a plan that a person has approved.
func (t *Tenant) CarryOut(ctx context.Context, plan *enable.Plan, r EnableRequest, ask Prompter,
	show Progress,
) (result EnableResult, err error) {
	run := run{Tenant: t, EnableRequest: r, ask: ask, show: show}
	result.Outcomes, result.Notes, err = run.makeSteps(ctx, plan)
	if err != nil || !slices.ContainsFunc(plan.Steps, func(step idp.Step) bool { return step.ID == idp.StepStart }) {
		return result, err
	}
	cycle, err := run.follow(ctx)
	result.Cycle = &cycle
	if err != nil {
		return result, err
	}
	w, err := t.service.hold(context.WithoutCancel(ctx))
	if err != nil {
		return result, err
	}
	defer w.Close()
	_, start := result.Parts()
	notes, err := run.record(w, start)
	result.Notes = append(result.Notes, notes...)
	return result, err
}
