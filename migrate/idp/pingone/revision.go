package pingone

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

// plan is the environment's propagation plan; there is at most one. It is used while it is enabled and has a rule.
type plan struct{ ID, Name, Status string }

func (p *Provider) plan(ctx context.Context) (*plan, error) {
	all, err := list[plan](ctx, p, "read the provisioning plan", "/propagation/plans", nil)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// setPlan turns the plan on or off and reads it back.
func (p *Provider) setPlan(ctx context.Context, one plan, status string) error {
	const doing = "switch the provisioning plan"
	body := map[string]string{"name": one.Name, "status": status}
	if _, err := p.api.Do(ctx, doing, rest.Request{
		Method: http.MethodPut,
		Path:   "/propagation/plans/" + url.PathEscape(one.ID), Body: body,
	}); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, func() (bool, error) {
		now, err := p.plan(ctx)
		return now != nil && now.Status == status, err
	}, notDone("cannot "+doing, "PingOne accepted it, but doesn't show it",
		"check Integrations > Provisioning in the console"))
}

// revision is the newest snapshot of the environment's plan, connections, rules and mappings. PingOne doesn't
// report whether one failed.
type revision struct {
	ID        string
	CreatedAt time.Time
}

func (p *Provider) revision(ctx context.Context) (revision, error) {
	var r revision
	_, err := p.api.JSON(ctx, "read the newest revision of the provisioning", rest.Request{
		Method: http.MethodGet,
		Path:   "/propagation/revisions/id:latest",
	}, &r)
	if _, none := refusedWith(err, http.StatusNotFound); none {
		return revision{}, nil
	}
	return r, err
}

// revise makes a revision, which applies the settings and makes PingOne sync again, and reads it back.
func (p *Provider) revise(ctx context.Context) error {
	const doing = "make a new revision of the provisioning"
	var made revision
	if _, err := p.api.JSON(ctx, doing, rest.Request{Method: http.MethodPost, Path: "/propagation/revisions"},
		&made); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, func() (bool, error) {
		now, err := p.revision(ctx)
		return now.ID == made.ID, err
	}, &migrate.Problem{
		Class: migrate.Partial, What: "cannot " + doing, Why: "PingOne accepted it, but doesn't show it",
		Next: "run it again in a minute", Err: migrate.ErrOutcomeUnknown,
	})
}
