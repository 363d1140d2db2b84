package operation

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
)

// TryRequest says which member to provision as a trial.
type TryRequest struct {
	App  idp.App
	Path playbook.Path
	// Address is the member's e-mail address or login. Group is a group, by id or exact name,
	// to provision with this member; empty for none.
	Address, Group string
	// Force is the reason to continue although requirements are open.
	Force string
	// Typed is the number that the admin typed if AD has far fewer groups than before.
	Typed string
}

// LeavesGroups reports whether the path provisions groups and the trial has none.
func (r TryRequest) LeavesGroups() bool { return r.Group == "" && r.Path.ProvisionsGroups() }

// TrialCheck is what to check at Dashlane after a trial, and the step that this confirms.
type TrialCheck struct {
	Says string
	Step playbook.StepID
}

// Check returns what an admin checks after the trial.
func (r TryRequest) Check() TrialCheck {
	c := TrialCheck{
		Says: "check in the Admin Console that the member exists, with the right email", Step: playbook.StepIDPTested,
	}
	if r.Group != "" {
		c.Says += ", and is in the right sharing group, and that no second group was created"
	}
	return c
}

// TryPlan is the trial that is about to be made.
type TryPlan struct {
	Tenant, Login, Mail string
	// Group is the name that is sent; empty if there is no group.
	Group string
}

// WriteTable writes what would be sent, for a terminal or a pipe.
func (p TryPlan) WriteTable(w io.Writer) error {
	text := fmt.Sprintf("Trial at %s\n  user   %s", names.Visible(p.Tenant), names.Visible(p.Login))
	if p.Mail != "" && p.Mail != p.Login {
		text += ", email " + names.Visible(p.Mail)
	}
	if p.Group != "" {
		text += "\n  group  " + migrate.Quote(p.Group) + ", with this user as its only member"
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

// Try provisions one member as a trial after a person has approved it. The runbook's step
// stays open: a person checks the result in the Admin Console and confirms it. The workspace
// isn't locked while a person is asked.
func (t *Tenant) Try(ctx context.Context, r TryRequest, ask Prompter, show Progress) (result EnableResult, err error) {
	run := run{Tenant: t, EnableRequest: EnableRequest{
		App: r.App, Config: idp.DesiredConfig{Path: r.Path}, Force: r.Force, Typed: r.Typed,
	}, ask: ask, show: show}
	trier, can := t.Provider.(idp.Trier)
	if !can {
		return result, enable.NoTrial(t.Provider)
	}
	if err := run.mayTry(false); err != nil {
		return result, err
	}
	user, group, err := t.findTrial(ctx, r, show)
	if err != nil {
		return result, err
	}
	if err := trier.CheckTrial(ctx, r.App, user, group.ID); err != nil {
		return result, err
	}
	plan := TryPlan{Tenant: t.String(), Login: user.Login, Mail: user.Mail, Group: group.Sent}
	if _, err := ask.Approve(ctx, plan); err != nil {
		return result, err
	}
	readAD, err := run.readerOfAD(ctx, group.ID != "")
	if err != nil {
		return result, err
	}
	if err := run.mayTry(true); err != nil {
		return result, err
	}
	return run.try(ctx, readAD, user, group)
}

// try carries out a trial that a person approved.
func (r run) try(ctx context.Context, readAD reader, user idp.User, group idp.Group) (result EnableResult, err error) {
	w, err := r.service.hold(ctx)
	if err != nil {
		return result, err
	}
	defer w.Close()
	e := &enable.Engine{Provider: r.Provider, App: r.App, Config: r.Config, Journal: w.Journal()}
	if _, err := recoverSteps(ctx, e, r.show); err != nil {
		return result, err
	}
	if err := r.mayTryGroup(ctx, w, readAD, group); err != nil {
		return result, err
	}
	result.Outcomes, err = e.Try(ctx, user, group)
	return result, err
}

// mayTry returns an error if something blocks a trial.
func (r run) mayTry(keep bool) error {
	if err := r.checkApp(r.App); err != nil {
		return err
	}
	return r.service.write(func(w *migration.Workspace) error {
		return enable.CheckTrialRequirements(w, r.Config.Path, r.ID(), nil, r.Force, Who(), keep)
	})
}

// findTrial finds the member, and the group among the assigned ones.
func (t *Tenant) findTrial(ctx context.Context, r TryRequest, show Progress) (user idp.User, group idp.Group,
	err error,
) {
	wrong := func(why, next string) error {
		return &migrate.Problem{Class: migrate.BadInput, What: "the trial can't be made", Why: why, Next: next}
	}
	if r.Group != "" && !r.Path.ProvisionsGroups() {
		return user, group, wrong("SCIM doesn't provision groups on the Confidential path", "leave the group out")
	}
	users, can := t.Provider.(idp.UserAssigner)
	if !can {
		return user, group, enable.NoTrial(t.Provider)
	}
	found, err := users.FindUsers(ctx, []string{r.Address}, show.Report(migrate.SCIM))
	if err != nil {
		return user, group, err
	}
	of := found[strings.ToLower(r.Address)]
	if len(of) != 1 {
		return user, group, wrong(fmt.Sprintf("%d users have the address %s", len(of), migrate.Quote(r.Address)),
			"give the address or the login of one user")
	}
	if user = of[0]; r.Group == "" {
		return user, group, nil
	}
	assigned, err := t.Assigned(ctx, r.App, show.Report(migrate.SCIM))
	if err != nil {
		return user, group, err
	}
	named := slices.DeleteFunc(assigned, func(g idp.Group) bool { return g.ID != r.Group && g.Sent != r.Group })
	switch len(named) {
	case 0:
		return user, group, wrong("no group "+migrate.Quote(r.Group)+" is assigned to the app",
			"give the exact name or the id of one that is")
	case 1:
		return user, named[0], nil
	}
	return user, group, wrong(fmt.Sprintf("%d assigned groups have the name %s", len(named), migrate.Quote(r.Group)),
		"give the id of one of them")
}
