package operation

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// AssignPlan lists the groups that would be assigned to an app.
type AssignPlan struct {
	*enable.Assignments
	Tenant    string
	ad        []migrate.Group
	directory []idp.Group
}

// ToAdd counts the groups that would be assigned.
func (p AssignPlan) ToAdd() int { return p.Count(enable.Add) }

// PlanAssign reads the groups of AD and the provider's, and plans which are assigned.
func (t *Tenant) PlanAssign(ctx context.Context, app idp.App, ad Input, ask Prompter, show Progress) (AssignPlan,
	error,
) {
	plan := AssignPlan{Tenant: t.String()}
	c, err := t.service.Connect(ctx, ad, ask, show)
	if err != nil {
		return plan, err
	}
	list, err := t.service.read(ctx, migrate.AD, c, show)
	if err != nil {
		return plan, err
	}
	plan.ad = list.Groups
	if plan.directory, err = t.Directory(ctx, show.Report(migrate.SCIM)); err != nil {
		return plan, err
	}
	assigned, err := t.Assigned(ctx, app, show.Report(migrate.SCIM))
	if err != nil {
		return plan, err
	}
	plan.Assignments = enable.PlanAssignments(plan.ad, plan.directory, assigned)
	return plan, nil
}

// AssignResult is what was assigned. Nothing says that nothing had to be.
type AssignResult struct {
	EnableResult
	Nothing bool
	// Begun says that the work began, so that there is something to show.
	Begun bool
}

// Assign assigns the groups of a plan once a person has seen it, and notes how the
// assignments stand then.
func (t *Tenant) Assign(ctx context.Context, app idp.App, plan AssignPlan, path playbook.Path, force string,
	ask Prompter, show Progress,
) (result AssignResult, err error) {
	run := run{Tenant: t, EnableRequest: EnableRequest{App: app, Config: idp.DesiredConfig{Path: path}, Force: force}}
	if plan.ToAdd() == 0 {
		result.Nothing = true
		result.Notes, err = run.recordAssigned(ctx, plan)
		return result, err
	}
	if err := run.mayAssign(false); err != nil {
		return result, err
	}
	if _, err := ask.Approve(ctx, plan); err != nil {
		return result, err
	}
	if err := run.mayAssign(true); err != nil {
		return result, err
	}
	w, err := t.service.hold(ctx)
	if err != nil {
		return result, err
	}
	defer w.Close()
	e := &enable.Engine{Provider: t.Provider, App: app, Journal: w.Journal()}
	if _, err := recoverSteps(ctx, e, show); err != nil {
		return result, err
	}
	result.Begun = true
	if result.Outcomes, err = e.Assign(ctx, plan.Assignments); err != nil {
		return result, err
	}
	if err := w.Close(); err != nil {
		return result, err
	}
	result.Notes, err = run.recordAssigned(ctx, plan)
	return result, err
}

// mayAssign refuses to assign against what stands against it. With keep, that it was
// forced goes into the workspace.
func (r run) mayAssign(keep bool) error {
	return r.service.write(func(w *migration.Workspace) error {
		return enable.CheckRequirements(w, r.Config.Path, r.ID(), nil, r.Force, Who(), keep)
	})
}

// recordAssigned reads the assignments again and notes how they stand.
func (r run) recordAssigned(ctx context.Context, plan AssignPlan) (notes []string, err error) {
	assigned, err := r.Assigned(ctx, r.App, nil)
	if err != nil {
		return nil, err
	}
	by := enable.Recorder{Path: r.Config.Path, Provider: r.ID(), At: time.Now().UTC(), By: Who(), Force: r.Force}
	err = r.service.write(func(w *migration.Workspace) (err error) {
		notes, err = enable.Note(w, func(s *migration.State) ([]store.Entry, []string) {
			return by.RecordAssigned(s, enable.PlanAssignments(plan.ad, plan.directory, assigned))
		})
		return err
	})
	return notes, err
}
