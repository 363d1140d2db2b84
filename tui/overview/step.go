package overview

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
)

// step is the one thing to do next.
type step struct {
	what string
	why  string
	key  string
	do   tea.Cmd
}

// step finds the next step from what is known now.
func (o *Overview) step() step {
	s := o.session
	setUp := screen.GoTo(screen.Connection)
	switch {
	case s.Busy():
		return step{"Reading…", "the numbers fill in as soon as both sides are here", "esc", nil}
	case !s.AD.Set() && !s.SCIM.Set():
		return step{"Say where the groups are", "Active Directory on one side, what is provisioned on the other", "enter", setUp}
	case !s.AD.Set():
		return step{"Say where Active Directory is", "its groups are not read yet", "enter", setUp}
	case !s.SCIM.Set():
		return step{"Say where the provisioned groups are", "a SCIM endpoint, an identity provider or a file", "enter", setUp}
	case s.Result == nil:
		return step{"Read both sides", "nothing has been compared yet", "enter", s.Retry()}
	}
	if st, ok := o.walk(); ok && s.Result.Summary.Differs+s.Result.Summary.Conflict == 0 {
		return st
	}
	return found(s.Result)
}

// walk is the next step of the migration, once the names are exact.
func (o *Overview) walk() (step, bool) {
	s := o.session
	open := screen.GoTo(screen.Migrate)
	switch {
	case !s.Loaded:
		return step{}, false
	case s.Walk == nil:
		return step{"Choose the way and the identity provider", "the names are exact; the steps of the migration follow from the way", "enter", open}, true
	}
	v, ok := s.Next()
	if !ok {
		return step{"Every step is done", "the migration has been walked to its end", "enter", open}, true
	}
	st := step{fmt.Sprintf("Step %d of %d: %s", v.Step.Number, len(s.Steps), v.Step.Title), v.Step.Why, "enter", open}
	switch {
	case v.Status == playbook.Failed:
		st.why = "it failed: " + layout.Safe(v.Record.Saw)
	case len(v.Blockers) > 0:
		st.why = "shut: " + layout.Safe(v.Blockers[0].What)
	}
	return st, true
}

func found(r *diff.Result) step {
	n := r.Summary
	names := func(count int) string { return layout.Count(count, "name", "names") }
	switch {
	case n.Differs > 0:
		verb := "differ"
		if n.Differs == 1 {
			verb = "differs"
		}
		return step{fmt.Sprintf("Look at the %s that %s", names(n.Differs), verb),
			"each would become a second group, without what the first one shares", "enter", screen.ShowGroups(diff.Differs)}
	case n.Conflict > 0:
		return step{fmt.Sprintf("Decide about %s", layout.Count(n.Conflict, "conflict", "conflicts")),
			"more than one group could be meant; nobody but you knows which", "enter", screen.ShowGroups(diff.Conflict)}
	case n.ADOnly > 0:
		return step{fmt.Sprintf("Look at %s that only AD has", layout.Count(n.ADOnly, "group", "groups")),
			"they are not provisioned: assign them at the identity provider, or leave them out on purpose", "enter", screen.ShowGroups(diff.ADOnly)}
	case n.SCIMOnly > 0:
		return step{fmt.Sprintf("Look at %s that only the provisioned side has", layout.Count(n.SCIMOnly, "group", "groups")),
			"no group in AD has this name", "enter", screen.ShowGroups(diff.SCIMOnly)}
	case n.Exact > 0:
		return step{"Every name matches", "the groups will meet the ones that AD sync made", "enter", screen.ShowGroups(diff.Exact)}
	}
	return step{"There are no groups", "both lists are empty: look at the search base and the filter", "enter", screen.GoTo(screen.Connection)}
}
