package pingone

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

type group struct {
	ID, Name   string
	SourceType string `json:"sourceType"`
}

// list reads every page by PingOne's link to the next one (HAL).
func list[T any](ctx context.Context, p *Provider, doing, path string, report migrate.Report) ([]T, error) {
	var all []T
	seen := map[string]bool{}
	for path != "" {
		if seen[path] {
			return nil, &migrate.Problem{
				Class: migrate.Unreachable, What: "cannot " + doing + " (PingOne)",
				Why: "its pages lead back to one that was read", Next: "try again; update ad2scim if it stays",
			}
		}
		seen[path] = true
		var page struct {
			Embedded map[string]json.RawMessage           `json:"_embedded"`
			Links    struct{ Next struct{ Href string } } `json:"_links"`
		}
		if _, err := p.api.JSON(ctx, doing, rest.Request{Method: http.MethodGet, Path: path, Report: report},
			&page); err != nil {
			return nil, err
		}
		for _, raw := range page.Embedded {
			var some []T
			if err := json.Unmarshal(raw, &some); err != nil {
				return nil, &migrate.Problem{
					Class: migrate.Unreachable, What: "cannot " + doing + " (PingOne)",
					Why: "the answer is not the list that was expected", Next: "try again; update ad2scim if it stays", Err: err,
				}
			}
			all = append(all, some...)
		}
		report.Send(migrate.Progress{Doing: doing, Done: len(all)})
		path = page.Links.Next.Href
	}
	return all, nil
}

// Apps returns the outbound SCIM connections. If none looks like Dashlane's, it adds one that the endpoint step
// would create.
func (p *Provider) Apps(ctx context.Context, report migrate.Report) ([]idp.App, error) {
	stores, err := p.stores(ctx, report)
	if err != nil {
		return nil, err
	}
	var apps []idp.App
	known := false
	for _, s := range stores {
		if s.Type != scimType {
			continue
		}
		app := idp.App{ID: s.ID, Name: s.Name}
		if s.Name == newName {
			app.ID = newID
		}
		if strings.Contains(strings.ToLower(s.Name), "dashlane") {
			app.Dashlane, known = "its name says so", true
		}
		apps = append(apps, app)
	}
	if !known {
		apps = append(apps, idp.App{ID: newID, Name: newName, SCIM: "not made yet: enable makes it"})
	}
	return apps, nil
}

// Assigned returns the groups of the app's rules. It returns an error if names come from the Distinguished Name,
// because the sent name isn't known then.
func (p *Provider) Assigned(ctx context.Context, a idp.App, report migrate.Report) ([]idp.Group, error) {
	s, err := p.store(ctx, a)
	if err != nil {
		return nil, err
	}
	if s.Configuration.text(sourceKey) == distinguishedName {
		return nil, notDone("cannot tell the group names that "+migrate.Quote(a.Name)+" sends", whyDN, nextDN)
	}
	rules, _, err := p.rules(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, r := range rules {
		for _, g := range r.Groups {
			wanted[g.ID] = true
		}
	}
	all, err := p.Directory(ctx, report)
	if err != nil {
		return nil, err
	}
	var found []idp.Group
	for _, g := range all {
		if wanted[g.ID] {
			found = append(found, g)
			delete(wanted, g.ID)
		}
	}
	if len(wanted) > 0 {
		return nil, notDone("cannot read all groups of "+migrate.Quote(a.Name),
			"a rule names a group that the environment does not list", "check the rule's groups in the console")
	}
	return found, nil
}

// Directory returns the environment's groups. PingOne doesn't return the Active Directory object of a group.
func (p *Provider) Directory(ctx context.Context, report migrate.Report) ([]idp.Group, error) {
	all, err := list[group](ctx, p, "read the groups", "/groups?limit=100", report)
	if err != nil {
		return nil, err
	}
	out := make([]idp.Group, len(all))
	for i, g := range all {
		out[i] = idp.Group{ID: g.ID, Sent: g.Name, Name: g.Name, Authority: g.authority()}
	}
	return out, nil
}

func (g group) authority() string {
	if g.SourceType == "" || g.SourceType == "PING_ONE" {
		return ""
	}
	return "the group comes from an external directory: change its name there"
}
