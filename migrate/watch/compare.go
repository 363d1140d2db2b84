package watch

import (
	"maps"
	"slices"

	"ad2scim/migrate/diff"
)

// Compare lists what is new in a round after what was told before, and returns
// what is told now. Of a part that could not be looked at what was told stands.
func Compare(before State, now Round, ignore ...diff.Status) ([]Event, State) {
	next := before.clone()
	var events []Event
	for _, p := range now.Parts {
		events = append(events, next.part(p, now)...)
	}
	if now.Result != nil {
		events = append(events, next.groups(now, ignore)...)
	}
	return events, next
}

// part takes in the result of one part.
func (s *State) part(p Part, now Round) []Event {
	var events []Event
	old, was := s.Away[p.Name]
	is := Away{p.Wrong, p.Why}
	switch {
	case p.Wrong == "" && was:
		events = append(events, partEvent(BackAgain, now.At, p.Name, p.Name+" works again; the problem was: "+old.Why))
		delete(s.Away, p.Name)
	case p.Wrong != "" && !is.same(old):
		events = append(events, partEvent(p.Wrong, now.At, p.Name, p.Why))
		s.Away[p.Name] = is
	}
	if p.Wrong == Unreachable {
		return events
	}
	if p.Look != "" {
		s.Looks[p.Name] = p.Look
	}
	known := s.Signs[p.Name]
	var kept []Sign
	for _, sign := range p.Signs {
		sign.At = sign.At.UTC().Round(0) // so that it is the same after it was kept
		if kept = append(kept, sign); !slices.Contains(known, sign) {
			events = append(events, sign.event(now.At, p.Name))
		}
	}
	if p.Wrong == Partial { // what is not seen now may be there still
		for _, sign := range known {
			if !slices.Contains(kept, sign) {
				kept = append(kept, sign)
			}
		}
	}
	if s.Signs[p.Name] = kept; len(kept) == 0 {
		delete(s.Signs, p.Name)
	}
	return events
}

// groups takes in a comparison.
func (s *State) groups(now Round, ignore []diff.Status) []Event {
	var events []Event
	is := map[string]Told{}
	closed := map[string]bool{} // groups of which is told that they are well
	seen := map[string]bool{}
	for i := range now.Result.Rows {
		row := &now.Result.Rows[i]
		g := told(row)
		k := g.key()
		if seen[k] {
			continue // two of one name and without ids are one to a watch
		}
		seen[k] = true
		old, was := s.Groups[k]
		switch {
		case row.Status == diff.Exact && was:
			events, closed[k] = append(events, g.event(ExactAgain, now.At, "")), true
		case row.Status == diff.Exact:
		case slices.Contains(ignore, row.Status) && was:
			events, closed[k] = append(events, g.event(Gone, now.At, "this status is now ignored")), true
		case slices.Contains(ignore, row.Status):
		default:
			if is[k] = g; !was || !g.same(old) {
				events = append(events, g.event(Drift, now.At, ""))
			}
		}
	}
	var lost []Told
	for _, k := range slices.Sorted(maps.Keys(s.Groups)) {
		if !seen[k] {
			lost = append(lost, s.Groups[k])
		}
	}
	s.Groups = is
	return append(events, lostEvents(lost, now, closed)...)
}

// lostEvents closes what was told of groups that are in no row of their own any
// more. One that lives on in another row as exact, such as a provisioned group
// whose AD group was made anew, is exact again; how another one stands is told of
// its row.
func lostEvents(lost []Told, now Round, closed map[string]bool) []Event {
	if len(lost) == 0 {
		return nil
	}
	rows := map[string]*diff.Row{} // by the provisioned group
	for i := range now.Result.Rows {
		if row := &now.Result.Rows[i]; row.SCIM != nil {
			rows[Told{SCIM: &Group{row.SCIM.ID, row.SCIM.Name, row.SCIM.Source}}.key()] = row
		}
	}
	var events []Event
	for _, g := range lost {
		var row *diff.Row
		if g.SCIM != nil {
			row = rows[Told{SCIM: g.SCIM}.key()]
		}
		switch {
		case row == nil:
			events = append(events, g.event(Gone, now.At, "it is no longer on either side"))
		case row.Status == diff.Exact:
			if at := told(row); !closed[at.key()] {
				events, closed[at.key()] = append(events, at.event(ExactAgain, now.At, "")), true
			}
		}
	}
	return events
}
