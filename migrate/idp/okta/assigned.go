package okta

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// assignment is the assignment of a group to an app, with the embedded group.
type assignment struct {
	ID       string `json:"id"`
	Embedded struct {
		Group *group `json:"group"`
	} `json:"_embedded"`
}

// Assigned returns the groups that are assigned to the app and give access. Sent returns what Okta sends. A mirror
// of the app's own group is left out.
func (p *Provider) Assigned(ctx context.Context, a idp.App, report migrate.Report) ([]idp.Group, error) {
	groups, _, err := p.assigned(ctx, a, report)
	if err != nil {
		return nil, err
	}
	mappings, err := p.mappings(ctx, a, report)
	if err != nil && !featureRefused(err) {
		return nil, err
	}
	return p.named(ctx, a, groups, mappings, report)
}

// Sent returns the source groups of the push mappings, each with the name of its linked group at the app. If there
// are none, it returns the assigned groups.
func (p *Provider) Sent(ctx context.Context, a idp.App, report migrate.Report) ([]idp.Group, error) {
	mappings, err := p.mappings(ctx, a, report)
	if err != nil && !featureRefused(err) {
		return nil, err
	}
	sources := pushedSources(mappings)
	if len(sources) == 0 {
		return p.Assigned(ctx, a, report)
	}
	groups, err := p.groupsOf(ctx, sources, report)
	if err != nil {
		return nil, err
	}
	return p.named(ctx, a, groups, mappings, report)
}

// Pushed returns the ids of the source groups of the push mappings.
func (p *Provider) Pushed(ctx context.Context, a idp.App) ([]string, error) {
	mappings, err := p.mappings(ctx, a, nil)
	return pushedSources(mappings), err
}

// pushedSources returns the ids of the groups that are pushed, including those with an error.
func pushedSources(mappings []mapping) (ids []string) {
	for _, m := range mappings {
		if m.Status != inactive {
			ids = append(ids, m.Source)
		}
	}
	return ids
}

// named gives groups the names with which they are sent: their own, unless a push mapping links them to a group of
// the app.
func (p *Provider) named(ctx context.Context, a idp.App, groups groupList, mappings []mapping,
	report migrate.Report,
) (out []idp.Group, err error) {
	var targets groupList
	if len(mappings) > 0 {
		if targets, err = p.targets(ctx, a, report); err != nil {
			return nil, err
		}
	}
	linked := map[string]mapping{}
	for _, m := range mappings {
		if m.Status != inactive {
			linked[m.Source] = m
		}
	}
	for i, g := range groups {
		if from := g.importedFrom(); from != "" && from == a.ID {
			continue
		}
		sent := g.name()
		if m, ok := linked[g.ID]; ok {
			if sent, err = p.targetName(ctx, m, sent, targets); err != nil {
				return nil, err
			}
			report.Send(migrate.Progress{Doing: "read the names that are sent", Done: i + 1, Total: len(groups)})
		}
		out = append(out, g.in(sent))
	}
	return out, nil
}

type groupList []group

func (l groupList) find(id string) (group, bool) {
	for _, g := range l {
		if g.ID == id {
			return g, true
		}
	}
	return group{}, false
}

// assigned returns the assigned groups and their ids.
func (p *Provider) assigned(ctx context.Context, a idp.App, report migrate.Report) (groupList, map[string]bool, error) {
	assignments, err := list[assignment](ctx, p, "read the groups of the app "+migrate.Quote(a.Name), appPath(a)+"/groups",
		url.Values{"expand": {"group"}, "limit": {"200"}}, report)
	if err != nil {
		return nil, nil, err
	}
	var groups groupList
	ids := map[string]bool{}
	for _, one := range assignments {
		if ids[one.ID] {
			continue
		}
		ids[one.ID] = true
		if one.Embedded.Group != nil && one.Embedded.Group.name() != "" {
			groups = append(groups, *one.Embedded.Group)
			continue
		}
		g, err := p.group(ctx, "read a group of the app", one.ID)
		if err != nil {
			return nil, nil, err
		}
		groups = append(groups, g)
	}
	return groups, ids, nil
}

// targetName returns Okta's name of the group at the app that a mapping is linked to, or own if Okta doesn't store
// that group. Groups that aren't in the list of the app's groups are read one by one.
func (p *Provider) targetName(ctx context.Context, m mapping, own string, targets groupList) (string, error) {
	if m.Target == "" {
		return own, nil
	}
	if g, ok := targets.find(m.Target); ok && g.name() != "" {
		return g.name(), nil
	}
	g, err := p.group(ctx, "read the group that a push mapping leads to", m.Target)
	if errors.Is(err, migrate.ErrGone) {
		return own, nil
	}
	if err != nil {
		return "", err
	}
	if name := g.name(); name != "" {
		return name, nil
	}
	return own, nil
}

// Assign assigns the group and reads that back.
func (p *Provider) Assign(ctx context.Context, a idp.App, groupID string) error {
	path := appPath(a) + "/groups/" + url.PathEscape(groupID)
	doing := "assign a group to the app " + migrate.Quote(a.Name)
	_, err := p.api.Do(ctx, doing, rest.Request{Method: http.MethodGet, Path: path})
	if err == nil {
		return nil
	}
	if !errors.Is(err, migrate.ErrGone) {
		return err
	}
	if _, err := p.api.Do(ctx, doing, rest.Request{Method: http.MethodPut, Path: path, Body: struct{}{}}); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, func() (bool, error) {
		_, err := p.api.Do(ctx, "read back that the group is assigned", rest.Request{Method: http.MethodGet, Path: path})
		if errors.Is(err, migrate.ErrGone) {
			return false, nil
		}
		return err == nil, err
	}, notDone("cannot "+doing, "Okta accepted the assignment, but doesn't show it",
		"check the app's Assignments tab in the Admin Console"))
}
