package okta

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

const noGroupPush = "Push Groups is not selected (Provisioning, Integration, Supported provisioning actions)"

// Apply makes the groups step, and the users step if the app supports it. If a step fails in the middle, saw
// describes what was written; it isn't undone.
func (p *Provider) Apply(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (saw string,
	err error,
) {
	what := "cannot do the step " + migrate.Quote(step.Title)
	if step.Wrong != "" {
		return "", notDone(what, step.Wrong, "correct that, then make a new plan")
	}
	if step.Mode != idp.ModeApply {
		return "", notDone(what, "Okta's API does not offer it for this app",
			"follow the guide in the Admin Console, then check the step again")
	}
	s, err := p.state(ctx, a)
	if err != nil {
		return "", err
	}
	switch {
	case s.app.Status != activeApp:
		return "", changed(what, "the app is no longer active")
	case step.ID == idp.StepUsers:
		if s.users == nil || s.seenUsers() != step.Fingerprint {
			return "", changed(what, "user provisioning is not as the plan saw it")
		}
		return p.setUsers(ctx, a, allOn())
	case step.ID == idp.StepGroups && want.GroupProvisioning() && !s.app.has(groupPush):
		return "", notDone(what, noGroupPush, "select it and save, then make the step")
	case step.ID == idp.StepGroups:
		if s.seenGroups() != step.Fingerprint {
			return "", changed(what, "the groups or their push mappings are not as the plan saw them")
		}
		return p.applyGroups(ctx, a, s, step, want)
	}
	return "", notDone(what, "there is nothing to write", "check the step again")
}

// setUsers writes the three settings and reads them back. Okta answers 200 even if the app doesn't support it.
func (p *Provider) setUsers(ctx context.Context, a idp.App, c capabilities) (saw string, err error) {
	if _, err := p.api.Do(ctx, "set the user provisioning of the app "+migrate.Quote(a.Name),
		rest.Request{Method: http.MethodPut, Path: usersPath(a), Body: c}); err != nil {
		return "", err
	}
	err = rest.Settle(ctx, p.settle, func() (bool, error) {
		now, err := p.users(ctx, a)
		return now != nil && *now == c, err
	}, notDone("cannot set the user provisioning of the app "+migrate.Quote(a.Name),
		"Okta accepted the settings, but doesn't show them", "set them in the Admin Console (Provisioning, To App)"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Create Users %s, Update User Attributes %s, Deactivate Users %s", word(c.Create.Lifecycle),
		word(c.Update.Profile), word(c.Update.Deactivate)), nil
}

func word(s status) string { return onOff(s.Status == enabled) }

// applyGroups makes the planned changes for groups that still have their names.
func (p *Provider) applyGroups(ctx context.Context, a idp.App, s state, step idp.Step, want idp.DesiredConfig) (string,
	error,
) {
	what := "cannot do the step " + migrate.Quote(step.Title)
	work, ok := readBackup(step)
	if !ok {
		return "", brokenBackup(what, errNoBackup)
	}
	groups, err := p.groupsOf(ctx, work.sources(), nil)
	if err != nil {
		return "", err
	}
	for _, g := range work.Push {
		if now, there := groups.find(g.Source); !there || now.name() != g.Name {
			return "", changed(what, "the group "+quoted(g.Name)+" was renamed or deleted in the meantime")
		}
	}
	actions, wrong, err := work.actions(ctx, s)
	if err != nil {
		return "", err
	}
	if wrong != "" {
		return "", notDone(what, wrong, "do so in the Admin Console, then run this again")
	}
	for i, one := range actions {
		if err := p.do(ctx, a, one); err != nil {
			return fmt.Sprintf("%d of %d changes were made before it broke off", i, len(actions)), err
		}
	}
	return p.seeGroups(ctx, a, step, want)
}

var errNoBackup = errors.New("the plan doesn't say what to do")

func (p *Provider) do(ctx context.Context, a idp.App, one action) error {
	switch {
	case one.create != nil:
		return p.push(ctx, a, *one.create)
	case one.turnOn != "":
		return p.setStatus(ctx, a, one.turnOn, active)
	case one.turnOff != "":
		return p.setStatus(ctx, a, one.turnOff, inactive)
	}
	return p.unpush(ctx, a, *one.remove)
}

// seeGroups waits until the mappings show what was written.
func (p *Provider) seeGroups(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (saw string,
	err error,
) {
	var last error
	err = rest.Settle(ctx, p.settle, func() (bool, error) {
		saw, last = p.verifyGroups(ctx, a, step, want)
		if problem, ok := errors.AsType[*migrate.Problem](last); ok && problem.Err == nil {
			return false, nil // not yet so
		}
		return last == nil, last
	}, nil)
	if err == nil {
		err = last
	}
	return saw, err
}

// Revert undoes the changes of a step: it removes mappings that the step created, and creates those that it removed
// again, for the same groups at the app. Changes by others are kept.
func (p *Provider) Revert(ctx context.Context, a idp.App, step idp.Step) (saw string, err error) {
	what := "cannot take back the step " + migrate.Quote(step.Title)
	if len(step.Backup) == 0 {
		return "", notDone(what, "Okta's API does not offer it for this app",
			"turn it off in the Admin Console, on the app's Provisioning tab")
	}
	if step.ID == idp.StepUsers {
		var before capabilities
		if err := json.Unmarshal(step.Backup, &before); err != nil {
			return "", brokenBackup(what, err)
		}
		return p.setUsers(ctx, a, before)
	}
	var before pushBackup
	if err := json.Unmarshal(step.Backup, &before); err != nil {
		return "", brokenBackup(what, err)
	}
	return p.revertGroups(ctx, a, before)
}

func brokenBackup(what string, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: what,
		Why:  "the saved earlier settings cannot be read",
		Next: "set it by hand in the Admin Console, on the app's Push Groups tab", Err: err,
	}
}
