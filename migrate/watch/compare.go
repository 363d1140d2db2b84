package watch

import (
	"maps"
	"slices"

	"ad2scim/migrate/diff"
)

// Compare lists what is new in a round since the last reported state, and returns
// the state that is reported now. For a part that couldn't be checked, the last
// reported state is kept.
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

// part updates the state with the result of one part.
func (s *State) part(p Part, now Round) []Event {
	var events []Event
	old, was := s.Faults[p.Name]
	is := PartFault{p.Wrong, p.Why}
	switch {
	case p.Wrong == "" && was:
		events = append(events, partEvent(BackAgain, now.At, p.Name, p.Name+" works again; the problem was: "+old.Why))
		delete(s.Faults, p.Name)
	case p.Wrong != "" && !is.same(old):
		events = append(events, partEvent(p.Wrong, now.At, p.Name, p.Why))
		s.Faults[p.Name] = is
	}
	if p.Wrong == Unreachable {
		return events
	}
	if p.ScanID != "" {
		s.Scans[p.Name] = p.ScanID
	}
	known := s.Signs[p.Name]
	var kept []Sign
	for _, sign := range p.Signs {
		sign.At = sign.At.UTC().Round(0) // so that it is equal to itself once it was saved and read
		if kept = append(kept, sign); !slices.Contains(known, sign) {
			events = append(events, sign.event(now.At, p.Name))
		}
	}
	if p.Wrong == Partial { // a sign that this round couldn't see may still be there
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

// groups updates the state with a comparison.
func (s *State) groups(now Round, ignore []diff.Status) []Event {
	var events []Event
	is := map[string]ReportedGroup{}
	closed := map[string]bool{} // groups with an event that says that they are fine
	seen := map[string]bool{}
	for i := range now.Result.Rows {
		row := &now.Result.Rows[i]
		g := reported(row)
		k := g.key()
		if seen[k] {
			continue // groups with the same name and no id can't be told apart
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
	var lost []ReportedGroup
	for _, k := range slices.Sorted(maps.Keys(s.Groups)) {
		if !seen[k] {
			lost = append(lost, s.Groups[k])
		}
	}
	s.Groups = is
	return append(events, lostEvents(lost, now, closed)...)
}

// lostEvents returns the events of reported groups that no longer have a row of their
// own. If the provisioned group is now exact in another row, for example because its AD
// group was created again, the event is ExactAgain. If it is in another row and isn't
// exact, that row has its own event.
func lostEvents(lost []ReportedGroup, now Round, closed map[string]bool) []Event {
	if len(lost) == 0 {
		return nil
	}
	rows := map[string]*diff.Row{} // by the provisioned group
	for i := range now.Result.Rows {
		if row := &now.Result.Rows[i]; row.SCIM != nil {
			rows[ReportedGroup{SCIM: &Group{row.SCIM.ID, row.SCIM.Name, row.SCIM.Source}}.key()] = row
		}
	}
	var events []Event
	for _, g := range lost {
		var row *diff.Row
		if g.SCIM != nil {
			row = rows[ReportedGroup{SCIM: g.SCIM}.key()]
		}
		switch {
		case row == nil:
			events = append(events, g.event(Gone, now.At, "it is no longer on either side"))
		case row.Status == diff.Exact:
			if at := reported(row); !closed[at.key()] {
				events, closed[at.key()] = append(events, at.event(ExactAgain, now.At, "")), true
			}
		}
	}
	return events
}
