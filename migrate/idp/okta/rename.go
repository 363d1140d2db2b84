package okta

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

func (g group) object() migrate.Object {
	authority := g.authority()
	return migrate.Object{
		ID: g.ID, Names: map[migrate.Attribute]string{migrate.DisplayName: g.name()},
		Version:  g.LastUpdated,
		Writable: map[migrate.Attribute]bool{migrate.DisplayName: authority == ""}, Authority: authority,
	}
}

// Read returns the group's own name. Its version is lastUpdated.
func (p *Provider) Read(ctx context.Context, id string) (migrate.Object, error) {
	g, err := p.group(ctx, "read the group", id)
	if err != nil {
		return migrate.Object{}, err
	}
	return g.object(), nil
}

// Rename changes the name of a group whose source is Okta, and keeps the rest of its profile. Okta has no
// conditional write, so the group is read right before.
func (p *Provider) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	what := "cannot rename the group " + migrate.Quote(c.Before) + " at Okta"
	g, err := p.group(ctx, "read the group before its rename", c.ID)
	if err != nil {
		return migrate.Object{}, err
	}
	switch {
	case c.Attribute != migrate.DisplayName:
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Why: "Okta has no attribute " + migrate.Quote(string(c.Attribute)), Next: "change the name", Err: migrate.ErrInvalid,
		}
	case g.authority() != "":
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.Partial, What: what,
			Why: "its name comes from " + g.authority(), Next: "rename it there", Err: migrate.ErrDenied,
		}
	case g.name() != c.Before:
		return migrate.Object{}, changed(what, "someone else changed it in the meantime")
	}
	profile := maps.Clone(g.Profile)
	if profile["name"], err = json.Marshal(c.After); err != nil {
		return migrate.Object{}, err
	}
	body := map[string]any{"profile": profile}
	if _, err := p.api.Do(ctx, "rename the group "+migrate.Quote(c.Before), rest.Request{
		Method: http.MethodPut,
		Path:   groupPath(c.ID), Body: body,
	}); err != nil {
		return migrate.Object{}, renameFault(what, err)
	}
	now, err := p.group(ctx, "read the group after its rename", c.ID)
	return now.object(), rest.AfterWrite(err)
}

// renameFault recognizes a taken name and an invalid name. Both are error E0000001; the causes distinguish them.
func renameFault(what string, err error) error {
	r, ok := refusedWith(err, http.StatusBadRequest)
	if !ok {
		return err
	}
	p := &migrate.Problem{
		Class: migrate.Partial, What: what, Why: r.says(), Next: "choose another name",
		Err: errors.Join(migrate.ErrInvalid, err),
	}
	if strings.Contains(r.says(), "already exists") {
		p.Why, p.Next, p.Err = "another group has this name", "rename or delete the other group first",
			errors.Join(migrate.ErrTaken, err)
	}
	return p
}
