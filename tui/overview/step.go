package overview

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/adsync"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// step is the one thing to do next. do begins it, and is called where a key is
// handled alone: a step is worked out for every frame.
type step struct {
	what string
	why  string
	key  string
	do   func() tea.Cmd
}

// goTo opens a screen.
func goTo(title string) func() tea.Cmd {
	return func() tea.Cmd { return screen.GoTo(title) }
}

// showStep opens Migrate on a step.
func showStep(id playbook.StepID) func() tea.Cmd {
	return func() tea.Cmd { return screen.ShowStep(id) }
}

// rows opens Groups on the rows of one status.
func rows(s diff.Status) func() tea.Cmd {
	return func() tea.Cmd { return screen.ShowGroups(s) }
}

// step finds the next step from what is known now.
func (o *Overview) step() step {
	s := o.session
	if s.State.Both {
		return step{
			"Stop one now: both syncs are live",
			"AD sync's script can run while SCIM is on, and a sharing group that one of them leaves out can be deleted", "enter",
			showStep(adsync.StepDisabled),
		}
	}
	if s.Busy() {
		return step{"Reading…", "the numbers appear when both sides have been read", "esc", nil}
	}
	if st, ok := o.walk(); ok {
		return st
	}
	if st, ok := o.missing(); ok {
		return st
	}
	if s.Loaded && s.Runbook == nil && s.Result.Summary.Differs+s.Result.Summary.Conflict == 0 {
		return step{
			"Choose the path and the identity provider", "the names match exactly; the steps depend on the path", "enter",
			goTo(screen.Migrate),
		}
	}
	return found(s.Result)
}

// missing is what a comparison still needs.
func (o *Overview) missing() (step, bool) {
	s := o.session
	setUp := goTo(screen.Connection)
	switch {
	case !s.AD.Set() && !s.SCIM.Set():
		return step{
			"Connect both sides", "Active Directory, and the groups that the identity provider sends", "enter",
			setUp,
		}, true
	case !s.AD.Set():
		return step{"Connect Active Directory", "its groups have not been read yet", "enter", setUp}, true
	case !s.SCIM.Set():
		return step{"Connect the provisioned groups", "a SCIM endpoint, an identity provider or a file", "enter", setUp}, true
	case s.Result == nil:
		return step{"Read both sides", "nothing has been compared since the app started", "enter", s.Retry}, true
	}
	return step{}, false
}

// walk is the next step of the migration, once a way is chosen. Where that step
// is the names, it says what there is to do about them.
func (o *Overview) walk() (step, bool) {
	s := o.session
	if s.Runbook == nil {
		return step{}, false
	}
	v, ok := s.Next()
	if !ok {
		return step{"Every step is done", "the migration is complete", "enter", goTo(screen.Migrate)}, true
	}
	// What is remembered against a step is said as long as nothing newer was read.
	if v.Step.Check == playbook.ProbeDiff && v.Status != playbook.Blocked && o.namesAreOpen() &&
		(v.Against == "" || s.Result != nil) {
		return step{}, false
	}
	st := step{
		fmt.Sprintf("Step %d of %d: %s", v.Step.Number, len(s.Steps), v.Step.Title), v.Step.Why, "enter",
		showStep(v.Step.ID),
	}
	switch {
	case v.Certain() != "":
		st.why = "that the script has stopped is " + v.Certain() + ", unless something starts it before then"
	case v.Against != "":
		st.why = "no longer true: " + layout.Safe(v.Against)
	case v.Status == playbook.Failed:
		st.why = "the check failed: " + layout.Safe(v.Record.Saw)
	case len(v.Blockers) > 0:
		st.why = "locked: " + layout.Safe(v.Blockers[0].What)
	}
	return st, true
}

// namesAreOpen reports whether names are left to look at, or to compare.
func (o *Overview) namesAreOpen() bool {
	r := o.session.Result
	return r == nil || r.Summary.Differs+r.Summary.Conflict > 0
}

func found(r *diff.Result) step {
	n := r.Summary
	names := func(count int) string { return render.Count(count, "name", "names") }
	switch {
	case n.Differs > 0:
		verb := "differ"
		if n.Differs == 1 {
			verb = "differs"
		}
		return step{
			fmt.Sprintf("Review the %s that %s", names(n.Differs), verb),
			"each of them would create a second sharing group that has none of the shared items", "enter", rows(diff.Differs),
		}
	case n.Conflicts > 0:
		return step{
			fmt.Sprintf("Resolve %s", render.Count(n.Conflicts, "conflict", "conflicts")),
			"more than one group could match; you choose which", "enter", rows(diff.Conflict),
		}
	case n.ADOnly > 0:
		return step{
			fmt.Sprintf("Review %s found only in AD", render.Count(n.ADOnly, "group", "groups")),
			"not provisioned: assign them at the identity provider, or leave them out on purpose", "enter",
			rows(diff.ADOnly),
		}
	case n.SCIMOnly > 0:
		return step{
			fmt.Sprintf("Review %s found only on the SCIM side", render.Count(n.SCIMOnly, "group", "groups")),
			"AD has no group with a matching name", "enter", rows(diff.SCIMOnly),
		}
	case n.Exact > 0:
		return step{"Every name matches", "provisioning will match the groups that AD sync made", "enter", rows(diff.Exact)}
	}
	return step{
		"No groups found", "both lists are empty: check the search base and the filter", "enter",
		goTo(screen.Connection),
	}
}

// alarm is what comes before everything else, in a line of its own.
func alarm(s *session.Session) string {
	if !s.State.Both {
		return ""
	}
	return "‼ BOTH SYNCS ARE LIVE: sharing groups can be deleted. Stop one now."
}
