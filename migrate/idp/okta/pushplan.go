package okta

import (
	"context"
	"encoding/json"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// pushBackup is what the groups step does, with what is needed to undo it.
type pushBackup struct {
	Mappings []mapping `json:"mappings"`        // the mappings before the step
	Added    []string  `json:"added,omitempty"` // ids of source groups without a mapping before
	Push     []pushed  `json:"push,omitempty"`  // groups that are pushed after the step
	Off      []string  `json:"off,omitempty"`   // ids of source groups that are no longer pushed
}

// pushed is a group that the step pushes.
type pushed struct {
	Source string `json:"source"`
	Name   string `json:"name"`
	// Link says that Dashlane is known to have a group with this name, so that it must be linked; otherwise a second
	// one could be created.
	Link bool `json:"link,omitempty"`
}

// action is one change of the push mappings.
type action struct {
	create  *newMapping // push this group
	turnOn  string      // id of a mapping that is off or has an error
	turnOff string      // id of a mapping that was off before
	remove  *mapping    // stop pushing, without deleting the group at the app
}

func bySource(mappings []mapping, source string) *mapping {
	i := slices.IndexFunc(mappings, func(m mapping) bool { return m.Source == source })
	if i < 0 {
		return nil
	}
	return &mappings[i]
}

// actions returns the changes from the current mappings to those of the step. wrong is why they can't be made.
func (b pushBackup) actions(ctx context.Context, s state) (actions []action, wrong string, err error) {
	near, err := b.near(ctx, s.targets)
	if err != nil {
		return nil, "", err
	}
	for _, g := range b.Push {
		switch m := bySource(s.mappings, g.Source); {
		case m == nil:
			create := newMapping{Source: g.Source, Status: active}
			targets := s.target(g.Name)
			switch {
			case len(targets) == 1:
				create.TargetID = targets[0]
			case len(targets) > 1:
				wrong = "Dashlane has several groups " + quoted(g.Name) + ": delete or rename all but one there first"
			case near[g.Name] != "":
				wrong = "Dashlane has a group " + quoted(near[g.Name]) + ", which is not exactly " + quoted(g.Name) +
					": make the names exact first"
			case g.Link:
				wrong = "Dashlane has a group " + quoted(g.Name) +
					" that Okta has not imported, and a push by name could make a second one: import the groups from the app first"
			default:
				create.TargetName = g.Name
			}
			actions = append(actions, action{create: &create})
		case m.Status != active:
			actions = append(actions, action{turnOn: m.ID})
		}
	}
	for _, source := range b.Off {
		if m := bySource(s.mappings, source); m != nil && m.Status != inactive {
			actions = append(actions, action{remove: m})
		}
	}
	return actions, wrong, nil
}

func quoted(name string) string { return migrate.Quote(names.Visible(name)) }

// target returns the ids of the groups with exactly this name at the app.
func (s state) target(name string) (ids []string) {
	for _, g := range s.targets {
		if g.name() == name {
			ids = append(ids, g.ID)
		}
	}
	return ids
}

// near finds groups at the app whose names are variants of the names to push. Okta would link one of them, or
// create a second group.
func (b pushBackup) near(ctx context.Context, targets groupList) (map[string]string, error) {
	var ours, theirs []migrate.Group
	for _, g := range b.Push {
		ours = append(ours, migrate.Group{ID: g.Source, Name: g.Name})
	}
	for _, g := range targets {
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
		case row.Status == diff.Conflict && len(row.Candidates()) > 0:
			near[row.AD.Name] = row.Candidates()[0].Group.Name
		}
	}
	return near, nil
}

// planOn plans to push the groups that AD sync sent, whatever is assigned. Other pushed groups aren't changed, but
// are shown.
func (p *Provider) planOn(ctx context.Context, s state, want idp.DesiredConfig) (idp.Step, error) {
	step := idp.Step{
		ID: idp.StepGroups, Title: "Push the groups that AD sync had", Mode: idp.ModeApply, Fingerprint: s.seenGroups(),
	}
	work := pushBackup{Mappings: s.mappings}
	directory, err := p.Directory(ctx, nil)
	if err != nil {
		return step, err
	}
	known := func(name string) bool { return slices.Contains(want.DashlaneGroups, name) || len(s.target(name)) > 0 }
	for _, pair := range idp.Pair(want.ADGroups, directory, s.idpApp()) {
		row := idp.Setting{Name: "push of " + quoted(pair.AD.Name)}
		if len(pair.Found) != 1 {
			row.Before = "not pushed: no group of Okta has this name"
			if len(pair.Found) > 1 {
				row.Before = "not pushed: several groups of Okta have this " + pair.By
			}
			row.After = row.Before
			step.Settings = append(step.Settings, row)
			continue
		}
		g := pair.Found[0]
		if slices.ContainsFunc(work.Push, func(other pushed) bool { return other.Source == g.ID }) {
			continue
		}
		work.Push = append(work.Push, pushed{Source: g.ID, Name: g.Name, Link: known(g.Name)})
		if row, err = p.pushRow(ctx, s, &step, g, known(g.Name)); err != nil {
			return step, err
		}
		if bySource(s.mappings, g.ID) == nil {
			work.Added = append(work.Added, g.ID)
		}
		step.Settings = append(step.Settings, row)
	}
	if _, wrong, err := work.withoutImport().actions(ctx, s); err != nil || wrong != "" {
		step.Wrong = wrong
		if err != nil {
			return step, err
		}
	}
	beside, err := p.beside(ctx, s, work)
	step.Settings = append(step.Settings, beside...)
	if len(step.Settings) == 0 {
		step.Settings = []idp.Setting{{Name: "Groups that AD sync had", Before: "none", After: "none"}}
	}
	step.Backup = backup(work)
	return step, err
}

