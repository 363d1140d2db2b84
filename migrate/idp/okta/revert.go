package okta

import (
	"context"
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

func (p *Provider) revertGroups(ctx context.Context, a idp.App, before pushBackup) (string, error) {
	now, err := p.mappings(ctx, a, nil)
	if err != nil {
		return "", err
	}
	actions := before.undo(now)
	for i, one := range actions {
		if err := p.do(ctx, a, one); err != nil {
			return fmt.Sprintf("%d of %d changes were taken back before it broke off", i, len(actions)), err
		}
	}
	err = rest.Settle(ctx, p.settle, func() (bool, error) {
		now, err := p.mappings(ctx, a, nil)
		return err == nil && len(before.undo(now)) == 0, err
	}, notDone("cannot take back the pushed groups of the app "+migrate.Quote(a.Name),
		"Okta accepted the changes, but doesn't show them", "check the app's Push Groups tab in the Admin Console"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d pushed groups as before", len(before.Mappings)), nil
}

// undo returns the changes from the current mappings to the previous ones.
func (before pushBackup) undo(now []mapping) []action {
	var actions []action
	for _, m := range now {
		was := slices.ContainsFunc(before.Mappings, func(b mapping) bool { return b.Source == m.Source })
		if !was && slices.Contains(before.Added, m.Source) {
			actions = append(actions, action{remove: &m})
		}
	}
	for _, b := range before.Mappings {
		i := slices.IndexFunc(now, func(m mapping) bool { return m.Source == b.Source && m.Target == b.Target })
		switch {
		case i < 0 && b.Status == inactive:
			actions = append(actions, action{create: &newMapping{Source: b.Source, Status: inactive, TargetID: b.Target}})
		case i < 0:
			actions = append(actions, action{create: &newMapping{Source: b.Source, Status: active, TargetID: b.Target}})
		case now[i].Status == inactive && b.Status != inactive:
			actions = append(actions, action{turnOn: now[i].ID})
		case now[i].Status != inactive && b.Status == inactive:
			actions = append(actions, action{turnOff: now[i].ID})
		}
	}
	return actions
}
