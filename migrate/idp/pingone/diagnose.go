package pingone

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

const (
	whyDN  = "the group name source is Distinguished Name"
	nextDN = "set it to Common Name in the connection's configuration"
)

// mostGroups is the maximum number of groups for one rule that PingOne recommends.
const mostGroups = 1000

type findings []idp.Finding

func (f *findings) add(id, title, why, next string) {
	*f = append(*f, idp.Finding{ID: id, Sure: true, Title: title, Why: why, Next: next})
}

func (f *findings) likely(id, title, why, next string) {
	*f = append(*f, idp.Finding{ID: id, Title: title, Why: why, Next: next})
}

// Diagnose checks the connection, its rules, the plan and the revision. If PingOne returns the token, Diagnose
// makes it test the connection.
func (p *Provider) Diagnose(ctx context.Context, a idp.App) ([]idp.Finding, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return nil, err
	}
	var all findings
	if s.store == nil {
		all.add("no-connection", "The connection is not made yet", "without it nothing is sent", "run ad2scim enable")
		return all, nil
	}
	if err := p.diagnoseConnection(ctx, *s.store, &all); err != nil {
		return nil, err
	}
	s.diagnoseRules(&all)
	outside, err := p.outside(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(outside) > 0 {
		all.add("external-groups", "Some groups of the rule are never sent", outsideWhy(outside),
			"make groups of PingOne's own with the same members and exact names, and select those")
	}
	s.diagnoseSync(&all)
	return all, nil
}

func (p *Provider) diagnoseConnection(ctx context.Context, s store, all *findings) error {
	c := s.Configuration
	if c.text(sourceKey) == distinguishedName {
		all.add("distinguished-names", "Groups are sent by their distinguished names",
			whyDN+", so that no name is exactly that of AD", nextDN)
	}
	if handling := c.text(memberKey); strings.EqualFold(handling, "overwrite") {
		all.likely("members-overwritten", "PingOne replaces the members of the groups at Dashlane",
			"group membership handling is "+migrate.Quote(handling)+
				", so members who are not in PingOne's group are removed from the group at Dashlane",
			"to keep them, choose Merge in the connection's configuration; otherwise check the members first")
	}
	if c.text(methodKey) != bearer {
		all.add("wrong-authentication", "The connection does not use a bearer token",
			"its method is "+migrate.Quote(c.text(methodKey)), "choose "+bearer)
	}
	if s.Status == statusOff {
		all.add("connection-off", "The connection is off", "nothing is sent",
			"turn it on when the migration reaches that step")
	}
	token := c.told(tokenKey)
	if c.text(methodKey) != bearer || token == "" {
		return nil
	}
	_, err := p.test(ctx, s, token)
	if problem, is := errors.AsType[*migrate.Problem](err); is && problem.Err == nil {
		all.add("test-failed", "PingOne's test of the connection fails", problem.Why, problem.Next)
		return nil
	}
	return scrub(err, migrate.NewSecret(token))
}

func (s state) diagnoseRules(all *findings) {
	switch {
	case len(s.rules) == 0:
		all.add("no-rule", "No rule leads to the connection", "without a rule nothing is sent", "add a provisioning rule")
	case !s.active():
		all.add("rule-off", "The provisioning rule is off", "nothing is sent",
			"turn it on when the migration reaches that step")
	}
	if s.plan != nil && s.plan.Status == statusOff {
		all.add("plan-off", "The environment's provisioning plan is off", "PingOne ignores all of its rules",
			"run ad2scim enable, which turns it on with the rule")
	}
	if r := s.rule(); r != nil {
		if s.filter() == "" {
			all.add("no-user-filter", "The rule has no user filter", "it doesn't define which users are sent",
				"set it in the console: the rule, User Filter")
		}
		if before, after := s.mapped(); before != after {
			all.add("not-mapped", "The user's name is not mapped", "the rule's attribute mapping has nothing for userName",
				"add it in the console: the rule, Attribute Mapping")
		}
	}
	if s.selected() > mostGroups {
		all.likely("many-groups", "The rule has very many groups", fmt.Sprintf("it has %d; PingOne recommends %d at most",
			s.selected(), mostGroups), "divide them among several rules")
	}
	switch {
	case s.revision.ID == "" && s.active():
		all.likely("no-revision", "The settings may not be in effect", "the environment has no revision of its provisioning",
			"run ad2scim enable again, which makes one")
	case s.outdated(false):
		all.likely("old-revision", "The last change may not be in effect",
			"the newest revision of the provisioning is older: it was not made, or failed",
			"run ad2scim enable again, which makes one")
	}
}

// refusals are parts of messages about an endpoint that refuses a token.
var refusals = []string{"401", "403", "unauthorized", "unauthorised", "forbidden", "invalid token", "invalid_token"}

func (s state) diagnoseSync(all *findings) {
	t := s.store.SyncStatus
	if t == nil {
		return
	}
	details, why := strings.ToLower(t.Details), names.Visible(t.Details)
	if why == "" {
		why = "PingOne gives no details"
	}
	if slices.ContainsFunc(refusals, func(word string) bool { return strings.Contains(details, word) }) {
		all.likely("token-refused", "Dashlane may refuse the token", why,
			"enter a new SCIM API token: run ad2scim enable again")
	}
	const next = "the console names each: Integrations > Provisioning > Rules, the rule, its sync summary, Audit logs"
	if t.State == "FAILED" || t.Failed > 0 {
		all.add("sync-failed", fmt.Sprintf("%d users or groups were not sent", t.Failed), why, next)
	}
	if t.Removed > 0 {
		all.add("removal-failed", fmt.Sprintf("%d users could not be removed", t.Removed), why, next)
	}
}
