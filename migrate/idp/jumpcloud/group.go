package jumpcloud

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// group is a group with all its fields, because a write replaces the whole group.
type group map[string]json.RawMessage

func (g group) text(field string) string {
	var s string
	if json.Unmarshal(g[field], &s) != nil {
		return ""
	}
	return s
}

func (g group) id() string   { return g.text("id") }
func (g group) name() string { return g.text("name") }

// vertex is an object of JumpCloud's graph.
type vertex struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func vertexID(v vertex) string { return v.ID }

func groupPath(id string) string { return "/v2/usergroups/" + url.PathEscape(id) }

func (p *Provider) group(ctx context.Context, doing, id string) (group, error) {
	var g group
	_, err := p.api.JSON(ctx, doing, rest.Request{Method: http.MethodGet, Path: groupPath(id)}, &g)
	return g, err
}

func (p *Provider) groups(ctx context.Context, report migrate.Report) ([]group, error) {
	return list(ctx, p, "read JumpCloud's user groups", "/v2/usergroups", url.Values{"sort": {"name"}}, group.id, report)
}

// masters returns, for groups whose names come from Active Directory, the name of the domain. These are the groups
// that are bound to a domain from which JumpCloud imports. It returns nothing if the account may not read the
// domains.
func (p *Provider) masters(ctx context.Context) (map[string]string, error) {
	type domain struct {
		ID      string `json:"id"`
		Domain  string `json:"domain"`
		UseCase string `json:"useCase"`
	}
	out := map[string]string{}
	domains, err := list(ctx, p, "read the Active Directory domains at JumpCloud", "/v2/activedirectories", nil,
		func(d domain) string { return d.ID }, nil)
	if errors.Is(err, migrate.ErrDenied) {
		refused, ok := errors.AsType[*rest.Refused](err)
		if ok && refused.Status == http.StatusForbidden {
			return out, nil
		}
	}
	if err != nil {
		return nil, err
	}
	for _, d := range domains {
		if d.UseCase != "ADASAUTHORITY" {
			continue
		}
		bound, err := list(ctx, p, "read the groups from Active Directory at JumpCloud",
			"/v2/activedirectories/"+url.PathEscape(d.ID)+"/usergroups", nil, vertexID, nil)
		if err != nil {
			return nil, err
		}
		for _, v := range bound {
			out[v.ID] = d.Domain
		}
	}
	return out, nil
}

func authority(domain string) string {
	if domain == "" {
		return ""
	}
	return "Active Directory (" + names.Visible(domain) + "): rename the group there; JumpCloud takes the name over"
}

// in returns the group as an idp.Group. JumpCloud sends the group's name as displayName and doesn't have an AD
// group's objectGUID.
func (g group) in(masters map[string]string) idp.Group {
	return idp.Group{ID: g.id(), Sent: g.name(), Name: g.name(), Authority: authority(masters[g.id()])}
}

// Directory returns every user group.
func (p *Provider) Directory(ctx context.Context, report migrate.Report) ([]idp.Group, error) {
	groups, err := p.groups(ctx, report)
	if err != nil {
		return nil, err
	}
	masters, err := p.masters(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]idp.Group, len(groups))
	for i, g := range groups {
		out[i] = g.in(masters)
	}
	return out, nil
}
