package operation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
)

// ReadSides is what a front end has read of both sides.
type ReadSides struct {
	Connections map[migrate.Side]migrate.Connection // with their secrets
	Groups      map[migrate.Side][]migrate.Group
}

// RowChoice is a row of a comparison that a person chose to rename.
type RowChoice struct {
	Row diff.Row
	fix.Choice
}

// PlanChosen plans the renames of the rows that a person chose. throughAD is
// fix.Options.ThroughAD. It changes nothing.
func (s *Service) PlanChosen(ctx context.Context, result diff.Result, chosen []RowChoice, throughAD bool,
	read ReadSides, show Progress,
) (*RenamePlan, error) {
	changesAD := func(c RowChoice) bool { return c.Side == migrate.AD }
	if err := oneNameAttribute(read.Connections[migrate.AD]); err != nil && slices.ContainsFunc(chosen, changesAD) {
		return nil, err
	}
	sides, err := s.openRead(ctx, read)
	if err != nil {
		return nil, err
	}
	defer sides.close()
	if throughAD {
		if err := s.mayChangeThroughAD(sides.adName); err != nil {
			return nil, err
		}
	}
	// Only the chosen rows are passed on, so that two groups with the same name are never
	// mixed up.
	o := fix.Options{ADName: sides.adName, ThroughAD: throughAD}
	result.Rows = nil
	for _, c := range chosen {
		g := c.Row.SCIM
		if c.Side == migrate.AD {
			g = c.Row.AD
		}
		result.Rows = append(result.Rows, c.Row)
		c.Group = cmp.Or(g.ID, g.Name)
		o.Choices = append(o.Choices, c.Choice)
	}
	targets := sides.targets()
	if t := targets[migrate.AD]; t != nil {
		result.ADSource = t.String()
	}
	if t := targets[migrate.SCIM]; t != nil {
		result.SCIMSource = t.String()
	}
	plan, err := fix.NewPlan(ctx, &result, o, targets, show.Report(migrate.SCIM))
	if err != nil {
		return nil, err
	}
	return s.reviewed(plan, sides), nil
}

// PlanUndoRun plans to undo one run, after finding out which of its changes were made.
func (s *Service) PlanUndoRun(ctx context.Context, run string, read ReadSides, show Progress) (*RenamePlan, error) {
	if err := s.checkJournal(ctx, ""); err != nil {
		return nil, err
	}
	sides, err := s.openRead(ctx, read)
	if err != nil {
		return nil, err
	}
	defer sides.close()
	if err := s.settle(ctx, sides.targets(), true, show); err != nil {
		return nil, err
	}
	plan, err := s.planUndo(fix.Selection{Run: run})
	if err != nil {
		return nil, err
	}
	if err := plan.ReadObjects(ctx, sides.targets(), show.Report(migrate.SCIM)); err != nil {
		return nil, err
	}
	return s.reviewed(plan, sides), nil
}

// AppliedRenames is the result of ApplyRenames. Lists are the lists of its comparison, and
// ReadAt is when reading them began; both are empty if nothing was compared.
type AppliedRenames struct {
	fix.Report
	Lists  map[migrate.Side]List
	ReadAt time.Time
}

// ApplyRenames carries out a plan that a person approved, up to the first failure, and
// compares both sides again. The report says what was done, even if there is an error.
func (s *Service) ApplyRenames(ctx context.Context, plan RenamePlan, read ReadSides, show Progress) (AppliedRenames,
	error,
) {
	report := AppliedRenames{Report: fix.Report{Result: &fix.Result{}, LeftOut: leftOut(plan.Review)}}
	if err := s.checkJournal(ctx, ""); err != nil {
		return report, err
	}
	sides, err := s.openRead(ctx, read)
	if err != nil {
		return report, err
	}
	defer sides.close()
	if plan.Review.Plan.ThroughAD() {
		if err := s.mayChangeThroughAD(sides.adName); err != nil {
			return report, err
		}
	}
	if side := sides.unwritable(plan.Review.Plan); side != "" {
		return report, &UnwritableError{side, sides.lists[side].Source}
	}
	if len(plan.Review.Plan.Fixes) == 0 {
		return report, nil
	}
	_, err = s.carryOutAndCompare(ctx, &report.Report, plan.Review, sides, RenameOptions{StopAfter: DefaultStopAfter},
		show)
	if report.Remaining != nil {
		report.Lists, report.ReadAt = sides.lists, sides.readAt
	}
	return report, err
}

// openRead opens sides that a front end has read, to write to them and to read them again.
func (s *Service) openRead(ctx context.Context, read ReadSides) (*sides, error) {
	all := &sides{
		service: s, sources: map[migrate.Side]migrate.Source{}, from: read.Connections, lists: map[migrate.Side]List{},
		adName: NameAttribute(read.Connections[migrate.AD]),
	}
	for side, c := range read.Connections {
		all.lists[side] = List{From: c, Source: c.String(), Groups: read.Groups[side]}
		source, err := s.openSide(ctx, side, c)
		if err != nil {
			all.close()
			return nil, err
		}
		all.sources[side] = source
	}
	return all, nil
}

func (s *Service) openSide(ctx context.Context, side migrate.Side, c migrate.Connection) (migrate.Source, error) {
	if s.OpenSide != nil {
		return s.OpenSide(ctx, side, c)
	}
	return s.Open(ctx, c, unattended{})
}
