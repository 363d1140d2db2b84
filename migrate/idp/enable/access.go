package enable

import (
	"context"
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// Access is the input of PlanAccess, for a provider where access to the app isn't given by the groups that are sent
// (idp.Pusher).
type Access struct {
	App                 idp.App
	AD                  []migrate.Group // the groups that AD sync sent
	Directory, Assigned []idp.Group
	Pushed              []string // ids of groups that are already sent
	// Give are the groups that will give access, each by its id or its exact name.
	Give []string
	// Reached are the users who already have access.
	Reached []idp.User
	// Members returns the users in a group.
	Members func(ctx context.Context, groupID string) ([]idp.User, error)
}

// PlanAccess plans which groups give access to the app, and returns which members of the sent groups don't get it.
// It never proposes a group that is or will be sent.
func PlanAccess(ctx context.Context, a Access) (*Assignments, error) {
	plan := &Assignments{Schema: AssignSchema, access: true}
	sent := map[string]string{} // names by id
	for _, g := range a.Directory {
		if slices.Contains(a.Pushed, g.ID) {
			sent[g.ID] = g.Name
		}
	}
	for _, pair := range idp.Pair(a.AD, a.Directory, a.App) {
		row := decide(pair.AD, pair.Found, pair.By, map[string]bool{}, map[string]bool{})
		if row.Action == Add {
			row.Action, sent[row.Group] = Push, row.Sent
		}
		plan.Rows = append(plan.Rows, row)
	}
	covered := map[string]bool{}
	for _, u := range a.Reached {
		covered[u.ID] = true
		plan.direct = plan.direct || !u.ByGroup
	}
	if err := a.give(ctx, plan, sent, covered); err != nil {
		return nil, err
	}
	for _, id := range sortedByName(sent) {
		if err := a.missed(ctx, plan, id, sent[id], covered); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// give adds the groups that give access, and records whom they cover.
func (a Access) give(ctx context.Context, plan *Assignments, sent map[string]string, covered map[string]bool) error {
	assigned := map[string]bool{}
	for _, g := range a.Assigned {
		assigned[g.ID] = true
		row := Assignment{Action: Keep, Group: g.ID, Sent: g.Name, Note: "gives access"}
		if sent[g.ID] != "" {
			row.Action = Leave
			row.Note = "it is sent and gives access, which the provider does not support for one group"
		}
		plan.Rows = append(plan.Rows, row)
	}
	for _, text := range a.Give {
		g, err := a.find(text, sent)
		if err != nil {
			return err
		}
		if assigned[g.ID] {
			continue
		}
		assigned[g.ID] = true
		plan.Rows = append(plan.Rows, Assignment{Action: Add, Group: g.ID, Sent: g.Name, Note: "gives access"})
		members, err := a.Members(ctx, g.ID)
		if err != nil {
			return err
		}
		for _, u := range members {
			covered[u.ID] = true
		}
	}
	return nil
}

// find returns a group that will give access, by id or name.
func (a Access) find(text string, sent map[string]string) (idp.Group, error) {
	wrong := func(why, next string) error {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "the group " + migrate.Quote(text) + " can't give access", Why: why, Next: next,
		}
	}
	var found []idp.Group
	for _, g := range a.Directory {
		if g.ImportedFrom != "" && g.ImportedFrom == a.App.ID {
			continue
		}
		if g.ID == text {
			found = []idp.Group{g}
			break
		}
		if g.Name == text {
			found = append(found, g)
		}
	}
	switch {
	case len(found) == 0:
		return idp.Group{}, wrong("no group has this id or exact name", "check the name")
	case len(found) > 1:
		return idp.Group{}, wrong("several groups have this name", "give its id")
	case sent[found[0].ID] != "":
		return idp.Group{}, wrong("it is a group that is sent, or will be: one group for both is not supported there",
			"give another group with the same members, such as one that only gives access")
	}
	return found[0], nil
}

func (a Access) missed(ctx context.Context, plan *Assignments, id, name string, covered map[string]bool) error {
	members, err := a.Members(ctx, id)
	if err != nil {
		return err
	}
	for _, u := range members {
		if covered[u.ID] || !u.Active {
			continue
		}
		covered[u.ID] = true
		plan.Rows = append(plan.Rows, Assignment{
			Action: Missed, User: u.ID, Login: u.Login, Note: "in " + names.Visible(name) + "; nothing gives access",
		})
	}
	return nil
}

func sortedByName(names map[string]string) []string {
	ids := make([]string, 0, len(names))
	for id := range names {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		if names[a] != names[b] && names[a] < names[b] || names[a] == names[b] && a < b {
			return -1
		}
		return 1
	})
	return ids
}

// MissingAccess returns what prevents a plan from giving access to everybody, or "".
func (a *Assignments) MissingAccess() string {
	switch {
	case !a.access:
		return ""
	case a.Count(Keep)+a.Count(Add) == 0 && !a.direct:
		lacks := "no group gives access to the app"
		if a.Count(Leave) > 0 {
			lacks = "only groups that are sent give access to the app"
		}
		if missed := a.Count(Missed); missed > 0 {
			lacks += "; " + render.Count(missed, "member of the groups that are sent has no access",
				"members of the groups that are sent have no access")
		}
		return lacks
	case a.Count(Missed) > 0:
		return render.Count(a.Count(Missed), "member of the groups that are sent has no access to the app",
			"members of the groups that are sent have no access to the app")
	}
	return ""
}

func (a *Assignments) accessSummary() (saw, left string) {
	switch missing, unclear := a.Count(Missing), a.Count(Unclear); {
	case a.MissingAccess() != "":
		return "", a.MissingAccess()
	case a.Count(Add) > 0:
		return "", render.Count(a.Count(Add), "group that should give access is not assigned",
			"groups that should give access are not assigned")
	case missing+unclear > 0:
		return "", a.open()
	case a.Count(Push) == 0:
		return "", "no group that AD sync had is sent"
	}
	saw = "every member of the group that is sent has access to the app"
	if n := a.Count(Push); n > 1 {
		saw = fmt.Sprintf("every member of the %d groups that are sent has access to the app", n)
	}
	if n := a.Count(Keep); n > 0 {
		saw += ", by " + render.Count(n, "group", "groups") + " or directly"
	}
	return saw, ""
}