// withoutImport removes what is only wrong until the groups are imported, which is a separate step.
func (b pushBackup) withoutImport() pushBackup {
	b.Push = slices.Clone(b.Push)
	for i := range b.Push {
		b.Push[i].Link = false
	}
	return b
}

// pushRow returns the setting for one group, and adds to the step what is wrong with it.
func (p *Provider) pushRow(ctx context.Context, s state, step *idp.Step, g idp.Group, linked bool) (idp.Setting,
	error,
) {
	row := idp.Setting{Name: "push of " + quoted(g.Name), Before: "off", After: "on"}
	m := bySource(s.mappings, g.ID)
	if m == nil {
		if linked {
			row.After = "on, linked to the group of this name at Dashlane"
		}
		return row, nil
	}
	sent, err := p.targetName(ctx, *m, g.Name, s.targets)
	if err != nil {
		return row, err
	}
	if sent != g.Name {
		step.Wrong = "the group " + quoted(g.Name) + " is linked to " + quoted(sent) +
			" at the app: unlink it on the Push Groups tab first, and leave the group in the target app"
	}
	switch m.Status {
	case active:
		row.Before = row.After
	case inError:
		row.Before = "in error: " + names.Visible(m.Error)
	}
	return row, nil
}

// beside returns the groups that are pushed although AD sync didn't send them. They aren't changed, but are shown.
func (p *Provider) beside(ctx context.Context, s state, work pushBackup) (rows []idp.Setting, err error) {
	const left = "on, not a group of AD sync: left as it is"
	for _, m := range s.mappings {
		if m.Status != active ||
			slices.ContainsFunc(work.Push, func(g pushed) bool { return g.Source == m.Source }) {
			continue
		}
		g, err := p.source(ctx, s, m)
		if err != nil {
			return nil, err
		}
		rows = append(rows, idp.Setting{Name: "push of " + quoted(g.name()), Before: left, After: left})
	}
	return rows, nil
}

// source reads the group that a mapping pushes.
func (p *Provider) source(ctx context.Context, s state, m mapping) (group, error) {
	if g, ok := s.groups.find(m.Source); ok {
		return g, nil
	}
	return p.group(ctx, "read a group that the app pushes", m.Source)
}

// planOff plans to push no group.
func (p *Provider) planOff(ctx context.Context, s state) (idp.Step, error) {
	step := idp.Step{
		ID: idp.StepGroups, Title: "Stop pushing groups by SCIM", Mode: idp.ModeApply, Fingerprint: s.seenGroups(),
	}
	work := pushBackup{Mappings: s.mappings}
	for _, m := range s.mappings {
		if m.Status == inactive {
			continue
		}
		g, err := p.source(ctx, s, m)
		if err != nil {
			return step, err
		}
		row := idp.Setting{Name: "push of " + quoted(g.name()), Before: "on", After: "off"}
		if m.Status == inError {
			row.Before = "in error: " + names.Visible(m.Error)
		}
		step.Settings = append(step.Settings, row)
		work.Off = append(work.Off, m.Source)
	}
	if len(step.Settings) == 0 {
		step.Settings = []idp.Setting{{Name: "Push Groups", Before: "none", After: "none"}}
	}
	step.Backup = backup(work)
	return step, nil
}

// planUnknown leaves the groups to the admin, because it isn't known which ones AD sync sent.
func (s state) planUnknown() idp.Step {
	n := len(pushedSources(s.mappings))
	row := idp.Setting{Name: "Groups that AD sync had", Before: "not known", After: "not known: nothing is pushed"}
	return idp.Step{
		ID: idp.StepGroups, Title: "Push the groups that AD sync had", Mode: idp.ModeGuide, Fingerprint: s.seenGroups(),
		Settings: []idp.Setting{row}, Guide: unknownGroupsGuide(n), UndoGuide: groupsBack,
	}
}

// readBackup returns what a groups step does; ok is false if it has no backup.
func readBackup(step idp.Step) (b pushBackup, ok bool) {
	if len(step.Backup) == 0 || json.Unmarshal(step.Backup, &b) != nil {
		return b, false
	}
	if len(b.Push) == 0 { // written by an earlier version
		for _, source := range b.Added {
			b.Push = append(b.Push, pushed{Source: source})
		}
	}
	return b, true
}

// ReadStep returns the state of the groups step for the groups in it. It ignores other groups that are pushed or
// assigned.
func (p *Provider) ReadStep(ctx context.Context, a idp.App, step idp.Step) (idp.StepState, bool, error) {
	work, ok := readBackup(step)
	if step.ID != idp.StepGroups || !ok {
		return "", false, nil
	}
	now, err := p.mappings(ctx, a, nil)
	if err != nil {
		return "", true, err
	}
	return work.standing(now), true, nil
}

func (b pushBackup) standing(now []mapping) idp.StepState {
	before, after := true, true
	for _, one := range append(b.sources(), b.Off...) {
		was, is := bySource(b.Mappings, one), bySource(now, one)
		on := is != nil && is.Status != inactive
		asAfter := on != slices.Contains(b.Off, one)
		asBefore := is == nil && was == nil ||
			is != nil && was != nil && is.Target == was.Target && on == (was.Status != inactive)
		if !asAfter && !asBefore {
			return idp.StepOther
		}
		before, after = before && asBefore, after && asAfter
	}
	switch {
	case after:
		return idp.StepMade
	case before:
		return idp.StepNotMade
	}
	return idp.StepPartlyMade
}

func (b pushBackup) sources() (ids []string) {
	for _, g := range b.Push {
		ids = append(ids, g.Source)
	}
	return ids
}
