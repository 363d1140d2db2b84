package provisioning

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/page"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

// text is a page about steps.
type text struct{ *page.Page }

// who says who does a step, by mode.
var who = map[operation.StepMode]string{
	operation.ModeApply:  "apply: ad2scim does this",
	operation.ModeVerify: "verify: you do this, ad2scim verifies it",
	operation.ModeGuide:  "guide: you do this and confirm it",
}

// step draws a step with its settings before and after.
func (p text) step(i int, s operation.ProviderStep) {
	p.Say("", fmt.Sprintf("%d. %s", i, s.Title), theme.Title.Render)
	p.Say("   ", who[s.Mode], theme.Muted.Render)
	for _, one := range s.Settings {
		p.setting(one)
	}
	if s.Wrong != "" {
		p.Say(theme.Bad.Render("   ✗ can't be applied: "), s.Wrong, theme.Bad.Render)
	}
	p.guide(s)
	p.Blank()
}

// setting draws a setting in one line, wrapped in its columns.
func (p text) setting(s operation.StepSetting) {
	name := min(24, p.Width/4)
	room := (p.Width - name - 8) / 2
	mark, to := "   ", theme.Muted.Render
	if s.Before != s.After {
		mark, to = theme.Warn.Render(" ✎ "), theme.Strong.Render
	}
	cells := [3][]string{
		layout.Wrap(layout.Safe(s.Name), name), layout.Wrap(layout.Safe(s.Before), room),
		layout.Wrap(layout.Safe(s.After), room),
	}
	for i := range max(len(cells[0]), len(cells[1]), len(cells[2])) {
		cell := func(c, width int) string {
			if i < len(cells[c]) {
				return layout.Fit(cells[c][i], width)
			}
			return layout.Fit("", width)
		}
		arrow := " → "
		if i > 0 {
			mark, arrow = "   ", "   "
		}
		p.Lines = append(p.Lines, mark+cell(0, name)+"  "+theme.Muted.Render(cell(1, room))+arrow+to(
			strings.TrimRight(cell(2, room), " ")))
	}
}

func (p text) guide(s operation.ProviderStep) {
	for _, l := range s.Guide {
		p.Say("   · ", l, theme.Plain.Render)
	}
}

func (p text) locked(blockers []playbook.Blocker) {
	p.Say(theme.Bad.Render("‼ "), "Locked, because", theme.Bad.Bold(true).Render)
	for _, b := range blockers {
		p.Say(theme.Bad.Render("✗ "), b.What, theme.Bad.Render)
		if b.Why != "" {
			p.Say("  ", b.Why, theme.Plain.Render)
		}
		p.Say("→ ", problem.Next(b.Next), theme.Plain.Render)
	}
	p.Blank()
}

// interrupted shows the results of an interrupted run's steps.
func (p text) interrupted(found []operation.Outcome) {
	for _, o := range found {
		p.Say(theme.Warn.Render("! "), "an earlier run was interrupted at "+o.Title+" "+o.Group+": "+words[o.State],
			theme.Warn.Render)
	}
	if len(found) > 0 {
		p.Blank()
	}
}

// endedRuns lists runs that stopped while they were waiting.
func (p text) endedRuns(waiting []operation.WaitingRun) {
	for _, w := range waiting {
		if w.Ended {
			p.Say(theme.Warn.Render("! "), w.String()+": this run replaces it", theme.Warn.Render)
		}
	}
}

// words are the labels of the steps' states.
var words = map[operation.OutcomeState]string{
	operation.OutcomeDone:       "done and verified",
	operation.OutcomeAsWanted:   "already set",
	operation.OutcomeAttested:   "confirmed by you",
	operation.OutcomeNotDone:    "not done: unchanged",
	operation.OutcomeUnknown:    "unknown: it may have been done, fully or partly",
	operation.OutcomeOther:      "changed by someone else: neither the old nor the new value",
	operation.OutcomeNotStarted: "not started",
	operation.OutcomeByHand:     "you did this step: undo it in the provider's console",
}

func sign(s operation.OutcomeState) string {
	switch s {
	case operation.OutcomeDone, operation.OutcomeAsWanted:
		return theme.Good.Render("● ")
	case operation.OutcomeAttested:
		return theme.Good.Render("◐ ")
	case operation.OutcomeNotDone:
		return theme.Bad.Render("✗ ")
	case operation.OutcomeUnknown, operation.OutcomeOther:
		return theme.Bad.Render("? ")
	case operation.OutcomeByHand:
		return theme.Warn.Render("☐ ")
	}
	return theme.Muted.Render("○ ")
}

func (p text) outcome(o operation.Outcome) {
	p.Say(sign(o.State), o.Title+": "+words[o.State], theme.Plain.Render)
	if o.Why == context.Canceled.Error() {
		o.Why = "stopped by you"
	}
	for _, l := range []string{o.Saw, o.Why} {
		if l != "" {
			p.Say("  ", l, theme.Muted.Render)
		}
	}
}

// cycles are the labels of the provisioning states.
var cycles = map[operation.CycleState]string{
	operation.CycleOff:         "provisioning is off",
	operation.CyclePaused:      "provisioning is paused",
	operation.CycleRunning:     "a cycle is running",
	operation.CycleIdle:        "provisioning is on, no cycle is running",
	operation.CycleQuarantined: "the provider paused provisioning after too many errors",
	operation.CycleUnknown:     "the provider doesn't report the status of provisioning",
}

func (p text) cycle(c operation.Cycle) {
	p.Blank()
	mark, head := theme.Good.Render("● "), "The first cycle has ended"
	switch {
	case len(c.Errors) > 0 || c.State == operation.CycleQuarantined:
		mark = theme.Bad.Render("✗ ")
		if c.Complete {
			head += " with errors"
		} else {
			head = "The first cycle has errors"
		}
	case !c.Complete:
		mark, head = theme.Warn.Render("! "), "Not known whether the first cycle has ended"
	}
	p.Say(mark, fmt.Sprintf("%s: %s; done %d, failed %d", head, cycles[c.State], c.Done, c.Failed), theme.Strong.Render)
	if c.Says != "" {
		p.Say("  ", c.Says, theme.Muted.Render)
	}
	for _, kind := range []string{"group", "user"} {
		for _, f := range c.Errors {
			if f.Kind == kind || kind == "user" && f.Kind != "group" {
				p.Say(theme.Bad.Render("  ✗ "), f.Kind+" "+f.Name+": "+f.Why, theme.Plain.Render)
			}
		}
	}
}

// groupsToConfirm lists the groups behind the number to type.
func (p text) groupsToConfirm(n migrate.NumberToType) {
	if len(n.Groups) == 0 {
		return
	}
	p.Say("", "Groups without a partner:", theme.Muted.Render)
	for _, g := range n.Groups {
		p.Say("  ", g, theme.Plain.Render)
	}
	if count, err := strconv.Atoi(n.Number); err == nil && count > len(n.Groups) {
		p.Say("  ", "and "+render.Number(count-len(n.Groups))+" more", theme.Muted.Render)
	}
	p.Blank()
}
