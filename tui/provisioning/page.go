package provisioning

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/layout"
	"ad2scim/tui/page"
	"ad2scim/tui/theme"
)

// text is a page about steps.
type text struct{ *page.Page }

// who says in words who makes a step.
var who = map[idp.Mode]string{
	idp.ModeApply:  "apply: the program makes it",
	idp.ModeVerify: "verify: you make it, the program reads it back",
	idp.ModeGuide:  "guide: you make it and confirm it",
}

// step is one step with its settings, before and after.
func (p text) step(i int, s idp.Step) {
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

// setting is a line of the table; one that does not fit is folded.
func (p text) setting(s idp.Setting) {
	name := min(24, p.Width/4)
	room := (p.Width - name - 8) / 2
	mark, to := "   ", theme.Muted.Render
	if s.Before != s.After {
		mark, to = theme.Warn.Render(" ✎ "), theme.Strong.Render
	}
	cells := [3][]string{layout.Wrap(layout.Safe(s.Name), name), layout.Wrap(layout.Safe(s.Before), room), layout.Wrap(layout.Safe(s.After), room)}
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
		p.Lines = append(p.Lines, mark+cell(0, name)+"  "+theme.Muted.Render(cell(1, room))+arrow+to(strings.TrimRight(cell(2, room), " ")))
	}
}

func (p text) guide(s idp.Step) {
	for _, l := range s.Guide {
		p.Say("   · ", l, theme.Plain.Render)
	}
}

func (p text) shut(blockers []playbook.Blocker) {
	p.Say(theme.Bad.Render("‼ "), "Locked, because", theme.Bad.Bold(true).Render)
	for _, b := range blockers {
		p.Say(theme.Bad.Render("✗ "), b.What, theme.Bad.Render)
		if b.Why != "" {
			p.Say("  ", b.Why, theme.Plain.Render)
		}
		p.Say("→ ", b.Next, theme.Plain.Render)
	}
	p.Blank()
}

// cutOff tells what became of steps of a run that was cut off.
func (p text) cutOff(found []enable.Outcome) {
	for _, o := range found {
		p.Say(theme.Warn.Render("! "), "an earlier run was cut off at "+o.Title+" "+o.Group+": "+words[o.State], theme.Warn.Render)
	}
	if len(found) > 0 {
		p.Blank()
	}
}

// ended tells of runs whose process ended while they waited.
func (p text) ended(waiting []enable.Waiting) {
	for _, w := range waiting {
		if w.Ended {
			p.Say(theme.Warn.Render("! "), w.String()+": this one takes its place", theme.Warn.Render)
		}
	}
}

// words are the states of a step, in words.
var words = map[enable.State]string{
	enable.Done:       "done, and read back",
	enable.AsWanted:   "it was so already",
	enable.Attested:   "made by you, as you said",
	enable.NotDone:    "not done: it is as before",
	enable.InDoubt:    "in doubt: it may have been made, or a part of it",
	enable.Other:      "changed by somebody else: neither as before nor as wanted",
	enable.NotStarted: "not begun",
	enable.ByHand:     "left to you: you made it, take it back in the console",
}

func sign(s enable.State) string {
	switch s {
	case enable.Done, enable.AsWanted:
		return theme.Good.Render("● ")
	case enable.Attested:
		return theme.Good.Render("◐ ")
	case enable.NotDone:
		return theme.Bad.Render("✗ ")
	case enable.InDoubt, enable.Other:
		return theme.Bad.Render("? ")
	case enable.ByHand:
		return theme.Warn.Render("☐ ")
	}
	return theme.Muted.Render("○ ")
}

func (p text) outcome(o enable.Outcome) {
	p.Say(sign(o.State), o.Title+": "+words[o.State], theme.Plain.Render)
	if o.Why == context.Canceled.Error() {
		o.Why = "it was stopped"
	}
	for _, l := range []string{o.Saw, o.Why} {
		if l != "" {
			p.Say("  ", l, theme.Muted.Render)
		}
	}
}

// cycles are the states of provisioning, in words.
var cycles = map[idp.CycleState]string{
	idp.CycleOff:         "provisioning is off",
	idp.CyclePaused:      "provisioning is paused",
	idp.CycleRunning:     "a cycle runs",
	idp.CycleIdle:        "provisioning is on, between two cycles",
	idp.CycleQuarantined: "the provider holds provisioning back after too many errors",
	idp.CycleUnknown:     "the provider does not tell how provisioning stands",
}

func (p text) cycle(c idp.Cycle) {
	p.Blank()
	mark, head := theme.Good.Render("● "), "The first cycle has ended"
	switch {
	case len(c.Errors) > 0 || c.State == idp.CycleQuarantined:
		mark = theme.Bad.Render("✗ ")
		if c.Complete {
			head += " with errors"
		} else {
			head = "The first cycle has errors"
		}
	case !c.Complete:
		mark, head = theme.Warn.Render("! "), "The first cycle is not known to have ended"
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
