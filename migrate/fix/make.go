package fix

import (
	"cmp"
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
)

// DefaultSide is the side that is renamed by default. AD sync used the name in Active Directory, and so do the
// sharing groups at Dashlane.
const DefaultSide = migrate.SCIM

// Options select what a plan changes.
type Options struct {
	// Kinds leaves out rows without any of these kinds; empty means all rows.
	Kinds names.Kinds
	// Side is the side to rename; empty means DefaultSide.
	Side migrate.Side
	// Attributes are the attributes to change on the AD side; empty means ADName.
	Attributes []migrate.Attribute
	// ADName is the attribute that the names in the AD list come from; empty means CommonName.
	ADName migrate.Attribute
	// Only selects groups of either side by id or by exact name; empty means every row except Similar ones. A Similar
	// row is only planned if it is selected here or in Choices, or if an admin or the id matched the groups.
	Only []string
	// ThroughAD changes displayName in Active Directory where a directory sync makes the SCIM side's name from it, so
	// that the sync passes on the AD name. ADName must be another attribute, and AD sync must be stopped.
	ThroughAD bool
	// Choices override the options for single rows, and add these rows to the plan.
	Choices []Choice
}

// NewPlan plans the renames that make the names of a comparison exact. It reads the objects from the targets; a target
// may be missing, for example if a list came from a file. Every error is a *migrate.Problem or ctx.Err(): BadInput
// if Only or Choices contain an unknown group.
func NewPlan(ctx context.Context, r *diff.Result, o Options, targets Targets, report migrate.Report) (*Plan, error) {
	o.Side = cmp.Or(o.Side, DefaultSide)
	o.ADName = o.ADName.Name()
	if len(o.Attributes) == 0 {
		o.Attributes = []migrate.Attribute{o.ADName}
	}
	m := &maker{result: r, options: o, plan: newPlan(), left: map[reason]int{}, conflicts: map[int]bool{}}
	if err := m.choose(); err != nil {
		return nil, err
	}
	if err := m.read(ctx, targets, report); err != nil {
		return nil, err
	}
	for _, c := range m.chosen {
		m.add(c)
	}
	m.notes()
	return m.plan, nil
}

type maker struct {
	result    *diff.Result
	options   Options
	plan      *Plan
	chosen    []chosen
	left      map[reason]int // number of groups or conflicts that were left out
	conflicts map[int]bool   // conflicts that are counted in left
}

// chosen is a row to change.
type chosen struct {
	row        *diff.Row
	side       migrate.Side
	value      *string
	attributes []migrate.Attribute
}

// group returns the group to rename.
func (c chosen) group() *migrate.Group {
	if c.side == migrate.AD {
		return c.row.AD
	}
	return c.row.SCIM
}

func (c chosen) partner() *Partner {
	g, side := c.row.SCIM, migrate.SCIM
	if c.side == migrate.SCIM {
		g, side = c.row.AD, migrate.AD
	}
	if g == nil {
		return nil
	}
	return &Partner{side, g.ID, g.Name}
}

func (m *maker) read(ctx context.Context, targets Targets, report migrate.Report) error {
	var wanted []reading
	for _, c := range m.chosen {
		if g := c.group(); g.ID != "" && targets[c.side] != nil {
			wanted = append(wanted, reading{c.side, g.ID})
		}
	}
	read, err := readObjects(ctx, wanted, targets, report)
	if m.plan.objects = read; err != nil {
		return err
	}
	return m.readThroughAD(ctx, targets, report)
}

// add plans one row, with one fix for each attribute.
func (m *maker) add(c chosen) {
	if m.options.ThroughAD && m.throughAD(c) {
		m.addThroughAD(c)
		return
	}
	group, partner := c.group(), c.partner()
	target, why := m.result.SCIMSource, "so that the SCIM name is the one in Active Directory"
	if c.side == migrate.AD {
		target, why = cmp.Or(group.Source, m.result.ADSource), "so that the name in Active Directory is the SCIM name"
	}
	_, after := Choice{Side: c.side, Value: c.value}.Names(c.row)
	if c.value != nil {
		why = "you set this name"
		if partner != nil && partner.Name != after {
			partner = nil
		}
	}
	for _, attribute := range c.attributes {
		f := Fix{
			Side: c.side, Target: target, ID: group.ID, DN: group.DN, Attribute: attribute,
			Before: group.Name, After: after, Why: why, Partner: partner,
		}
		o, asked := m.plan.objects[f.object()]
		if asked && o == nil {
			m.left[gone]++
			continue
		}
		if asked {
			before, has := o.Names[attribute]
			if !has && c.side == migrate.SCIM {
				before = group.Name
			}
			f.DN, f.Version, f.Before = o.DN, o.Version, before
		} else if c.side == migrate.AD && attribute != m.options.ADName {
			m.left[unread(attribute)]++
			continue
		}
		if f.Before == f.After {
			m.left[hasItsName]++
			continue
		}
		f.Kinds = kindsOf(f.Before, f.After)
		f.Why += difference(f.Kinds)
		f.Warnings = consequences(f)
		m.plan.add(f)
	}
}

// kindsOf returns how two names differ, or Renamed if they aren't alike at all.
func kindsOf(before, after string) names.Kinds {
	if d, ok := names.Compare(before, after); ok {
		return d.Kinds
	}
	return names.NewKinds(names.Renamed)
}

func difference(k names.Kinds) string {
	if k.Empty() || !k.Certain() {
		return ""
	}
	return " (they differ in " + k.String() + ")"
}

// consequences returns warnings about what depends on the attribute.
func consequences(f Fix) []string {
	if f.Side != migrate.AD {
		return nil
	}
	switch f.Attribute {
	case migrate.CommonName:
		return []string{"the distinguished name changes: update scripts, filters and applications that refer to the group by it"}
	case migrate.SAMAccountName:
		return []string{"the logon name changes: update scripts, file permissions and older applications that use it"}
	}
	return nil
}
