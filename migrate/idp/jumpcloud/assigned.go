package jumpcloud

import (
	"context"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// oneByOne is the maximum number of groups that are read one by one. Reading the list of all groups is faster for
// more.
const oneByOne = 20

// Assigned returns the groups that are bound to the application. JumpCloud sends each with its own name.
func (p *Provider) Assigned(ctx context.Context, a idp.App, report migrate.Report) ([]idp.Group, error) {
	bound, err := p.bound(ctx, a, report)
	if err != nil {
		return nil, err
	}
	known := map[string]group{}
	if len(bound) > oneByOne {
		groups, err := p.groups(ctx, report)
		if err != nil {
			return nil, err
		}
		for _, g := range groups {
			known[g.id()] = g
		}
	}
	masters, err := p.masters(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]idp.Group, 0, len(bound))
	for i, v := range bound {
		g, ok := known[v.ID]
		if !ok {
			if g, err = p.group(ctx, "read a group of the application", v.ID); err != nil {
				return nil, err
			}
		}
		out = append(out, g.in(masters))
		report.Send(migrate.Progress{Doing: "read the names of the groups", Done: i + 1, Total: len(bound)})
	}
	return out, nil
}

func (p *Provider) bound(ctx context.Context, a idp.App, report migrate.Report) ([]vertex, error) {
	return list(ctx, p, "read the groups of the application "+migrate.Quote(a.Name), appPath(a)+"/usergroups", nil,
		vertexID, report)
}

// association adds or removes the binding of a group or a user to an application.
type association struct {
	Op   string `json:"op"`
	Type string `json:"type"`
	ID   string `json:"id"`
}

// Assign binds the group to the application and reads that back.
func (p *Provider) Assign(ctx context.Context, a idp.App, groupID string) error {
	is := func() (bool, error) {
		apps, err := list(ctx, p, "read the applications of the group", groupPath(groupID)+"/applications", nil, vertexID,
			nil)
		return slices.ContainsFunc(apps, func(v vertex) bool { return v.ID == a.ID }), err
	}
	return p.bind(ctx, "assign a group to the application "+migrate.Quote(a.Name), a,
		association{Op: "add", Type: "user_group", ID: groupID}, is)
}
