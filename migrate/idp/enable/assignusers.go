package enable

import (
	"context"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// PlanUsers plans which users in a list of addresses to assign to the app.
func PlanUsers(ctx context.Context, p idp.Provider, app idp.App, addresses []string,
	report migrate.Report) (*Assignments,
	error,
) {
	users, can := p.(idp.UserAssigner)
	if !can {
		return nil, noUsers(p)
	}
	found, err := users.FindUsers(ctx, addresses, report)
	if err != nil {
		return nil, err
	}
	assigned, err := users.AssignedUsers(ctx, app, report)
	if err != nil {
		return nil, err
	}
	has := map[string]idp.User{}
	for _, u := range assigned {
		has[u.ID] = u
	}
	plan := &Assignments{Schema: AssignSchema}
	for _, address := range addresses {
		plan.Rows = append(plan.Rows, userRow(address, found[strings.ToLower(address)], has))
	}
	return plan, nil
}

func userRow(address string, found []idp.User, has map[string]idp.User) Assignment {
	row := Assignment{Address: address, By: "address"}
	switch len(found) {
	case 0:
		row.Action, row.By, row.Note = Missing, "", "no user there has this address"
		return row
	case 1:
	default:
		row.Action, row.Note = Unclear, "several users there have this address"
		return row
	}
	u := found[0]
	row.User, row.Login, row.Action = u.ID, u.Login, Add
	if now, assigned := has[u.ID]; assigned {
		row.Action, row.Note = Keep, "assigned already"
		if now.ByGroup {
			row.Note = "has access by a group"
		}
		return row
	}
	switch {
	case !u.Active:
		row.Note = "the user can't sign in there, and may not be provisioned"
	case address != u.Login && address != u.Mail:
		row.Note = "the address differs in capitals: a login at Dashlane is compared with them"
	}
	return row
}

func noUsers(p idp.Provider) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "users can't be assigned one by one at " + p.String(),
		Why: "its API has no such call", Next: "assign them by a group, or by the user filter, in the console",
	}
}

// lookUser returns whether a user is assigned directly.
func (e *Engine) lookUser(ctx context.Context, user string) (State, error) {
	lister, can := e.Provider.(idp.UserLister)
	if !can {
		return Unknown, nil
	}
	all, err := lister.AssignedUsers(ctx, e.App, nil)
	if err != nil {
		return Unknown, err
	}
	for _, u := range all {
		if u.ID == user && !u.ByGroup {
			return Done, nil
		}
	}
	return NotDone, nil
}
