package okta

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// action is one thing to do for the groups step.
type action struct {
	setting idp.Setting
	create  *newMapping // push this group
	turnOn  string      // the id of a mapping that is off or in error
	turnOff string      // the id of a mapping that was off before
	remove  *mapping    // stop pushing, and leave the group at the app
}

// pushPlan says what to do so that every assigned group is pushed, or, with on
// false, none. wrong says why it cannot be done.
func (p *Provider) pushPlan(ctx context.Context, s state, on bool) (plan []action, same []idp.Setting, wrong string,
	err error,
) {
	if !on {
		plan, err = p.pushOff(ctx, s)
		return plan, nil, "", err
	}
	near, err := s.near(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	bySource := map[string]mapping{}
	for _, m := range s.mappings {
		bySource[m.Source] = m
	}
	for _, g := range s.groups {
		if g.Type == builtIn {
			continue
		}
		setting := idp.Setting{Name: "push of " + migrate.Quote(names.Visible(g.name())), Before: "off", After: "on"}
		m, mapped := bySource[g.ID]
		if !mapped {
			create := newMapping{Source: g.ID, Status: active}
			target, near := s.target(g.name()), near[g.name()]
			switch {
			case target != "":
				create.TargetID = target
				setting.After = "on, linked to the group of this name at the app"
			case near != "":
				wrong = "the app has a group " + migrate.Quote(names.Visible(near)) + ", which is not exactly " +
					migrate.Quote(names.Visible(g.name())) + ": make the names exact first"
			default:
				create.TargetName = g.name()
			}
			plan = append(plan, action{setting: setting, create: &create})
			continue
		}
		sent, err := p.targetName(ctx, m, g.name(), s.targets)
		if err != nil {
			return nil, nil, "", err
		}
		if sent != g.name() {
			wrong = "the group " + migrate.Quote(names.Visible(g.name())) + " is linked to " +
				migrate.Quote(names.Visible(sent)) +
				" at the app: unlink it on the Push Groups tab first, and leave the group in the target app"
		}
		switch m.Status {
		case active:
			setting.Before = setting.After
			same = append(same, setting)
			continue
		case inError:
			setting.Before = "in error: " + names.Visible(m.Error)
		}
		plan = append(plan, action{setting: setting, turnOn: m.ID})
	}
	return plan, same, wrong, nil
}

// target finds the group of exactly this name at the app.
func (s state) target(name string) (id string) {
	for _, g := range s.targets {
		if g.name() == name {
			return g.ID
		}
	}
	return ""
}

// near finds, for the assigned groups, groups at the app whose names are variants
// of theirs: Okta would link one, or make a second group beside it.
func (s state) near(ctx context.Context) (map[string]string, error) {
	var ours, theirs []migrate.Group
	for _, g := range s.groups {
		if g.Type != builtIn {
			ours = append(ours, migrate.Group{ID: g.ID, Name: g.name()})
		}
	}
	for _, g := range s.targets {
		theirs = append(theirs, migrate.Group{ID: g.ID, Name: g.name()})
	}
	result, err := diff.Compare(ctx, ours, theirs, diff.Options{})
	if err != nil {
		return nil, err
	}
	near := map[string]string{}
	for _, row := range result.Rows {
		switch {
		case row.AD == nil:
		case row.Status == diff.Differs && row.Kinds.Certain():
			near[row.AD.Name] = row.SCIM.Name
		case row.Status == diff.Conflict && len(row.Candidates) > 0:
			near[row.AD.Name] = row.Candidates[0].Group.Name
		}
	}
	return near, nil
}

// beside are the groups that are pushed though they are not assigned: they stay
// as they are, and that is said.
func (p *Provider) beside(ctx context.Context, s state) (settings []idp.Setting, err error) {
	const left = "on, not assigned: left as it is"
	for _, m := range s.mappings {
		if _, assigned := s.groups.find(m.Source); assigned || m.Status != active {
			continue
		}
		g, err := p.group(ctx, "read a group that the app pushes", m.Source)
		if err != nil {
			return nil, err
		}
		settings = append(settings, idp.Setting{
			Name: "push of " + migrate.Quote(names.Visible(g.name())), Before: left,
			After: left,
		})
	}
	return settings, nil
}

func (p *Provider) pushOff(ctx context.Context, s state) ([]action, error) {
	var plan []action
	for _, m := range s.mappings {
		if m.Status == inactive {
			continue
		}
		g, ok := s.groups.find(m.Source)
		if !ok {
			var err error
			if g, err = p.group(ctx, "read a group that the app pushes", m.Source); err != nil {
				return nil, err
			}
		}
		before := "on"
		if m.Status == inError {
			before = "in error: " + names.Visible(m.Error)
		}
		plan = append(plan, action{remove: &m, setting: idp.Setting{
			Name:   "push of " + migrate.Quote(names.Visible(g.name())),
			Before: before, After: "off",
		}})
	}
	return plan, nil
}
