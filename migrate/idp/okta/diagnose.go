package okta

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Diagnose checks the app, its connection, its pushed groups and the log.
func (p *Provider) Diagnose(ctx context.Context, a idp.App) ([]idp.Finding, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return nil, err
	}
	found := appFindings(s)
	groups, err := p.groupFindings(ctx, s)
	if err != nil {
		return nil, err
	}
	found = append(found, groups...)
	if s.app.scim() != "" {
		return found, nil
	}
	events, err := p.events(ctx, a, s.at.Add(-lookBack), s.at)
	if err != nil {
		return nil, err
	}
	return append(found, logFindings(events)...), nil
}

func appFindings(s state) []idp.Finding {
	switch {
	case s.app.Status != activeApp:
		return []idp.Finding{{
			ID: "app-inactive", Sure: true, Title: "The app is not active at Okta",
			Why:  "its status is " + names.Visible(s.app.Status),
			Next: "Admin Console: Applications, open the app, and choose Activate",
		}}
	case len(s.app.Features) == 0:
		return []idp.Finding{{
			ID: "no-scim", Sure: true, Title: "SCIM is not set up for the app",
			Why:  "Okta shows no provisioning feature for it",
			Next: "General tab, App Settings, Edit: select SCIM at Provisioning; then fill in Provisioning, Integration",
		}}
	}
	var found []idp.Finding
	if s.connection.told() && s.connection.Status != enabled {
		found = append(found, idp.Finding{
			ID: "connection-off", Sure: true, Title: "The provisioning connection is disabled",
			Why:  "Okta sends nothing through it",
			Next: "Provisioning tab, Integration: enable it and test it",
		})
	}
	if !s.app.has(pushNewUsers) {
		found = append(found, idp.Finding{
			ID: "users-off", Sure: true, Title: "User provisioning is off",
			Why:  "Create Users is not enabled for the app",
			Next: "Provisioning tab, To App, Edit: enable Create Users",
		})
	}
	return found
}

func (p *Provider) groupFindings(ctx context.Context, s state) ([]idp.Finding, error) {
	var found []idp.Finding
	both, alone := 0, 0
	for _, m := range s.mappings {
		if m.Status == inactive {
			continue
		}
		if _, assigned := s.groups.find(m.Source); assigned {
			both++
		} else {
			alone++
		}
		more, err := p.mappingFindings(ctx, s, m)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	if both > 0 {
		found = append(found, idp.Finding{
			ID:    "assigned-and-pushed",
			Title: fmt.Sprintf("%d groups are both assigned and pushed", both),
			Why:   "Okta does not support one group for both: the members may be pushed before they are provisioned, and be missing",
			Next:  "assign their members by another group, remove the assignment of these groups, then choose Push now",
		})
	}
	if alone > 0 && len(s.groups) == 0 {
		found = append(found, idp.Finding{
			ID: "no-access-group", Title: "No group gives access to the app",
			Why:  fmt.Sprintf("%d groups are pushed, and only members who are assigned are provisioned", alone),
			Next: "assign a group that holds them: ad2scim enable --assign --group NAME",
		})
	}
	for _, g := range s.groups {
		if g.Type == builtIn {
			found = append(found, idp.Finding{
				ID: "everyone", Title: "The built-in group " + quoted(g.name()) + " is assigned",
				Why:  "all of its members are provisioned",
				Next: "remove it, and assign the groups that AD sync had instead",
			})
		}
	}
	return found, nil
}

// mappingFindings returns what is wrong with one pushed group.
func (p *Provider) mappingFindings(ctx context.Context, s state, m mapping) (found []idp.Finding, err error) {
	g, err := p.source(ctx, s, m)
	if err != nil {
		return nil, err
	}
	if m.Status == inError {
		found = append(found, idp.Finding{
			ID: "push-error", Sure: true, Title: "The group " + quoted(g.name()) + " is not pushed",
			Why:  event{Message: m.Error}.why(),
			Next: "Push Groups tab: fix the cause, then choose Push now",
		})
	}
	sent, err := p.targetName(ctx, m, g.name(), s.targets)
	if err == nil && sent != g.name() {
		found = append(found, idp.Finding{
			ID: "linked-other-name", Sure: true,
			Title: "The group " + quoted(g.name()) + " is sent under another name",
			Why:   "its push is linked to " + quoted(sent) + " at the app",
			Next:  "Push Groups tab: unlink it, leave the group in the target app, and push it by its own name",
		})
	}
	return found, err
}

func logFindings(events []event) []idp.Finding {
	var found []idp.Finding
	var failed []idp.Failure
	token := false
	for _, e := range events {
		if !e.failed() {
			if e.Outcome.Result == "SUCCESS" {
				token, failed = false, without(failed, e) // the token has been accepted since
			}
			continue
		}
		failed = append(failed, e.failure())
		if strings.HasPrefix(e.why(), "Dashlane did not accept the token") {
			token = true
		}
	}
	if token {
		found = append(found, idp.Finding{
			ID: "token-refused", Sure: true, Title: "Dashlane does not accept the token",
			Why:  "Okta's log has it, and nothing was sent since",
			Next: "make a new SCIM token at Dashlane, enter it on Provisioning, Integration, test it and save",
		})
	}
	if len(failed) > 0 {
		last := failed[len(failed)-1]
		found = append(found, idp.Finding{
			ID: "failed-objects", Sure: true,
			Title: fmt.Sprintf("%d changes failed in the last 24 hours", len(failed)),
			Why:   strings.TrimSpace("the last: "+last.Kind+" "+migrate.Quote(names.Visible(last.Name))) + ": " + last.Why,
			Next:  "Admin Console: Dashboard, Tasks, shows the failed ones and lets you retry",
		})
	}
	return found
}
