package entra

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// findings collects the findings of Diagnose, all of which were observed at Entra.
type findings []idp.Finding

func (f *findings) add(id, title, why, next string) {
	*f = append(*f, idp.Finding{ID: id, Sure: true, Title: title, Why: names.Visible(why), Next: next})
}

// Diagnose is Examine without the state of provisioning.
func (c *Client) Diagnose(ctx context.Context, app idp.App) ([]idp.Finding, error) {
	_, found, err := c.Examine(ctx, app)
	return found, err
}

// Examine reads the job, its mappings, its log and the assignments, makes Entra test the connection, and returns
// what is wrong as findings.
func (c *Client) Examine(ctx context.Context, app idp.App) (cycle idp.Cycle, found []idp.Finding, err error) {
	var all findings
	j, err := c.job(ctx, app)
	if err != nil || j == nil {
		all.add("provisioning-off", "Provisioning is not set up", "the app has no provisioning job", "enable it")
		return noJobYet, all, err
	}
	all.ofJob(*j)
	if err := all.ofConnection(ctx, c, app, *j); err != nil {
		return cycle, nil, err
	}
	s, err := c.schema(ctx, app, j.ID)
	if err != nil {
		return cycle, nil, err
	}
	all.ofMappings(s)
	cycle = j.cycle(time.Time{})
	log, err := c.log(ctx, j.ID, time.Time{})
	switch {
	case unlicensed(err):
		all.add(idp.LogNotShown, "The provisioning log isn't available", noLog,
			"check the provisioning page of the app in the Entra admin center")
	case err != nil:
		return cycle, nil, err
	}
	if cycle.State != idp.CycleOff && cycle.State != idp.CycleRunning {
		cycle.Errors = failures(log)
	}
	all.ofLog(log)
	err = all.ofAssignments(ctx, c, app, s)
	return cycle, all, err
}

// ofConnection makes Entra test the saved connection, and checks the scope.
func (f *findings) ofConnection(ctx context.Context, c *Client, app idp.App, j job) error {
	if j.Status.Code != "NotConfigured" {
		err := c.try(ctx, app, j)
		if why := refusedTest(err); why != "" {
			f.add("credentials", "Entra cannot use the endpoint with the token that is saved", why,
				"check the endpoint, and generate a new SCIM API token at Dashlane if this one has expired; then run enable --apply again")
		} else if err != nil {
			return err
		}
	}
	saved, err := c.secrets(ctx, app)
	if err == nil && saved.scope() == everybody {
		f.add("everyone", "The scope is not limited to who is assigned", "the scope is "+saved.scope(),
			"set it to assigned users and groups in the app's provisioning, or run enable --apply again")
	}
	return err
}

func (f *findings) ofAssignments(ctx context.Context, c *Client, app idp.App, s schema) error {
	groups, ids, err := c.assignments(ctx, app, nil)
	if err != nil {
		return err
	}
	switch {
	case len(groups)+len(ids) == 0:
		f.add("nothing-assigned", "Nobody is assigned to the app", "only assigned users and groups are provisioned",
			"assign the groups")
	case len(groups) == 0:
		f.add("no-group-assigned", "No group is assigned to the app",
			fmt.Sprintf("%d users are assigned directly; only assigned users and groups are provisioned", len(ids)),
			"assign the groups")
	}
	if attribute, _ := s.source("User", "userName"); attribute != "mail" {
		ids = nil // don't read users, so that no permission for it is needed
	}
	users, err := c.users(ctx, ids, nil)
	f.ofUsers(s, users)
	return err
}

func (f *findings) ofJob(j job) {
	cycle := j.cycle(time.Time{})
	switch cycle.State {
	case idp.CycleOff:
		f.add("provisioning-off", "Provisioning is not on", cycle.Says, "enable it")
	case idp.CyclePaused:
		f.add("provisioning-paused", "Provisioning is paused", cycle.Says, "start it when the names are exact")
	case idp.CycleQuarantined:
		why := cycle.Says
		if next := j.Status.Quarantine; next != nil && !next.Next.IsZero() {
			why += fmt.Sprintf("; Entra tries again at %s", next.Next.UTC().Format("2006-01-02 15:04 UTC"))
		}
		next := "remove the cause, then restart provisioning in the Entra admin center"
		if j.curable() {
			next = "run enable --apply again with a new token: it saves the token, tests it and lifts the quarantine"
		}
		f.add("quarantine", "Provisioning is in quarantine", why, next)
	}
	if last := j.Status.Last; last != nil && (last.State == "Failed" || last.Error.String() != "") {
		why := last.Error.String()
		if why == "" {
			why = "Entra gives no reason"
		}
		if n := j.Status.Failures; n > 1 {
			why = fmt.Sprintf("%s; %d cycles failed one after the other", why, n)
		}
		f.add("cycle-failed", "The last cycle failed as a whole", why, "remove the cause; the next cycle follows by itself")
	}
	if j.Status.Pruned {
		f.add("errors-dropped", "Entra dropped errors of the first cycle",
			"there were so many that it cleared them and went on",
			"restart provisioning in the Entra admin center once the cause is removed, so that everything is processed again")
	}
}

