package operation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// TryRequest says which member is provisioned as a trial.
type TryRequest struct {
	App  idp.App
	Path playbook.Path
	// Address is the member's e-mail address or login, and Group a group, by id or exact
	// name, that is provisioned with this member; empty for none.
	Address, Group string
	Force          string
}

// TryPlan is the trial that is about to be made.
type TryPlan struct {
	Tenant, Login, Group string
}

// Try provisions one member as a trial once a person has agreed, and notes it in the
// runbook.
func (t *Tenant) Try(ctx context.Context, r TryRequest, ask Prompter, show Progress) (result EnableResult, err error) {
	run := run{Tenant: t, EnableRequest: EnableRequest{
		App: r.App, Config: idp.DesiredConfig{Path: r.Path}, Force: r.Force,
	}}
	if _, can := t.Provider.(idp.Trier); !can {
		return result, enable.NoTrial(t.Provider)
	}
	if err := run.mayTry(false); err != nil {
		return result, err
	}
	user, group, err := t.findTrial(ctx, r, show)
	if err != nil {
		return result, err
	}
	if _, err := ask.Approve(ctx, TryPlan{Tenant: t.String(), Login: user.Login, Group: group.Sent}); err != nil {
		return result, err
	}
	if err := run.mayTry(true); err != nil {
		return result, err
	}
	w, err := t.service.hold(ctx)
	if err != nil {
		return result, err
	}
	defer w.Close()
	e := &enable.Engine{Provider: t.Provider, App: r.App, Journal: w.Journal()}
	if _, err := recoverSteps(ctx, e, show); err != nil {
		return result, err
	}
	outcome, err := e.Try(ctx, user, group.ID)
	if outcome.State != "" {
		result.Outcomes = []enable.Outcome{outcome}
	}
	if err != nil {
		return result, err
	}
	by := enable.Recorder{Path: r.Path, Provider: t.ID(), At: time.Now().UTC(), By: Who(), Force: r.Force}
	result.Notes, err = enable.Note(w, func(s *migration.State) ([]store.Entry, []string) {
		return by.RecordTrial(s, outcome)
	})
	result.Notes = append(result.Notes, "check in the Admin Console that the member exists, with the right email"+
		map[bool]string{true: ", and is in the right sharing group, and that no second group was created"}[group.ID != ""])
	return result, err
}

// mayTry refuses a trial while something stands against it.
func (r run) mayTry(keep bool) error {
	if err := r.checkApp(r.App); err != nil {
		return err
	}
	return r.service.write(func(w *migration.Workspace) error {
		return enable.CheckTrying(w, r.Config.Path, r.ID(), nil, r.Force, Who(), keep)
	})
}

// findTrial finds the member, and the group among those that are assigned.
func (t *Tenant) findTrial(ctx context.Context, r TryRequest, show Progress) (user idp.User, group idp.Group,
	err error,
) {
	wrong := func(why, next string) error {
		return &migrate.Problem{Class: migrate.BadInput, What: "the trial can't be made", Why: why, Next: next}
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
	for _, g := range assigned {
		if g.ID == r.Group || g.Sent == r.Group {
			return user, g, nil
		}
	}
	return user, group, wrong("no group "+migrate.Quote(r.Group)+" is assigned to the app",
		"give the exact name or the id of one that is")
}
