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

// AssignRequest says what to assign to an app.
type AssignRequest struct {
	App  idp.App
	Path playbook.Path
	// AD is the side with the groups that AD sync used.
	AD Input
	// Access are groups that give access, by id or exact name, at a provider where the groups
	// that are sent don't.
	Access []string
	// Users are the addresses of users to assign directly; nil to assign groups.
	Users []string
}

// AssignPlan lists the groups, or users, that would be assigned to an app.
type AssignPlan struct {
	*enable.Assignments
	Tenant  string
	request AssignRequest
	ad      []migrate.Group
	all     []idp.Group // all groups of the provider
}

// ToAdd returns how many groups or users would be assigned.
func (p AssignPlan) ToAdd() int { return p.Count(enable.Add) }

// OfUsers reports whether users are assigned, not groups.
func (p AssignPlan) OfUsers() bool { return p.request.Users != nil }

// PlanAssign reads the groups of AD and of the provider, and plans which to assign; or it
// finds the users.
func (t *Tenant) PlanAssign(ctx context.Context, r AssignRequest, ask Prompter, show Progress) (plan AssignPlan,
	err error,
) {
	plan = AssignPlan{Tenant: t.String(), request: r}
	if r.Users != nil {
		plan.Assignments, err = enable.PlanUsers(ctx, t.Provider, r.App, r.Users, show.Report(migrate.SCIM))
		return plan, err
	}
	if err := byFilter(t.Provider, r.Path); err != nil {
		return plan, err
	}
	c, err := t.service.Connect(ctx, r.AD, ask, show)
	if err != nil {
		return plan, err
	}
	list, err := t.service.read(ctx, migrate.AD, c, show)
	if err != nil {
		return plan, err
	}
	plan.ad = list.had()
	if plan.all, err = t.Directory(ctx, show.Report(migrate.SCIM)); err != nil {
		return plan, err
	}
	if _, pushes := t.accessApart(r.Path); !pushes && len(r.Access) > 0 {
		return plan, &migrate.Problem{
			Class: migrate.BadInput, What: "a group that gives access has no effect here",
			Why:  "at " + t.String() + " the groups that AD sync had give access themselves on this path",
			Next: "leave it out",
		}
	}
	plan.Assignments, err = assignments(ctx, t.Provider, r, plan.ad, plan.all, show.Report(migrate.SCIM))
	if err != nil {
		return plan, err
	}
	return plan, enable.AddNested(ctx, t.Provider, r.App, plan.Assignments, show.Report(migrate.SCIM))
}

// byFilter refuses to assign groups on a path that doesn't send groups by SCIM, at a provider
// that would send the assigned ones.
func byFilter(p idp.Provider, path playbook.Path) error {
	scoped, is := p.(idp.FilterScoped)
	if !is || path.ProvisionsGroups() {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "no group is assigned at " + p.String() + " on this path",
		Why:  "a group of the provisioning rule is sent by SCIM, and Confidential SCIM takes no groups",
		Next: "choose who is provisioned in the rule's user filter (" + scoped.Filter() + "), then confirm the step",
	}
}

// accessApart reports whether groups that are sent can't give access at the same time.
func (t *Tenant) accessApart(path playbook.Path) (idp.Pusher, bool) {
	return accessApart(t.Provider, path)
}

func accessApart(p idp.Provider, path playbook.Path) (idp.Pusher, bool) {
	pusher, is := p.(idp.Pusher)
	return pusher, is && path.ProvisionsGroups()
}

// assignments reads which groups are assigned to the app.
func assignments(ctx context.Context, p idp.Provider, r AssignRequest, ad []migrate.Group, directory []idp.Group,
	report migrate.Report,
) (*enable.Assignments, error) {
	assigned, err := p.Assigned(ctx, r.App, report)
	if err != nil {
		return nil, err
	}
	pusher, apart := accessApart(p, r.Path)
	if !apart {
		return enable.PlanAssignments(r.App, ad, directory, assigned), nil
	}
	access := enable.Access{
		App: r.App, AD: ad, Directory: directory, Assigned: assigned, Give: r.Access,
		Members: func(ctx context.Context, id string) ([]idp.User, error) { return pusher.Members(ctx, id, report) },
	}
	if access.Pushed, err = pusher.Pushed(ctx, r.App); err != nil {
		return nil, err
	}
	if lister, can := p.(idp.UserLister); can {
		if access.Reached, err = lister.AssignedUsers(ctx, r.App, report); err != nil {
			return nil, err
		}
	}
	return enable.PlanAccess(ctx, access)
}

// AssignResult says what was assigned. Nothing says that everything was assigned already.
type AssignResult struct {
	EnableResult
	Nothing bool
	// Begun says that the work has begun, so there is a result to show.
	Begun bool
}

// Assign assigns the groups of a plan after a person has approved it, and records the
// assignments afterwards.
func (t *Tenant) Assign(ctx context.Context, plan AssignPlan, force string, ask Prompter,
	show Progress) (result AssignResult,
	err error,
) {
	app := plan.request.App
	run := run{Tenant: t, EnableRequest: EnableRequest{
		App: app, Config: idp.DesiredConfig{Path: plan.request.Path}, Force: force,
	}}
	if lacks := plan.MissingAccess(); lacks != "" && plan.ToAdd() == 0 {
		return result, &migrate.Problem{
			Class: migrate.BadInput, What: "nothing was assigned", Why: lacks,
			Next: "name the group or groups that give access, with --group NAME: not one that is pushed",
		}
	}
	if plan.ToAdd() == 0 {
		result.Nothing = true
		result.Notes, err = run.recordAssigned(ctx, plan)
		return result, err
	}
	if err := run.mayAssign(plan, false); err != nil {
		return result, err
	}
	if _, err := ask.Approve(ctx, plan); err != nil {
		return result, err
	}
	if err := run.mayAssign(plan, true); err != nil {
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

// mayAssign returns an error while a requirement is open. If assigning groups makes the
// provider send them, it requires what the runbook's step requires: the test with one member
// first. With keep, it records an override in the workspace.
func (r run) mayAssign(plan AssignPlan, keep bool) error {
	if err := r.checkApp(r.App); err != nil {
		return err
	}
	check := enable.CheckRequirements
	if !plan.OfUsers() && idp.SendsBy(r.Provider, idp.Assigning) {
		check = enable.CheckAssigning
	}
	return r.service.write(func(w *migration.Workspace) error {
		return check(w, r.Config.Path, r.ID(), nil, r.Force, Who(), keep)
	})
}

// recordAssigned reads the assignments again and records them.
func (r run) recordAssigned(ctx context.Context, plan AssignPlan) (notes []string, err error) {
	if plan.OfUsers() {
		return nil, nil
	}
	again := plan.request
	again.Access = nil
	now, err := assignments(ctx, r.Provider, again, plan.ad, plan.all, nil)
	if err != nil {
		return nil, err
	}
	by := enable.Recorder{Path: r.Config.Path, Provider: r.ID(), At: time.Now().UTC(), By: Who(), Force: r.Force}
	err = r.service.write(func(w *migration.Workspace) (err error) {
		notes, err = enable.RecordResults(w, func(s *migration.State) ([]store.Entry, []string) {
			return by.RecordAssigned(s, now)
		})
		return err
	})
	return notes, err
}
