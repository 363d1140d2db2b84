package main

import (
	"context"
	"errors"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

func (o *enableFlags) runAssign(ctx context.Context, p idp.Provider, app idp.App, state migration.State) error {
	progress := newProgress(o.global.quiet)
	defer progress.clear()
	c, err := connect(ctx, o.ad, memory{o.global.workspace})
	if err != nil {
		return err
	}
	ad, err := readOne(ctx, migrate.AD, c, progress)
	if err != nil {
		return err
	}
	directory, err := p.Directory(ctx, o.report(progress))
	if err != nil {
		return err
	}
	assigned, err := p.Assigned(ctx, app, o.report(progress))
	if err != nil {
		return err
	}
	progress.clear()
	plan := enable.PlanAssignments(ad.groups, directory, assigned)
	if o.plan {
		return write(o.format, plan, plan.WriteTable)
	}
	path, err := o.chosenPath(state)
	if err != nil {
		return err
	}
	w, err := migration.Open(o.global.workspace)
	if err != nil {
		return err
	}
	defer w.Close()
	if plan.Count(enable.Add) == 0 {
		return errors.Join(write(o.format, plan, plan.WriteTable), o.noteAssigned(ctx, w, p, app, path, ad.groups, directory))
	}
	if err := o.interlocks(w, p, path, nil, false); err != nil {
		return err
	}
	if err := plan.WriteTable(o.aside()); err != nil {
		return err
	}
	if err := confirm(ctx, fmt.Sprintf("Assign %d groups to the app at %s?", plan.Count(enable.Add), p), o.yes); err != nil {
		return err
	}
	if err := o.interlocks(w, p, path, nil, true); err != nil {
		return err
	}
	e := &enable.Engine{Provider: p, App: app, Journal: w.Journal()}
	if err := recoverSteps(ctx, e); err != nil {
		return err
	}
	outcomes, err := e.Assign(ctx, plan)
	if err == nil {
		err = o.noteAssigned(ctx, w, p, app, path, ad.groups, directory)
	}
	return o.end(enable.Report{Outcomes: outcomes}, err)
}

// noteAssigned reads the assignments again and notes how they stand.
func (o *enableFlags) noteAssigned(ctx context.Context, w *migration.Workspace, p idp.Provider, app idp.App, path playbook.Path, ad []migrate.Group, directory []idp.Group) error {
	assigned, err := p.Assigned(ctx, app, nil)
	if err != nil {
		return err
	}
	return o.note(w, p, path, func(r enable.Recorder, s *migration.State) ([]store.Entry, []string) {
		return r.RecordAssigned(s, enable.PlanAssignments(ad, directory, assigned))
	})
}

// runListAssigned lists whom the app is assigned to. That a provider does not
// tell its users is a note.
func (o *enableFlags) runListAssigned(ctx context.Context, p idp.Provider, app idp.App) error {
	progress := newProgress(o.global.quiet)
	defer progress.clear()
	var all enable.Assigned
	var err error
	if all.Groups, err = p.Assigned(ctx, app, o.report(progress)); err != nil {
		return err
	}
	lister, tells := p.(idp.UserLister)
	if tells {
		if all.Users, err = lister.AssignedUsers(ctx, app, o.report(progress)); err != nil {
			return err
		}
	}
	progress.clear()
	if !tells {
		o.say(p.String() + " does not tell the users of an app: its user filter picks them")
	}
	return write(o.format, all, all.WriteTable)
}
