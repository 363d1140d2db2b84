package migration

import (
	"strings"

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

const (
	headLines       = 2
	listMin         = 40
	listMax         = 64
	dialogBesideMin = 100 // minimum width for a dialog beside the list
)

func (m *Migration) listWidth() int { return min(max(listMin, m.width*45/100), listMax) }

// View draws the screen.
func (m *Migration) View() string {
	if m.stepView != nil {
		return m.stepView.View()
	}
	s := m.session
	hint := theme.Accent.Render("r") + theme.Muted.Render(" try again")
	var lines []string
	switch {
	case s.Workspace == nil:
		lines = []string{
			"",
			"  " + theme.Muted.Render("This run has no workspace, so progress can't be saved."),
		}
	case s.LoadErr != nil && !s.Loaded:
		lines = append([]string{""}, indent(problem.View(s.LoadErr, hint, m.width-4))...)
	case !s.Loaded:
		lines = []string{"", "  " + theme.Muted.Render("Reading the workspace…")}
	case m.chooser != nil && m.dialog != nil:
		lines = append([]string{""}, indent(m.dialog.view(m.width-4, m.height-1))...)
	case m.chooser != nil:
		lines = m.chooserView(m.width)
		if m.err != nil { // in place of the choices, so that it is always visible
			lines = append(lines[:choiceTop],
				indent(problem.View(m.err, theme.Accent.Render("enter")+theme.Muted.Render(" try again"), m.width-4))...)
		}
	default:
		lines = m.stepsView()
	}
	return strings.Join(lines[:min(len(lines), m.height)], "\n")
}

func indent(lines []string) []string {
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	return lines
}

// stepsView draws the title, and the list beside the step.
func (m *Migration) stepsView() []string {
	head := []string{m.head(), layout.Rule(m.width)}
	room := m.height - headLines
	if m.detailOpen || m.dialog != nil && m.width < dialogBesideMin {
		for _, l := range m.pane(m.width-4, room) {
			head = append(head, "  "+l)
		}
		return head
	}
	left := strings.Split(m.table.View(m.drawRow), "\n")
	right := m.pane(m.width-m.listWidth()-2, room)
	for i, l := range left {
		r := ""
		if i < len(right) {
			r = right[i]
		}
		head = append(head, l+" "+r)
	}
	return head
}

// head draws the path and the progress, with signs instead of words if there is little room.
func (m *Migration) head() string {
	s := m.session
	title := s.Runbook.Path.Heading() + " · " + s.Runbook.Name
	p := s.Runbook.Progress(s.StepContext)
	right := counts(p, true)
	if layout.Width(title)+layout.Width(right)+4 > m.width {
		right = counts(p, false)
	}
	title = layout.Clip(title, m.width-layout.Width(right)-4) // the counts are never clipped
	return layout.Ends(" "+theme.Strong.Render(title), right+" ", m.width)
}

func counts(p playbook.Progress, words bool) string {
	out := ""
	if n := len(p.Forced); n > 0 {
		out = theme.Bad.Bold(true).Render("‼ "+render.Count(n, "override", "overrides")) + "  "
	}
	current, outdated := p.CountByStatus()
	out += render.Number(p.StillDone()) + " of " + render.Number(len(p.Steps)) + " done"
	if outdated > 0 {
		mark, word, style := signOf(playbook.StepView{Against: "something"})
		out += "  " + style.Render(mark+" "+render.Number(outdated)+" "+word)
	}
	for _, st := range []playbook.Status{playbook.DoneVerified, playbook.DoneConfirmed, playbook.Failed} {
		n := current[st]
		if n == 0 {
			continue
		}
		mark, word, style := sign(st)
		text := mark + " " + render.Number(n)
		if words {
			text += " " + word
		}
		out += "  " + style.Render(text)
	}
	return out
}

// pane draws the dialog or the step beside the list.
func (m *Migration) pane(width, height int) []string {
	var lines []string
	if m.dialog != nil {
		return clip(m.dialog.view(width, height), width)
	}
	v, ok := m.current()
	if !ok {
		return nil
	}
	lines = m.detail(v, width)
	m.scroll = max(0, min(m.scroll, len(lines)-height))
	if len(lines) <= height {
		return clip(lines, width)
	}
	shown := lines[m.scroll:min(len(lines), m.scroll+height)]
	if m.scroll+height < len(lines) {
		shown = append(shown[:height-1:height-1], theme.Muted.Render("↓ ")+theme.Accent.Render("]")+theme.Muted.Render(
			" more"))
	}
	return clip(shown, width)
}

func clip(lines []string, width int) []string {
	for i := range lines {
		lines[i] = layout.Clip(lines[i], width)
	}
	return lines
}
