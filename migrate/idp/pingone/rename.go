package pingone

import (
	"context"
	"net/http"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

// written are the properties of a group that an update replaces.
var written = []string{"name", "description", "population", "userFilter", "externalId", "customData"}

func (p *Provider) group(ctx context.Context, id string) (map[string]any, migrate.Object, error) {
	raw := map[string]any{}
	if _, err := p.api.JSON(ctx, "read the group", rest.Request{
		Method: http.MethodGet,
		Path:   "/groups/" + url.PathEscape(id),
	}, &raw); err != nil {
		return nil, migrate.Object{}, err
	}
	name, _ := raw["name"].(string)
	source, _ := raw["sourceType"].(string)
	g := group{ID: id, Name: name, SourceType: source}
	return raw, migrate.Object{
		ID: id, Names: map[migrate.Attribute]string{migrate.DisplayName: name},
		Authority: g.authority(),
	}, nil
}

// Read returns the current state of the group.
func (p *Provider) Read(ctx context.Context, id string) (migrate.Object, error) {
	_, o, err := p.group(ctx, id)
	return o, err
}

// Rename changes a group's name and reads it back. It sends the whole group as it was read right before.
func (p *Provider) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	raw, o, err := p.group(ctx, c.ID)
	what := "cannot rename the group " + migrate.Quote(c.Before) + " at PingOne"
	switch {
	case err != nil:
		return o, err
	case c.Attribute != migrate.DisplayName:
		return o, &migrate.Problem{
			Class: migrate.BadInput, What: what, Why: "PingOne has no " + string(c.Attribute),
			Next: "make a new plan",
		}
	case o.Authority != "":
		return o, &migrate.Problem{
			Class: migrate.Partial, What: what, Why: o.Authority, Next: "rename it there",
			Err: migrate.ErrDenied,
		}
	case o.Names[migrate.DisplayName] != c.Before:
		return o, &migrate.Problem{
			Class: migrate.Partial, What: what, Why: "someone else changed it in the meantime",
			Next: "compare again", Err: migrate.ErrChanged,
		}
	}
	body := map[string]any{}
	for _, key := range written {
		if v, there := raw[key]; there {
			body[key] = v
		}
	}
	body["name"] = c.After
	if _, err := p.api.Do(ctx, "rename the group", rest.Request{
		Method: http.MethodPut,
		Path:   "/groups/" + url.PathEscape(c.ID), Body: body,
	}); err != nil {
		return o, err
	}
	now, err := p.Read(ctx, c.ID)
	return now, rest.AfterWrite(err)
}
