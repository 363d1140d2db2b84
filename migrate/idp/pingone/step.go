package pingone

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Mode returns who usually makes a step. If a connection has several rules, the plan leaves the step to the admin.
func (p *Provider) Mode(step idp.StepID) idp.Mode {
	if step == idp.StepScope {
		return idp.ModeVerify
	}
	return idp.ModeApply
}

const (
	notTold      = idp.NotReported + "PingOne's API"
	revisionName = "Revision of the provisioning"
	upToDate     = "up to date"
	none         = "none"
	there        = "there"
)

// kept is the backup that Revert needs.
type kept struct {
	Config config   `json:"config,omitempty"` // without secrets; null for values that weren't set
	Made   bool     `json:"made,omitempty"`   // the connection didn't exist
	Groups []string `json:"groups,omitempty"`
	Status string   `json:"status,omitempty"` // status of the connection
	Plan   string   `json:"plan,omitempty"`   // status of the plan
	Active bool     `json:"active,omitempty"` // the rule was on
}

func keep(k kept) json.RawMessage {
	text, err := json.Marshal(k)
	if err != nil {
		panic(err) // can't happen: it was read as JSON
	}
	return text
}

// Plan reads the connection, its rule, the plan and the newest revision, and plans what each step would change.
func (p *Provider) Plan(ctx context.Context, a idp.App, want idp.DesiredConfig) ([]idp.Step, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return nil, err
	}
	groups, err := p.groupsStep(ctx, s, want)
	if err != nil {
		return nil, err
	}
	steps := []idp.Step{
		endpointStep(s, want),
		{ID: idp.StepTest, Title: "Test the connection", Mode: idp.ModeApply},
		usersStep(s), groups, scopeStep(s),
	}
	steps = append(steps, startStep(s, steps))
	if s.store != nil && s.store.Type != scimType {
		for i := range steps {
			steps[i].Wrong = "the connection is not of the type SCIM Outbound"
		}
	}
	return steps, nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func isThere(is bool) string {
	if is {
		return there
	}
	return none
}

func endpointStep(s state, want idp.DesiredConfig) idp.Step {
	c := s.config()
	step := idp.Step{
		ID: idp.StepEndpoint, Title: "Give PingOne the SCIM endpoint and the token", Mode: idp.ModeApply,
		Fingerprint: s.seen(idp.StepEndpoint),
		Settings:    []idp.Setting{{Name: "Connection", Before: isThere(s.store != nil), After: there}},
	}
	set := c.forEndpoint(want)
	for _, one := range []struct{ key, name string }{
		{urlKey, "SCIM base URL"},
		{versionKey, "SCIM version"},
		{methodKey, "Authentication method"},
		{headerKey, "Auth type header"},
		{usersKey, "Users resource"},
		{groupsKey, "Groups resource"},
		{uniqueKey, "User identifier"},
		{filterKey, "User filter expression"},
		{removeKey, "Remove action"},
		{sourceKey, "Group name source"},
	} {
		if after, sets := set[one.key].(string); sets {
			step.Settings = append(step.Settings, idp.Setting{Name: one.name, Before: c.text(one.key), After: after})
		}
	}
	token := notTold
	if c.told(tokenKey) != "" {
		token = "set"
	}
	step.Settings = append(step.Settings, idp.Setting{Name: "OAuth access token", Before: token, After: idp.NewSecret},
		idp.Setting{Name: "Provisioning rule", Before: isThere(len(s.rules) > 0), After: there})
	step.Backup = keep(kept{Config: c.before(set), Made: s.store == nil})
	return step
}

func usersStep(s state) idp.Step {
	c := s.config()
	return idp.Step{
		ID: idp.StepUsers, Title: "Turn user provisioning on", Mode: idp.ModeApply,
		Fingerprint: s.seen(idp.StepUsers), Backup: keep(kept{Config: c.before(forUsers())}),
		Settings: []idp.Setting{
			{Name: "Create users", Before: onOff(c.on(createKey)), After: "on"},
			{Name: "Update users", Before: onOff(c.on(updateKey)), After: "on"},
			{Name: "Disable users", Before: onOff(c.on(disableKey)), After: "on"},
		},
	}
}

