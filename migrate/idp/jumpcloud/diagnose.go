package jumpcloud

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// Cycle returns that JumpCloud doesn't report the cycle, and where the admin can see it.
func (p *Provider) Cycle(ctx context.Context, a idp.App, _ time.Time) (idp.Cycle, error) {
	now, err := p.app(ctx, a)
	if err != nil {
		return idp.Cycle{}, err
	}
	if why := now.scim(); why != "" {
		return idp.Cycle{State: idp.CycleOff, Says: why}, nil
	}
	return idp.Cycle{
		State: idp.CycleUnknown,
		Says:  "JumpCloud's API doesn't report the state of provisioning: check Directory Insights (Activity Log) in the Admin Portal, at the events user_create_provision and group_create_provision, and at the users and groups at Dashlane",
	}, nil
}

// Diagnose looks for known reasons why users and groups aren't sent.
func (p *Provider) Diagnose(ctx context.Context, a idp.App) ([]idp.Finding, error) {
	now, err := p.app(ctx, a)
	if err != nil {
		return nil, err
	}
	var found []idp.Finding
	if why := now.scim(); why != "" {
		found = append(found, idp.Finding{
			ID: "app-inactive", Sure: true, Title: "The application does not provision",
			Why:  why,
			Next: "Admin Portal: SSO Applications, open it, and activate it",
		})
	}
	groups, err := p.Assigned(ctx, a, nil)
	if err != nil {
		return nil, err
	}
	if len(groups) == 0 {
		found = append(found, idp.Finding{
			ID: "no-groups", Sure: true, Title: "No group is bound to the application",
			Why:  "JumpCloud provisions members of bound groups alone",
			Next: "assign the groups that the AD sync had",
		})
	}
	empty, err := p.empty(ctx, groups)
	if err != nil {
		return nil, err
	}
	if len(empty) > 0 {
		found = append(found, idp.Finding{
			ID: "empty-groups", Title: fmt.Sprintf("%d groups have no members", len(empty)),
			Why:  "JumpCloud does not create a group without members: " + some(empty),
			Next: "give each a member, or make the group by hand",
		})
	}
	staged, err := p.staged(ctx, a)
	if err != nil {
		return nil, err
	}
	if len(staged) > 0 {
		found = append(found, idp.Finding{
			ID: "staged-users", Sure: true, Title: fmt.Sprintf("%d users are staged",
				len(staged)),
			Why:  "JumpCloud does not provision a user before it is activated: " + some(staged),
			Next: "Admin Portal: Users, select them, and activate them",
		})
	}
	return found, nil
}

// some returns the first few names.
func some(list []string) string {
	const most = 5
	shown := make([]string, 0, most)
	for _, name := range list[:min(len(list), most)] {
		shown = append(shown, migrate.Quote(names.Visible(name)))
	}
	s := strings.Join(shown, ", ")
	if len(list) > most {
		s += fmt.Sprintf(" and %d more", len(list)-most)
	}
	return s
}

func (p *Provider) empty(ctx context.Context, groups []idp.Group) ([]string, error) {
	without := make([]bool, len(groups))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(4)
	for i, g := range groups {
		work.Go(func() error {
			var members []struct {
				To vertex `json:"to"`
			}
			_, err := p.api.JSON(ctx, "see whether a group has members",
				rest.Request{Method: http.MethodGet, Path: groupPath(g.ID) + "/members", Query: page(0, 1)}, &members)
			without[i] = len(members) == 0
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	var out []string
	for i, g := range groups {
		if without[i] {
			out = append(out, g.Name)
		}
	}
	return out, nil
}

// user is the part of a user that is read.
type user struct {
	ID    string `json:"_id"`
	Name  string `json:"username"`
	Email string `json:"email"`
	State string `json:"state"` // ACTIVATED, STAGED or SUSPENDED
}

// staged returns the users of the application that aren't activated yet.
func (p *Provider) staged(ctx context.Context, a idp.App) ([]string, error) {
	bound, err := list(ctx, p, "read the users of the application "+migrate.Quote(a.Name), appPath(a)+"/users", nil,
		vertexID, nil)
	if err != nil || len(bound) == 0 {
		return nil, err
	}
	mine := map[string]bool{}
	for _, v := range bound {
		mine[v.ID] = true
	}
	users, err := list(ctx, p, "read the staged users", "/systemusers",
		url.Values{"sort": {"_id"}, "fields": {"_id username email state"}, "filter": {"state:$eq:STAGED"}},
		func(u user) string { return u.ID }, nil)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, u := range users {
		if mine[u.ID] && u.State == "STAGED" {
			out = append(out, u.Email)
		}
	}
	return out, nil
}
