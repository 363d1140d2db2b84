package main

import (
	"context"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
)

func newFix(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fix",
		Short: "Make the names exact: plan, apply, undo",
		Long: `Make names exact in three steps: plan writes down every change and changes
nothing; apply shows a plan, asks, and carries it out with a journal; undo takes
changes back from the journal.`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return badFlag("fix needs to know what to do", "", "give fix plan, fix apply or fix undo")
		},
	}
	cmd.AddCommand(newFixPlan(global), newFixApply(global), newFixUndo(global))
	return cmd
}

// sides are the two sources, open, with the groups that they hold. A side that
// nobody named is missing.
type sides struct {
	sources map[migrate.Side]migrate.Source
	lists   map[migrate.Side]list
	adName  migrate.Attribute
}

func (s *sides) close() {
	for _, source := range s.sources {
		closeSource(source)
	}
}

// openSides finds the secrets, connects, and reads the lists. A side that is
// neither named nor remembered is left out, unless it is needed.
func openSides(ctx context.Context, ad, scim *sourceFlags, remembered memory, needed func(migrate.Side) bool, progress *progressLine) (*sides, error) {
	s := &sides{sources: map[migrate.Side]migrate.Source{}, lists: map[migrate.Side]list{}}
	connections := map[migrate.Side]migrate.Connection{}
	for _, flags := range []*sourceFlags{ad, scim} {
		if known, err := flags.known(remembered); err != nil || !known && !needed(flags.side) {
			if err != nil {
				return nil, err
			}
			continue
		}
		c, err := connect(ctx, flags, remembered)
		if err != nil {
			return nil, err
		}
		connections[flags.side] = c
	}
	s.adName = migrate.Attribute(connections[migrate.AD].NameAttribute)
	if s.adName == "" || s.adName == "cn" {
		s.adName = migrate.CommonName
	}
	for side, c := range connections {
		source, err := openSource(ctx, side, c)
		if err != nil {
			s.close()
			return nil, err
		}
		s.sources[side] = source
	}
	if err := s.read(ctx, progress); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// known reports whether the side was named by a flag or is remembered.
func (s *sourceFlags) known(remembered memory) (bool, error) {
	if s.connection.Location != "" {
		return true, nil
	}
	last, err := remembered.Connection(s.side)
	return last.Location != "", err
}

// read reads all lists anew.
func (s *sides) read(ctx context.Context, progress *progressLine) error {
	for side, source := range s.sources {
		groups, err := source.Groups(ctx, progress.of(side))
		if err != nil {
			return err
		}
		s.lists[side] = list{source: source.String(), groups: groups, notes: notesOf(side, source)}
	}
	return nil
}

// targets are the sides that can be written to.
func (s *sides) targets() fix.Targets {
	targets := fix.Targets{}
	for side, source := range s.sources {
		if renamer, ok := source.(fix.Target); ok {
			targets[side] = renamer
		}
	}
	return targets
}

func (s *sides) world() fix.World {
	return fix.World{AD: s.lists[migrate.AD].groups, SCIM: s.lists[migrate.SCIM].groups, ADName: s.adName}
}

// compare pairs the lists of both sides; nil where one is missing.
func (s *sides) compare(ctx context.Context, remembered memory) (*diff.Result, error) {
	if len(s.sources) < 2 {
		return nil, nil
	}
	decisions, err := remembered.Decisions()
	if err != nil {
		return nil, err
	}
	ad, scim := s.lists[migrate.AD], s.lists[migrate.SCIM]
	result, err := diff.Compare(ctx, ad.groups, scim.groups, diff.Options{Decisions: decisions})
	if err != nil {
		return nil, err
	}
	result.ADSource, result.SCIMSource = ad.source, scim.source
	return result, nil
}
