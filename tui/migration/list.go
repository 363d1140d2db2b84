package migration

import (
	"fmt"

	"github.com/charmbracelet/lipgloss"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// sign returns the sign, the word and the style of a status. The sign or the word is enough
// without color.
func sign(s playbook.Status) (string, string, lipgloss.Style) {
	switch s {
	case playbook.DoneVerified:
		return "●", "verified", theme.Good
	case playbook.DoneConfirmed:
		return "◐", "confirmed", theme.Good
	case playbook.NotNeeded:
		return "⊘", "not needed", theme.Muted
	case playbook.Failed:
		return "✗", "failed", theme.Bad
	case playbook.Running:
		return "▷", "running", theme.Accent
	case playbook.Ready:
		return "○", "open", theme.Plain
	}
	return "╌", "locked", theme.Muted
}

// signOf is the sign of a step's current status. A recorded result that no longer holds doesn't
// count as done.
func signOf(v playbook.StepView) (string, string, lipgloss.Style) {
	if v.Against != "" {
		return "✗", "outdated", theme.Bad
	}
	return sign(v.Status)
}

const wordWidth = 10

// drawRow draws a step in one line, or the heading of a phase.
func (m *Migration) drawRow(i, width int, cursor bool) string {
	r := m.rows[i]
	if r.step < 0 {
		return theme.Muted.Render(layout.Fit(" "+r.phase, width))
	}
	v := m.session.Steps[r.step]
	mark, word, style := signOf(v)
	if v.Record.Forced && v.Against == "" {
		word = "override"
		style = theme.Bad
	}
	bar, title := "  ", theme.Plain
	if v.Status == playbook.Blocked {
		title = theme.Muted
	}
	if cursor {
		bar, title = theme.Accent.Render("▌ "), theme.Cursor(theme.Title)
	}
	start := bar + style.Render(mark) + " " + theme.Muted.Render(layout.Right(fmt.Sprint(v.Step.Number), 2)) + " "
	room := width - layout.Width(start) - 1
	if v.Status == playbook.Ready ||
		v.Status == playbook.Blocked { // the sign is enough, and the title needs the room
		return start + title.Render(layout.Fit(v.Step.Title, room)) + " "
	}
	return start + title.Render(layout.Fit(v.Step.Title, room-1-wordWidth)) + " " +
		style.Render(layout.Fit(word, wordWidth)) + " "
}
