package rename

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/namediff"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// question asks for confirmation before a decision is recorded or undone.
type question struct {
	title, text string
	action      string // the label of enter
	decisions   []diff.Decision
	undo        operation.MadeDecision // the decision to undo, if decisions is empty
	from        mode                   // the page to go back to
	notice      string                 // the notice after saving
}

// ask shows a question.
func (f *Fixes) ask(q *question) {
	q.from = f.Mode
	if q.from == filtering {
		q.from = choosing
	}
	f.question = q
	f.show(deciding)
}

// confirmDecision records or undoes the decision.
func (f *Fixes) confirmDecision() tea.Cmd {
	q := f.question
	f.show(choosing)
	if len(q.decisions) == 0 {
		return f.session.UndoDecision(q.undo)
	}
	return f.session.Decide(q.decisions...)
}

// saved handles the result of saving a decision.
func (f *Fixes) saved(m session.Saved) tea.Cmd {
	if f.question == nil || m.Of != session.DecisionSaved {
		return nil
	}
	q := f.question
	f.question = nil
	if f.Err = m.Err; m.Err != nil {
		return nil
	}
	return screen.Notify(strings.Join(append([]string{q.notice}, m.Notes...), "; "))
}

// confirmedByYou says what a decision means for the names requirement.
const confirmedByYou = "The names requirement then counts as confirmed by you, not as verified. The report names this decision."

// askApart asks about the selected pairs, or the current one.
func (f *Fixes) askApart() tea.Cmd {
	q := &question{
		title: "Mark as different groups?", action: "mark as different groups",
		notice: "marked as different groups; u undoes it",
		text:   "ad2scim no longer pairs these groups. " + confirmedByYou + " To undo it later, press u in Fix.",
	}
	for _, row := range f.rows {
		if _, chosen := f.choices[session.KeyOf(row)]; chosen {
			q.decisions = append(q.decisions, diff.NewDecision(row.AD, row.SCIM, true))
		}
	}
	if len(q.decisions) == 0 {
		row := f.current()
		q.decisions = []diff.Decision{diff.NewDecision(row.AD, row.SCIM, true)}
	}
	if n := len(q.decisions); n > 1 {
		q.title = "Mark " + render.Number(n) + " pairs as different groups?"
	}
	f.ask(q)
	return nil
}

func undoQuestion(d operation.MadeDecision) *question {
	then := "ad2scim pairs these groups by their names again."
	if n := len(d.Replaced); n > 0 {
		then = render.Count(n, "earlier decision applies", "earlier decisions apply") + " again: " +
			operation.DecisionText(d.Replaced[0]) + "."
	}
	return &question{
		title: "Undo this decision?", action: "undo the decision", undo: d,
		text:   operation.DecisionText(d.Decision) + ". Without it, " + then,
		notice: "decision undone",
	}
}

// decideView draws the question and the two names of each pair.
func (f *Fixes) decideView() string {
	q, room := f.question, f.Width-17
	label := func(s string) string { return "  " + theme.Muted.Render(layout.Fit(s, 13)) }
	lines := []string{theme.Title.Render("  " + q.title), ""}
	asked := q.decisions
	if len(asked) == 0 {
		asked = []diff.Decision{q.undo.Decision}
	}
	for i, d := range asked {
		if i == (f.Height-10)/3 {
			lines = append(lines, "  "+theme.Muted.Render("and "+render.Count(len(asked)-i, "more pair", "more pairs")),
				"")
			break
		}
		pair := namediff.NewPair(d.ADName, d.SCIMName)
		a, b, carets := pair.Lines(pair.Start(room), room)
		lines = append(lines, label("AD")+a, label("SCIM side")+b, label("")+carets)
	}
	for _, l := range layout.Wrap(layout.Safe(q.text), f.Width-4) {
		lines = append(lines, "  "+l)
	}
	lines = append(lines, "", "  "+theme.Accent.Render("enter")+" "+q.action+"   "+
		theme.Accent.Render("esc")+theme.Muted.Render(" cancel"))
	return layout.Box(strings.Join(lines, "\n"), f.Width, f.Height)
}
