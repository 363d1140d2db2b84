package enable

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// nested is why a member of a nested group isn't provisioned.
const nested = "in a group within it, and only direct members are provisioned"

// AddNested adds the members that the groups of a plan don't reach, because they are in nested groups.
func AddNested(ctx context.Context, p idp.Provider, app idp.App, plan *Assignments, report migrate.Report) error {
	lister, is := p.(idp.NestedLister)
	if !is {
		return nil
	}
	var groups []idp.Group
	for _, row := range plan.Rows {
		if row.Group != "" && (row.Action == Add || row.Action == Keep || row.Action == Leave) {
			groups = append(groups, idp.Group{ID: row.Group, Name: row.Sent, Sent: row.Sent})
		}
	}
	missed, err := lister.Nested(ctx, app, groups, report)
	for _, m := range missed {
		plan.Rows = append(plan.Rows, Assignment{
			Action: Missed, User: m.User.ID, Login: named(m.User),
			Note: "of " + names.Visible(m.Group.Sent) + ": " + nested,
		})
	}
	return err
}

// named returns a user's login, or the id if the login can't be read.
func named(u idp.User) string { return cmp.Or(u.Login, u.ID) }

// NestedWarning names the users that the assigned groups don't reach, because they are in nested groups. It returns
// "" if there are none.
func NestedWarning(ctx context.Context, p idp.Provider, app idp.App, report migrate.Report) (string, error) {
	lister, is := p.(idp.NestedLister)
	if !is {
		return "", nil
	}
	groups, err := p.Assigned(ctx, app, report)
	if err != nil {
		return "", err
	}
	missed, err := lister.Nested(ctx, app, groups, report)
	if err != nil || len(missed) == 0 {
		return "", err
	}
	const most = 3
	var some []string
	for _, m := range missed[:min(most, len(missed))] {
		some = append(some, names.Visible(named(m.User))+" ("+names.Visible(m.Group.Sent)+")")
	}
	if n := len(missed) - most; n > 0 {
		some = append(some, fmt.Sprintf("%d more", n))
	}
	return render.Count(len(missed), "member", "members") + " of assigned groups won't be provisioned: each is " + nested +
		": " + strings.Join(some, ", ") + ". Assign these members, or the groups that they are in", nil
}
