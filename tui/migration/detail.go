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

// page collects the lines of a step.
type page struct {
	width int
	lines []string
}

// say adds wrapped text after a mark on the first line.
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

// detail draws all details of a step, most urgent first.
func (m *Migration) detail(v playbook.StepView, width int) []string {
	v.Step = v.Step.WithWords(problem.Words)
	p := &page{width: width}
	p.say("", fmt.Sprintf("%d. %s", v.Step.Number, v.Step.Title), theme.Title.Render)
	if v.Against != "" {
		p.say(theme.Bad.Render("✗ "), "no longer true: "+v.Against, theme.Bad.Render)
		p.say(theme.Accent.Render("→ "), m.sentence(v.Repair), theme.Plain.Render)
	}
	m.status(p, v)
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
	m.result(p, v)
	p.heading("how to undo it")
	p.say("", cmp.Or(v.Step.Back, "There is nothing to undo."), theme.Plain.Render)
	return p.lines
}

// whereToDo says where to do a step: with its key or on its screen, or else with its command.
func (m *Migration) whereToDo(v playbook.StepView) string {
	var all []string
	k, at := m.keyOf(v), jobPlaces[v.Step.Job]
	here := "to do this here"
	if at.screen != "" {
		all = append(all, at.action+screen.Numbered(at.screen))
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

// status draws the status of the step or the progress of its check, followed by the keys.
func (m *Migration) status(p *page, v playbook.StepView) {
	mark, word, style := signOf(v)
	line := style.Render(mark + " " + word)
	if v.Record.Forced {
		line = theme.Bad.Bold(true).Render("‼ overridden  ") + line
	}
	var who []string
	if v.Record.Status != "" {
		text := render.Time(v.Record.At) + recordedBy(v.Record)
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

// keyLines draws the keys of a step, wrapped.
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

func recordedBy(r playbook.Record) string {
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

// gradeWord is the grade of a status in words, or "failed".
func gradeWord(s playbook.Status) string {
	if s == playbook.Failed {
		return "failed"
	}
	return evidence.Grade(s.Evidence()).Words()
}

// result draws the recorded result of the step.
func (m *Migration) result(p *page, v playbook.StepView) {
	p.heading("result [" + gradeWord(v.Status) + "]")
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