func (f *findings) ofMappings(s schema) {
	const where = "in the app's mappings in the Entra admin center"
	if on := s.enabled("User"); len(on) > 0 && !anyOn(on) {
		f.add("users-off", "User provisioning is off", "the mapping of users is switched off", "enable it")
	}
	if !anyOn(s.enabled("Group")) {
		return // groups aren't sent, as on the Confidential path
	}
	attribute, other := s.source("Group", "displayName")
	switch {
	case other != "":
		f.add("group-name-computed", "Groups are sent under a computed name", "displayName is made from "+other,
			"map displayName from displayName directly "+where)
	case attribute == "":
		f.add("group-name-not-mapped", "Groups are sent without a name", "nothing is mapped to displayName",
			"map displayName from displayName "+where)
	case attribute != "displayName":
		f.add("group-name-other", "Groups are sent under another name than Entra shows",
			"displayName is made from "+attribute, "compare the names as they are sent, or map displayName from displayName "+
				where)
	}
	if members, other := s.source("Group", "members"); members == "" && other == "" {
		f.add("group-members-not-mapped", "Groups are sent without members", "nothing is mapped to members",
			"map members from members "+where)
	}
}

func anyOn(list []bool) bool {
	for _, on := range list {
		if on {
			return true
		}
	}
	return false
}

func (f *findings) ofLog(log []event) {
	failed := failures(log)
	for _, one := range []struct{ kind, id, title string }{
		{"user", "failed-users", "%d users were not provisioned"},
		{"group", "failed-groups", "%d groups were not provisioned"},
		{"", "failed-objects", "%d other objects were not provisioned"},
	} {
		var of []idp.Failure
		for _, each := range failed {
			kind := strings.ToLower(each.Kind)
			if kind == one.kind || one.kind == "" && kind != "user" && kind != "group" {
				of = append(of, each)
			}
		}
		if len(of) > 0 {
			f.add(one.id, fmt.Sprintf(one.title, len(of)), list(of)+": "+of[0].Why, "check each one in the provisioning log")
		}
	}
	if skipped := outOfScope(log); len(skipped) > 0 {
		f.add("out-of-scope", fmt.Sprintf("%d users or groups are excluded by the scope", len(skipped)),
			list(skipped)+": "+skipped[0].Why, "assign them, or change the scoping filter, if they should be sent")
	}
}

// list returns the first few names.
func list(of []idp.Failure) string {
	const most = 3
	var some []string
	for _, one := range of[:min(most, len(of))] {
		some = append(some, migrate.Quote(one.Name))
	}
	if len(of) > most {
		some = append(some, fmt.Sprintf("%d more", len(of)-most))
	}
	return strings.Join(some, ", ")
}

// ofUsers finds users without the attribute that their user name at Dashlane is made from.
func (f *findings) ofUsers(s schema, users []user) {
	attribute, other := s.source("User", "userName")
	if attribute == "" && other == "" && len(s.mappings("User")) > 0 {
		f.add("user-name-not-mapped", "Users are sent without a user name", "nothing is mapped to userName",
			"map userName in the app's mappings in the Entra admin center")
	}
	if attribute != "mail" {
		return
	}
	var without []idp.Failure
	for _, u := range users {
		if u.Mail == "" {
			without = append(without, idp.Failure{Name: u.Name})
		}
	}
	if len(without) > 0 {
		f.add("users-without-mail", fmt.Sprintf("%d assigned users have no e-mail address", len(without)),
			list(without)+": userName is made from mail, which is empty",
			"give them an address, or map userName from userPrincipalName")
	}
}
