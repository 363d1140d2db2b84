package okta

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// Okta's kinds of groups.
const (
	oktaGroup = "OKTA_GROUP"
	builtIn   = "BUILT_IN"
	appGroup  = "APP_GROUP"
)

// windowsGroup is the objectClass of a group from Active Directory.
const windowsGroup = "okta:windows_security_principal"

// group is a group from Okta with its whole profile, because a write replaces the profile.
type group struct {
	ID          string                     `json:"id"`
	Type        string                     `json:"type"`
	LastUpdated string                     `json:"lastUpdated"`
	Classes     []string                   `json:"objectClass"`
	Profile     map[string]json.RawMessage `json:"profile"`
	Links       struct {
		Source struct {
			Href string `json:"href"`
		} `json:"source"`
	} `json:"_links"`
}

// importedFrom returns the id of the app that a group of type APP_GROUP was imported from, which is the last part
// of its link.
func (g group) importedFrom() string {
	if g.Type != appGroup {
		return ""
	}
	return g.Links.Source.Href[strings.LastIndexByte(g.Links.Source.Href, '/')+1:]
}

func (g group) text(attribute string) string {
	var s string
	if json.Unmarshal(g.Profile[attribute], &s) != nil {
		return ""
	}
	return s
}

func (g group) name() string { return g.text("name") }

func (g group) fromAD() bool {
	for _, class := range g.Classes {
		if class == windowsGroup {
			return true
		}
	}
	return false
}

// authority returns where the name comes from if Okta isn't its source.
func (g group) authority() string {
	switch {
	case g.Type == oktaGroup:
		return ""
	case g.fromAD():
		where := "Active Directory"
		if name := g.text("windowsDomainQualifiedName"); name != "" {
			where += " (" + names.Visible(name) + ")"
		}
		return where + ": rename the group there; Okta takes the name over at the next import"
	case g.Type == builtIn:
		return "Okta itself: a built-in group cannot be renamed"
	}
	return "the app that Okta imported the group from: rename it there"
}

// in returns the group as an idp.Group; sent is the name that provisioning sends.
func (g group) in(sent string) idp.Group {
	out := idp.Group{
		ID: g.ID, Sent: sent, Name: g.name(), Authority: g.authority(), ImportedFrom: g.importedFrom(),
	}
	if g.fromAD() {
		// externalId is the base64 form of objectGUID's bytes.
		out.ADID, _ = migrate.NormalGUID(g.text("externalId"))
		out.ADSID = g.text("objectSid")
	}
	if sent != out.Name && out.Authority == "" {
		out.Authority = "the group at the app that it is linked to, " + migrate.Quote(names.Visible(sent)) +
			": unlink it on the app's Push Groups tab, or rename the group there"
	}
	return out
}

func groupPath(id string) string { return "/api/v1/groups/" + url.PathEscape(id) }

func (p *Provider) group(ctx context.Context, doing, id string) (group, error) {
	var g group
	_, err := p.api.JSON(ctx, doing, rest.Request{Method: http.MethodGet, Path: groupPath(id)}, &g)
	return g, err
}

func (p *Provider) allGroups(ctx context.Context, report migrate.Report) (groupList, error) {
	return list[group](ctx, p, "read Okta's groups", "/api/v1/groups", url.Values{"limit": {"200"}}, report)
}

// oneByOne is the maximum number of groups that are read one by one. Reading the list of all groups is faster for
// more.
const oneByOne = 20

// groupsOf reads groups by their ids. Groups that no longer exist are left out.
func (p *Provider) groupsOf(ctx context.Context, ids []string, report migrate.Report) (groupList, error) {
	var found groupList
	if len(ids) > oneByOne {
		all, err := p.allGroups(ctx, report)
		for _, g := range all {
			if slices.Contains(ids, g.ID) {
				found = append(found, g)
			}
		}
		return found, err
	}
	for _, id := range ids {
		g, err := p.group(ctx, "read a group that the app pushes", id)
		if errors.Is(err, migrate.ErrGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, g)
	}
	return found, nil
}

// Directory returns every group of the organization.
func (p *Provider) Directory(ctx context.Context, report migrate.Report) ([]idp.Group, error) {
	groups, err := p.allGroups(ctx, report)
	if err != nil {
		return nil, err
	}
	out := make([]idp.Group, len(groups))
	for i, g := range groups {
		out[i] = g.in(g.name())
	}
	return out, nil
}
