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

// EnableSteps lists the ids of the steps in order.
func EnableSteps() (ids []string) {
	for _, id := range idp.AllSteps() {
		ids = append(ids, string(id))
	}
	return ids
}

// EnableRequest says what to set up at an app.
type EnableRequest struct {
	App    idp.App
	Config idp.DesiredConfig
	// Force is the reason to continue although requirements are open.
	Force string
	// Typed is the number that the admin typed if many groups have no partner.
	Typed string
	// Until is the last step of the run; empty for all steps.
	Until idp.StepID
	// FollowFor is how long to wait for the end of the first cycle, such as DefaultFollow; zero
	// doesn't wait.
	FollowFor time.Duration
	// Every is how often to ask meanwhile; zero for the default.
	Every time.Duration
	// AD is the AD side as the front end has connected it; its Location is empty if it isn't
	// connected. It is opened by Service.OpenSide, and what the provider sends is compared
	// with it before the start. If AD is nil, the remembered connection is opened, with the
	// secret at hand or after asking for it.
	AD *migrate.Connection
}

// EnablePlan lists the planned steps, and what blocks them.
type EnablePlan struct {
	*enable.Plan
	Tenant string
	// Config is what will be set up, completed by the plan.
	Config idp.DesiredConfig
	// Cut lists the steps of an interrupted run, with their results.
	Cut []enable.Outcome
	// Blockers are the reasons not to begin, and Waiting are the runs that wait for their
	// admin.
	Blockers []playbook.Blocker
	Waiting  []enable.Waiting
	// Warnings are what else an admin should know first, such as whom the groups don't reach.
	Warnings []string
}

// NeedsReason reports whether the plan needs a reason, not only a yes: something blocks it,
// and it can be carried out all the same.
func (p EnablePlan) NeedsReason() bool { return len(p.Blockers) > 0 && len(p.Wrong()) == 0 }

// DefaultFollow is how long to wait for the end of the first cycle, which takes time with
// many members.
const DefaultFollow = time.Hour

// DisablePlan lists the steps that would be undone.
type DisablePlan struct {
	Tenant string
	Made   []enable.Outcome
	Cut    []enable.Outcome
	// Waiting are runs that can't be continued after these steps are undone.
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

// EnableResult is the result of a run. Notes say what couldn't be recorded in the runbook.
type EnableResult struct {
	enable.Report
	Notes []string
	// ByHand says how the admin undoes the admin's own steps.
	ByHand []string
}

// MissingTargetError names what neither the front end nor the workspace provides.
type MissingTargetError struct{ What string }

// What an operation at a provider may lack.
const (
	MissingProvider = "idp"
	MissingPath     = "path"
	MissingEndpoint = "endpoint"
)

// Error returns what is missing.
func (e *MissingTargetError) Error() string { return "the " + e.What + " is missing" }

// CheckEndpoint returns an error if the endpoint at Dashlane is missing.
func CheckEndpoint(want idp.DesiredConfig) error {
	if want.Endpoint == "" {
		return &MissingTargetError{MissingEndpoint}
	}
	return nil
}

// Target completes what to set up at an app with what the workspace knows. The path must be known
// after that. See Setup.Endpoint for the endpoint.
func (t *Tenant) Target(app idp.App, want idp.DesiredConfig) (idp.DesiredConfig, error) {
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
	want.Endpoint = cmp.Or(want.Endpoint, Setup{connected: endpointOf(state), last: last}.Endpoint(app, want.Path))
	if want.Path == "" {
		return want, &MissingTargetError{MissingPath}
	}
	return want, nil
}

// Token returns the SCIM API token for an endpoint.
func (t *Tenant) Token(ctx context.Context, endpoint string, given func() (migrate.Secret, error),
	ask Prompter,
) (migrate.Secret, error) {
	c := migrate.Connection{Location: endpoint}
	return t.service.findSecret(ctx, Input{Side: migrate.SCIM, Secret: given}, c, c, ask)
}

// CheckToken returns an error if the token is missing and the program would have to enter it.
func (t *Tenant) CheckToken(want idp.DesiredConfig) error {
	if !want.Token.IsZero() || t.Mode(idp.StepEndpoint) != idp.ModeApply {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "the SCIM API token is missing", Why: "ad2scim enters it at " + t.String(),
		Remedies: migrate.Remedies{remedy(migrate.RemedyGiveToken)},
	}
}

// Preview lists every setting that would change, and changes nothing.
func (t *Tenant) Preview(ctx context.Context, r EnableRequest, ask Prompter, show Progress) (*enable.Plan, error) {
	if err := t.complete(ctx, &r, ask, show); err != nil {
		return nil, err
	}
	if why := t.nested(ctx, r.App, show); why != "" {
		show.Warn(why)
	}
	return enable.NewPlan(ctx, t.Provider, r.App, r.Config)
}

// nested says which users the assigned groups don't reach, or "". If this can't be found out,
// it is no error.
func (t *Tenant) nested(ctx context.Context, app idp.App, show Progress) string {
	text, err := enable.NestedWarning(ctx, t.Provider, app, show.Report(migrate.SCIM))
	if err != nil && ctx.Err() == nil {
		return "can't tell whether members of nested groups are left out: " + err.Error()
	}
	return text
}

// Enable plans the steps, shows them, asks, carries them out, follows the first cycle, and
// records everything in the runbook. The workspace isn't locked while a person is asked.
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

// refuse returns an error if a requirement is open and no reason is given, before anything is
// requested from the provider.
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

// checkApp returns an error for an app other than the connected one.
func (t *Tenant) checkApp(app idp.App) error {
	state, err := t.service.State()
	if err != nil {
		return err
	}
	return otherApp(state, t.Provider, app)
}

// PlanEnable finds out the results of an interrupted run, reads every setting, and returns
// what would change and what blocks it.
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
		show.Warn(why)
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
	if plan.Plan, err = enable.NewPlan(ctx, t.Provider, r.App, r.Config); err != nil {
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

// recoverSteps returns the results of interrupted steps.
func recoverSteps(ctx context.Context, e *enable.Engine, show Progress) ([]enable.Outcome, error) {
	found, err := e.Recover(ctx)
	for _, f := range found {
		show.Warn(fmt.Sprintf("a run was interrupted at %s: %s", f.Title,
			f.State.Words()))
	}
	return found, err
}

// CarryOut carries out the steps of a plan that a person approved.
func (t *Tenant) CarryOut(ctx context.Context, plan *enable.Plan, r EnableRequest, ask Prompter,
	show Progress,
) (result EnableResult, err error) {
	run := run{Tenant: t, EnableRequest: r, ask: ask, show: show}
	result.Outcomes, result.Notes, err = run.makeSteps(ctx, plan)
	if err != nil || !slices.ContainsFunc(plan.Steps, func(step idp.Step) bool { return step.ID == idp.StepStart }) {
		return result, err
	}
	result.Tenant = t.String()
	if result.Since, err = startedAt(t.service.Dir, t.Provider, r.App); err != nil {
		return result, err
	}
	cycle, err := run.follow(ctx, result.Since)
	if cycle.State != "" { // else it wasn't read
		result.Cycle = &cycle
	}
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
