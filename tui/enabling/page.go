package enabling

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// page gathers lines of text that scroll.
type page struct {
	width int
	lines []string
}

type style = func(...string) string

// say adds text, folded, with a sign before its first line. The text may come
// from outside.
func (p *page) say(mark, text string, s style) {
	indent := strings.Repeat(" ", layout.Width(mark))
	for i, l := range layout.Wrap(layout.Safe(text), p.width-layout.Width(mark)) {
		if i > 0 {
			mark = indent
		}
		p.lines = append(p.lines, mark+s(l))
	}
}

func (p *page) blank() { p.lines = append(p.lines, "") }

// who says in words who makes a step.
var who = map[idp.Mode]string{
	idp.ModeApply:  "apply: the program makes it",
	idp.ModeVerify: "verify: you make it, the program reads it back",
	idp.ModeGuide:  "guide: you make it and say so",
}

// step is one step with its settings, before and after.
func (p *page) step(i int, s idp.Step) {
	p.say("", fmt.Sprintf("%d. %s", i, s.Title), theme.Title.Render)
	p.say("   ", who[s.Mode], theme.Muted.Render)
	for _, one := range s.Settings {
		p.setting(one)
	}
	if s.Wrong != "" {
		p.say(theme.Bad.Render("   ✗ cannot be made: "), s.Wrong, theme.Bad.Render)
	}
	p.guide(s)
	p.blank()
}

// setting is a line of the table; one that does not fit is folded.
func (p *page) setting(s idp.Setting) {
	name := min(24, p.width/4)
	room := (p.width - name - 8) / 2
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
		p.lines = append(p.lines, mark+cell(0, name)+"  "+theme.Muted.Render(cell(1, room))+arrow+to(strings.TrimRight(cell(2, room), " ")))
	}
}

func (p *page) guide(s idp.Step) {
	for _, l := range s.Guide {
		p.say("   · ", l, theme.Plain.Render)
	}
}

func (p *page) shut(blockers []playbook.Blocker) {
	p.say(theme.Bad.Render("‼ "), "It is shut, because", theme.Bad.Bold(true).Render)
	for _, b := range blockers {
		p.say(theme.Bad.Render("✗ "), b.What, theme.Bad.Render)
		if b.Why != "" {
			p.say("  ", b.Why, theme.Plain.Render)
		}
		p.say("→ ", b.Next, theme.Plain.Render)
	}
	p.blank()
}

// cutOff tells what became of steps of a run that was cut off.
func (p *page) cutOff(found []enable.Outcome) {
	for _, o := range found {
		p.say(theme.Warn.Render("! "), "an earlier run was cut off at "+o.Title+" "+o.Group+": "+words[o.State], theme.Warn.Render)
	}
	if len(found) > 0 {
		p.blank()
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

func (p *page) outcome(o enable.Outcome) {
	p.say(sign(o.State), o.Title+": "+words[o.State], theme.Plain.Render)
	if o.Why == context.Canceled.Error() {
		o.Why = "it was stopped"
	}
	for _, l := range []string{o.Saw, o.Why} {
		if l != "" {
			p.say("  ", l, theme.Muted.Render)
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

func (p *page) cycle(c idp.Cycle) {
	p.blank()
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
	p.say(mark, fmt.Sprintf("%s: %s; done %d, failed %d", head, cycles[c.State], c.Done, c.Failed), theme.Strong.Render)
	if c.Says != "" {
		p.say("  ", c.Says, theme.Muted.Render)
	}
	for _, kind := range []string{"group", "user"} {
		for _, f := range c.Errors {
			if f.Kind == kind || kind == "user" && f.Kind != "group" {
				p.say(theme.Bad.Render("  ✗ "), f.Kind+" "+f.Name+": "+f.Why, theme.Plain.Render)
			}
		}
	}
}
