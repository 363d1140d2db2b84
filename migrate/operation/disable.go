package operation

import (
	"cmp"
	"context"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/render"
)

// Disable pauses provisioning and restores the earlier settings from the journal, after a
// person has approved them. undone are the admin's own steps that the admin says are undone.
func (t *Tenant) Disable(ctx context.Context, app idp.App, undone []idp.StepID, ask Prompter,
	show Progress,
) (EnableResult, error) {
	plan, err := t.PlanDisable(ctx, app, undone, show)
	if err != nil {
		return EnableResult{}, err
	}
	if _, err := ask.Approve(ctx, plan); err != nil {
		return EnableResult{}, err
	}
	result, err := t.TakeBack(ctx, app, undone, show)
	if err != nil || len(result.ByHand) == 0 {
		return result, err
	}
	return result, &migrate.Problem{
		Class: migrate.Partial, What: "not everything was undone",
		Why:  render.Count(count(result.Outcomes, enable.ByHand), "step is", "steps are") + " left for you",
		Next: "undo this in the provider's console, in the order shown above",
	}
}

// PlanDisable lists the steps that would be undone; undone is the same as in Disable.
func (t *Tenant) PlanDisable(ctx context.Context, app idp.App, undone []idp.StepID,
	show Progress,
) (DisablePlan, error) {
	plan := DisablePlan{Tenant: t.String()}
	w, err := t.service.hold(ctx)
	if err != nil {
		return plan, err
	}
	defer w.Close()
	e := &enable.Engine{Provider: t.Provider, App: app, Journal: w.Journal(), Undone: undone}
	if plan.Cut, err = recoverSteps(ctx, e, show); err != nil {
		return plan, err
	}
	if plan.Made, err = e.Made(ctx); err != nil {
		return plan, err
	}
	if len(plan.Made) == 0 {
		return plan, &migrate.Problem{
			Class: migrate.BadInput, What: "nothing to undo",
			Why: "the journal has no change to this app", Remedies: migrate.Remedies{remedy(migrate.RemedyChooseApp)},
		}
	}
	plan.Waiting, err = e.Waiting()
	return plan, err
}

// TakeBack undoes the steps that a person approved; undone is the same as in Disable.
func (t *Tenant) TakeBack(ctx context.Context, app idp.App, undone []idp.StepID,
	show Progress,
) (result EnableResult, err error) {
	w, err := t.service.hold(ctx)
	if err != nil {
		return result, err
	}
	defer w.Close()
	e := &enable.Engine{
		Provider: t.Provider, App: app, Journal: w.Journal(), Undone: undone, Report: show.Report(migrate.SCIM),
	}
	made, err := e.Made(ctx)
	if err != nil {
		return result, err
	}
	if err := e.Supersede(); err != nil {
		return result, err
	}
	if err := e.BeginUndo(); err != nil {
		return result, err
	}
	back, err := enable.InvalidateSteps(w, t.ID(), made, Who())
	if err != nil {
		return result, err
	}
	result.Outcomes, err = e.Disable(ctx)
	for i, o := range result.Outcomes {
		if o.State != enable.ByHand {
			continue
		}
		do := cmp.Or(o.Why, back[o.Step], "take the step "+migrate.Quote(o.Title)+" back in the console")
		result.Outcomes[i].Why = do
		if !slices.Contains(result.ByHand, do) {
			result.ByHand = append(result.ByHand, do)
		}
	}
	return result, err
}

// Left lists the ids of the steps that the admin still has to undo and confirm.
func (r EnableResult) Left() (ids []string) {
	for _, o := range r.Outcomes {
		if id := string(cmp.Or(o.Needs, o.Step)); o.State == enable.ByHand && id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func count(outcomes []enable.Outcome, state enable.State) (n int) {
	for _, o := range outcomes {
		if o.State == state {
			n++
		}
	}
	return n
}
