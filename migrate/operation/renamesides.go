package operation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
)

// sides are the two open sources with their groups. A side that isn't connected is missing.
type sides struct {
	service *Service
	sources map[migrate.Side]migrate.Source
	from    map[migrate.Side]migrate.Connection
	lists   map[migrate.Side]List
	adName  migrate.Attribute
	readAt  time.Time // of the lists after a run
}

// openSides finds the secrets, connects, and reads the lists. A side that is neither given
// nor remembered is left out, unless it is needed.
func (s *Service) openSides(ctx context.Context, inputs []Input, needed func(migrate.Side) bool, ask Prompter,
	show Progress,
) (*sides, error) {
	state, err := s.State()
	if err != nil {
		return nil, err
	}
	all := &sides{service: s, sources: map[migrate.Side]migrate.Source{}, lists: map[migrate.Side]List{}}
	connections := map[migrate.Side]migrate.Connection{}
	all.from = connections
	inputs = slices.DeleteFunc(slices.Clone(inputs), func(in Input) bool {
		return in.Connection.Location == "" && state.Connections[in.Side].Location == "" && !needed(in.Side)
	})
	if err := s.readOnce(inputs...); err != nil {
		return nil, err
	}
	for _, in := range inputs {
		if connections[in.Side], err = s.Connect(ctx, in, ask, show); err != nil {
			return nil, err
		}
	}
	all.adName = NameAttribute(connections[migrate.AD])
	for side, c := range connections {
		if all.sources[side], err = s.Open(ctx, c, show); err != nil {
			delete(all.sources, side)
			all.close()
			return nil, err
		}
	}
	if err := all.read(ctx, show); err != nil {
		all.close()
		return nil, err
	}
	return all, nil
}

// oneNameAttribute returns an error if sources take their names from different attributes,
// because a plan changes the first source's attribute in all of them.
func oneNameAttribute(c migrate.Connection) error {
	for _, one := range c.Sources() {
		if a, b := NameAttribute(c), NameAttribute(one); a != b {
			return &migrate.Problem{
				Class: migrate.BadInput, What: "cannot plan changes in several AD sources at once",
				Why:  fmt.Sprintf("%s is compared by %s, and %s by %s", c.Sources()[0], a, one, b),
				Next: "plan each source alone",
			}
		}
	}
	return nil
}

// NameAttribute returns the attribute from which a connection to AD takes names.
func NameAttribute(c migrate.Connection) migrate.Attribute {
	return migrate.Attribute(c.NameAttribute).Name()
}

func (s *sides) close() {
	for _, source := range s.sources {
		closeSource(source)
	}
}

// read reads all lists again.
func (s *sides) read(ctx context.Context, show Progress) (err error) {
	for side, source := range s.sources {
		if s.lists[side], err = readGroups(ctx, s.from[side], source, show.Report(side)); err != nil {
			return err
		}
		l := s.lists[side]
		l.source = source // for its members; close closes it
		s.lists[side] = l
	}
	return nil
}

// targets returns the sides that can be written to.
func (s *sides) targets() fix.Targets {
	targets := fix.Targets{}
	for side, source := range s.sources {
		if renamer, ok := source.(fix.Target); ok {
			targets[side] = renamer
		}
	}
	return targets
}

// unwritable returns a side that a plan changes and that can't be written to, or "".
func (s *sides) unwritable(p *fix.Plan) migrate.Side {
	targets := s.targets()
	for _, side := range []migrate.Side{migrate.AD, migrate.SCIM} {
		if targets[side] == nil && p.Changes(side) {
			return side
		}
	}
	return ""
}

func (s *sides) current() fix.Lists {
	return fix.Lists{AD: s.lists[migrate.AD].Groups, SCIM: s.lists[migrate.SCIM].Groups, ADName: s.adName}
}

// compare pairs the lists of both sides. It returns nil if one is missing.
func (s *sides) compare(ctx context.Context) (*diff.Result, error) {
	if len(s.sources) < 2 {
		return nil, nil
	}
	return s.service.pair(ctx, s.lists[migrate.AD], s.lists[migrate.SCIM])
}

func (s *sides) compareAgain(ctx context.Context, result *fix.Result, show Progress) (*diff.Result, error) {
	if ctx.Err() != nil {
		return nil, nil
	}
	if result.Preview == nil {
		if err := s.read(ctx, show); err != nil {
			return nil, fmt.Errorf("the sides weren't compared again: %w", err)
		}
	}
	for side, preview := range result.Preview {
		name := migrate.DisplayName
		if side == migrate.AD {
			name = s.adName
		}
		l := s.lists[side]
		l.Groups = preview.Groups(l.Groups, name)
		s.lists[side] = l
	}
	return s.compare(ctx)
}