// groupsStep removes every group from the rule, or checks that some are selected. Assign or the admin selects them.
func (p *Provider) groupsStep(ctx context.Context, s state, want idp.DesiredConfig) (idp.Step, error) {
	n, after := s.selected(), count(0)
	step := idp.Step{
		ID: idp.StepGroups, Title: "Turn group provisioning off", Mode: idp.ModeApply,
		Fingerprint: s.seen(idp.StepGroups),
	}
	var back kept
	if r := s.rule(); r != nil {
		back.Groups = r.ids()
	}
	step.Backup = keep(back)
	if want.GroupProvisioning() {
		step.Title, after = "Turn group provisioning on", count(n)
		if n == 0 {
			after = "those that AD sync had"
			step.Mode = idp.ModeVerify // the program can't know which ones
		}
		outside, err := p.outside(ctx, s)
		if err != nil {
			return step, err
		}
		if len(outside) > 0 {
			step.Wrong = outsideWhy(outside)
		}
	}
	step.Settings = []idp.Setting{{Name: "Groups of the rule", Before: count(n), After: after}}
	if want.GroupProvisioning() {
		handling := orNone(names.Visible(s.config().text(memberKey))) // the admin chooses how memberships are handled
		step.Settings = append(step.Settings, idp.Setting{
			Name: "Group membership handling", Before: handling,
			After: handling,
		})
	}
	if len(s.rules) > 1 {
		step.Mode = idp.ModeVerify
	}
	if step.Mode == idp.ModeVerify {
		step.Guide = groupsGuide(want)
	}
	return step, nil
}

// outside returns the selected groups of other directories. PingOne only provisions its own groups.
func (p *Provider) outside(ctx context.Context, s state) ([]idp.Group, error) {
	if s.selected() == 0 {
		return nil, nil
	}
	all, err := p.Directory(ctx, nil)
	var out []idp.Group
	for _, g := range all {
		if g.Authority != "" && slices.ContainsFunc(s.rules, func(r rule) bool { return slices.Contains(r.ids(), g.ID) }) {
			out = append(out, g)
		}
	}
	return out, err
}

func outsideWhy(outside []idp.Group) string {
	return fmt.Sprintf("PingOne does not provision groups of an external directory, and the rule has %d, such as %s: select groups of PingOne's own instead", len(outside), migrate.Quote(outside[0].Name))
}

func scopeStep(s state) idp.Step {
	filter, after := names.Visible(s.filter()), names.Visible(s.filter())
	if filter == "" {
		filter, after = none, "the users that AD sync had"
	}
	before, mapped := s.mapped()
	return idp.Step{
		ID: idp.StepScope, Title: "Provision the right users alone", Mode: idp.ModeVerify,
		Guide: scopeGuide(s),
		Settings: []idp.Setting{
			{Name: "User filter", Before: filter, After: after},
			{Name: "Attribute mapping", Before: before, After: mapped},
		},
	}
}

// mapped returns what is mapped to the user name at Dashlane, now and later. A rule that the program created has no
// mapping until the admin adds it; one from the console may use PingOne's defaults, which its own mappings replace.
func (s state) mapped() (before, after string) {
	const name = "userName is mapped"
	own := false
	for _, r := range s.rules {
		all := s.mappings[r.ID]
		switch {
		case slices.ContainsFunc(all, func(m mapping) bool { return m.Target == "userName" }):
			own = true
		case len(all) > 0:
			return "userName is not mapped", name
		case r.Name == newName:
			return none, name
		}
	}
	switch {
	case len(s.rules) == 0:
		return none, name
	case own:
		return name, name
	}
	return "PingOne's defaults", "PingOne's defaults"
}

func startStep(s state, earlier []idp.Step) idp.Step {
	plan, status := onOff(false), ""
	if s.plan != nil {
		plan, status = onOff(s.plan.Status == statusOn), s.plan.Status
	}
	step := idp.Step{
		ID: idp.StepStart, Title: "Turn the rule on", Mode: idp.ModeApply, Fingerprint: s.seen(idp.StepStart),
		Settings: []idp.Setting{
			{Name: "Provisioning plan", Before: plan, After: "on"},
			{Name: "Connection", Before: onOff(s.store != nil && s.store.Status == statusOn), After: "on"},
			{Name: "Provisioning rule", Before: onOff(s.active()), After: "on"},
		},
	}
	back := kept{Plan: status, Active: s.active()}
	if s.store != nil {
		back.Status = s.store.Status
	}
	step.Backup = keep(back)
	before := upToDate
	switch {
	case s.revision.ID == "":
		before = none
	case s.outdated(true):
		before = "older than the settings"
	case step.Changes() || slices.ContainsFunc(earlier, idp.Step.Changes):
		before = "older than these steps"
	}
	step.Settings = append(step.Settings, idp.Setting{Name: revisionName, Before: before, After: upToDate})
	if status == statusOff && s.others > 0 {
		step.Wrong = fmt.Sprintf(
			"the environment's provisioning plan is off, and %d rules of other connections would start with it: turn those rules off, or the plan on, first", s.others)
	}
	if len(s.rules) > 1 {
		step.Mode, step.Guide = idp.ModeVerify, startGuide()
	}
	return step
}

func count(n int) string { return fmt.Sprintf("%d selected", n) }
