package migration

import (
	"cmp"
	"fmt"
	"strings"

	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/theme"
)

// page gathers the lines of a step.
type page struct {
	width int
	lines []string
}

// say adds text, folded, with a sign before its first line.
func (p *page) say(mark, text string, style func(...string) string) {
	indent := strings.Repeat(" ", layout.Width(mark))
	for i, l := range layout.Wrap(layout.Safe(text), p.width-layout.Width(mark)) {
		if i > 0 {
			mark = indent
		}
		p.lines = append(p.lines, mark+style(l))
	}
}

func (p *page) heading(text string) {
	p.lines = append(p.lines, "")
	p.say("", text, theme.Muted.Render)
}

// detail is everything about a step, most pressing first.
func (m *Migration) detail(v playbook.StepView, width int) []string {
	v.Step = v.Step.In(problem.Words)
	p := &page{width: width}
	p.say("", fmt.Sprintf("%d. %s", v.Step.Number, v.Step.Title), theme.Title.Render)
	if v.Against != "" {
		p.say(theme.Bad.Render("✗ "), "no longer true: "+v.Against, theme.Bad.Render)
		p.say(theme.Accent.Render("→ "), m.sentence(v.Repair), theme.Plain.Render)
	}
	m.standing(p, v)
	if err := cmp.Or(m.err, m.session.LoadErr); err != nil {
		p.lines = append(p.lines, problem.View(err, theme.Accent.Render("esc")+theme.Muted.Render(" close"), width)...)
	}
	if len(v.Blockers) > 0 {
		p.heading("locked, because")
		for _, b := range m.blockers(v) {
			p.lines = append(p.lines, b.view(width)...)
		}
	}
	p.heading("why")
	p.say("", v.Step.Why, theme.Plain.Render)
	p.heading("what to do [" + v.Step.Grade.String() + "]")
	for _, l := range v.Step.Do {
		p.say("· ", l.Text+otherGrade(l, v.Step), theme.Plain.Render)
	}
	if where := m.whereToDo(v); where != "" {
		p.say("", where, theme.Plain.Render)
	}
	for _, l := range v.Step.Cautions {
		p.say(theme.Warn.Render("! "), l.Text+" ["+l.Grade.String()+"]", theme.Plain.Render)
	}
	if v.Step.Confirm != nil {
		p.say(theme.Bad.Render("! "), "To confirm, type: "+v.Step.Confirm.Type, theme.Plain.Render)
	}
	m.seen(p, v)
	p.heading("how to undo it")
	p.say("", cmp.Or(v.Step.Back, "There is nothing to undo."), theme.Plain.Render)
	return p.lines
}

// whereToDo says where a step is done: with its key and on its screen where the app has them,
// else with its command.
func (m *Migration) whereToDo(v playbook.StepView) string {
	var all []string
	k, at := m.keyOf(v), places[v.Step.Job]
	here := "to do this here"
	if at.screen != "" {
		all = append(all, at.does+screen.Numbered(at.screen))
		here = "to check"
	}
	if v.Step.Run != "" && k != "" {
		all = append(all, "press "+k+" "+here)
	}
	if v.Step.Run != "" && len(all) == 0 {
		return "in a terminal: " + v.Step.Run
	}
	return strings.Join(all, "; ")
}

func otherGrade(l playbook.Line, s playbook.Step) string {
	if l.Grade == s.Grade {
		return ""
	}
	return " [" + l.Grade.String() + "]"
}

// standing is how the step stands, or how far the look at it is, in one line,
// and the keys that help in the next.
func (m *Migration) standing(p *page, v playbook.StepView) {
	mark, word, style := signOf(v)
	line := style.Render(mark + " " + word)
	if v.Record.Forced {
		line = theme.Bad.Bold(true).Render("‼ overridden  ") + line
	}
	var who []string
	if v.Record.Status != "" {
		text := render.Time(v.Record.At) + by(v.Record)
		if layout.Width(line)+2+layout.Width(text) <= p.width {
			line += "  " + theme.Muted.Render(text)
		} else {
			who = layout.Wrap(text, p.width)
		}
	}
	hint := []string{""}
	switch {
	case m.check.task.Running() && m.check.step == v.Step.ID:
		how := m.progress(p.width)
		p.lines = append(p.lines, how[:len(how)-1]...)
		line, who, hint = how[len(how)-1], nil, []string{theme.Accent.Render("esc") + theme.Muted.Render(" stop")}
	case m.saving == v.Step.ID:
		hint[0] = theme.Accent.Render("saving")
	default:
		hint = keyLines(available(m.stepActions(v)), p.width)
	}
	p.lines = append(p.lines, line)
	for _, l := range who {
		p.lines = append(p.lines, theme.Muted.Render(l))
	}
	p.lines = append(p.lines, hint...)
}

// keyLines are the keys of a step in as many lines as it takes, each whole.
func keyLines(actions []screen.Action, width int) []string {
	out, used := []string{""}, 0
	for _, b := range actions {
		k, word := b.Key.Help().Key, b.Hint
		w := layout.Width(k + " " + word)
		if used > 0 && used+w > width {
			out, used = append(out, ""), 0
		}
		out[len(out)-1] += theme.Accent.Render(k) + theme.Muted.Render(" "+word) + "  "
		used += w + 2
	}
	return out
}

func by(r playbook.Record) string {
	switch {
	case r.Status == playbook.Running:
		return ", started by " + layout.Safe(r.By)
	case r.Probe != "":
		return ", by ad2scim"
	case r.By != "":
		return ", by " + layout.Safe(r.By)
	}
	return ""
}

// known is how well a step is known, in a word: of one that failed, that.
func known(s playbook.Status) string {
	if s == playbook.Failed {
		return "failed"
	}
	return evidence.Grade(s.Evidence()).Words()
}

// seen is the evidence of the step.
func (m *Migration) seen(p *page, v playbook.StepView) {
	p.heading("result [" + known(v.Status) + "]")
	r := v.Record
	if r.Saw == "" && r.Typed == "" {
		p.say("", "nothing recorded", theme.Muted.Render)
	}
	if r.Saw != "" {
		p.say("", r.Saw, theme.Plain.Render)
	}
	if r.Typed != "" {
		p.say("", "typed: "+r.Typed, theme.Plain.Render)
	}
	for _, f := range m.session.StepContext.State.Forced {
		if f.Step != v.Step.ID {
			continue
		}
		p.say(theme.Bad.Render("‼ "), "overridden by "+f.By+" "+render.Time(f.At)+": "+f.Reason, theme.Plain.Render)
		for _, o := range f.Over {
			p.say(theme.Bad.Render("  overridden: "), o, theme.Plain.Render)
		}
	}
}
