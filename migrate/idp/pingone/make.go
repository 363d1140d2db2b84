package pingone

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// makeStore creates the connection, disabled, and reads it back.
func (p *Provider) makeStore(ctx context.Context, a idp.App, set config, token string) (*store, error) {
	c := set.with(config{tokenKey: token})
	managed := false // nobody loses an account if the connection is deleted
	one := store{
		Name: newName, Type: scimType, Status: statusOff,
		Description: "Made by ad2scim, which finds it again by its name.", Managed: &managed,
	}
	if _, err := p.api.Do(ctx, "make the connection", rest.Request{
		Method: http.MethodPost, Path: "/propagation/stores",
		Body: one.body(c),
	}); err != nil {
		return nil, err
	}
	if err := p.shows(ctx, a, statusOff, set); err != nil {
		return nil, err
	}
	return p.find(ctx, a)
}

// makeRule creates a disabled rule from PingOne's directory to the connection, without groups, users or mappings:
// the admin chooses who is sent, and how.
func (p *Provider) makeRule(ctx context.Context, s state) error {
	source, err := p.directory(ctx)
	if err != nil {
		return err
	}
	if s.plan == nil {
		var made plan
		if _, err := p.api.JSON(ctx, "make the provisioning plan", rest.Request{
			Method: http.MethodPost,
			Path:   "/propagation/plans", Body: map[string]string{"name": "Provisioning", "status": statusOff},
		},
			&made); err != nil {
			return err
		}
		s.plan = &made
	}
	const doing = "make the provisioning rule"
	body := map[string]any{"name": newName, "active": false, "plan": reference{s.plan.ID}, "sourceStore": reference{
		source,
	}, "targetStore": reference{s.store.ID}}
	if _, err := p.api.Do(ctx, doing, rest.Request{
		Method: http.MethodPost,
		Path:   "/propagation/plans/" + url.PathEscape(s.plan.ID) + "/rules", Body: body,
	}); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, func() (bool, error) {
		rules, _, err := p.rules(ctx, s.store.ID)
		return len(rules) == 1, err
	}, &migrate.Problem{
		Class: migrate.Partial, What: "cannot " + doing, Why: "PingOne accepted it, but doesn't show it",
		Next: "check Integrations > Provisioning > Rules in the console before you run it again", Err: migrate.ErrOutcomeUnknown,
	})
}

// directory returns the id of the store for PingOne's own directory, and creates the store if necessary.
func (p *Provider) directory(ctx context.Context) (string, error) {
	all, err := p.stores(ctx, nil)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(all, func(s store) bool { return s.Type == directoryType }); i >= 0 {
		return all[i].ID, nil
	}
	var made store
	_, err = p.api.JSON(ctx, "make the source of the provisioning", rest.Request{
		Method: http.MethodPost,
		Path:   "/propagation/stores", Body: map[string]string{"name": "PingOne Directory", "type": directoryType},
	}, &made)
	return made.ID, err
}
