package migration

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/session"
	"ad2scim/tui/task"
	"ad2scim/tui/theme"
)

// check is one look at a step.
type check struct {
	step playbook.StepID
	on   *playbook.Runbook // on which it was begun
	task task.Job
	// comparing says that the look is the session's own comparison.
	comparing bool
	// outcome is what the last check gave, while the number is typed that confirms it.
	outcome operation.CheckOutcome
}

// checked is the message that a look has ended.
type checked struct {
	run int
	saw string
	err error
}

// advance is the message that a look has come further.
type advance struct {
	run      int
	progress migrate.Progress
}

// canLook reports whether the program can run the step's check here.
func (m *Migration) canLook(s playbook.Step) bool {
	return s.Check != "" && !s.Check.NeedsHost() && (m.session.Look != nil || m.comparesHere(s))
}

// comparesHere reports whether the check of a step is the comparison on the screens.
func (m *Migration) comparesHere(s playbook.Step) bool {
	return s.Check.ComparesConnected() && m.session.AD.Set() && m.session.SCIM.Set()
}

// look runs the check of a step, and first asks for what it needs.
func (m *Migration) look(v playbook.StepView) tea.Cmd {
	ask := map[playbook.Input]func(playbook.StepView) tea.Cmd{playbook.InputAuditLog: m.askAuditLog}
	if m.session.SCIMToken().IsZero() {
		ask[playbook.InputToken] = m.askToken
	}
	if do := ask[v.Step.Check.Needs()]; do != nil {
		return do(v)
	}
	return m.lookWith(v, session.CheckInput{})
}

func (m *Migration) lookWith(v playbook.StepView, given session.CheckInput) tea.Cmd {
	s := m.session
	given.Entered = s.Entered
	given.InUse = map[migrate.Side]migrate.Connection{migrate.AD: s.AD.Connection, migrate.SCIM: s.SCIM.Connection}
	m.found = nil
	m.check.step, m.check.on, m.check.comparing = v.Step.ID, s.Runbook, false
	if m.comparesHere(v.Step) {
		m.check.task.Start(s.Context(), "comparing")
		m.check.comparing = true
		return s.ReadAll()
	}
	ctx := m.check.task.Start(s.Context(), "checking")
	stream, run, probe, look := m.check.task.Stream, m.check.task.Seq(), v.Step.Check, s.Look
	return tea.Batch(m.listen(), func() tea.Msg {
		defer stream.Close()
		saw, err := look(ctx, probe, given, stream.Send)
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return checked{run, saw, err}
	})
}

func (m *Migration) listen() tea.Cmd {
	return m.check.task.Listen(func(run int, p migrate.Progress) tea.Msg { return advance{run, p} })
}

func (m *Migration) advanced(a advance) tea.Cmd {
	if !m.check.task.IsCurrent(a.run) {
		return nil
	}
	m.check.task.Progress(a.progress)
	return m.listen()
}

// progress draws how far the look is: where it is the session's own comparison,
// what of that is under way.
func (m *Migration) progress(width int) []string {
	if !m.check.comparing {
		return []string{m.check.task.View(width)}
	}
	var lines []string
	s := m.session
	for _, e := range []*session.Side{s.AD, s.SCIM} {
		if e.Task.Running() {
			lines = append(lines, theme.Muted.Render(e.Label()), e.Task.View(width))
		}
	}
	if s.Compare.Running() {
		lines = append(lines, s.Compare.View(width))
	}
	if len(lines) == 0 {
		lines = []string{m.check.task.View(width)}
	}
	return lines
}

// stopCheck stops the look that is under way.
func (m *Migration) stopCheck() {
	if m.check.comparing {
		m.session.Stop()
		m.check.task.End(nil)
		return
	}
	m.check.task.Stop()
}

// unread ends a comparison of which a side cannot be read.
func (m *Migration) unread(r session.Reading) tea.Cmd {
	if m.check.comparing && r.Err != nil {
		return m.checked(checked{m.check.task.Seq(), "", r.Err})
	}
	return nil
}

// compared ends a look that is the session's comparison.
func (m *Migration) compared(c session.Comparison) tea.Cmd {
	if !m.check.comparing || !m.check.task.Running() {
		return nil
	}
	if c.Err != nil {
		return m.checked(checked{m.check.task.Seq(), "", c.Err})
	}
	saw, err := m.session.Shown().Names()
	return m.checked(checked{m.check.task.Seq(), saw, err})
}

// checked writes down what a look saw. That it could not be made says nothing of
// the step, and is not written down.
func (m *Migration) checked(c checked) tea.Cmd {
	if !m.check.task.IsCurrent(c.run) || !m.check.task.Running() {
		return nil
	}
	stopping := m.check.task.Stopping()
	m.check.task.End(c.err)
	if stopping || errors.Is(c.err, context.Canceled) {
		return nil
	}
	outcome := operation.CheckOutcome{On: m.check.on, Step: m.check.step, Saw: c.saw, Err: c.err}
	if m.check.comparing {
		shown := m.session.Shown()
		outcome.Compared = &shown
	}
	if !outcome.Tells(m.session.Remembered.Playbook.Steps[outcome.Step]) {
		m.err = c.err
		return nil
	}
	m.found, m.check.outcome = c.err, outcome
	return m.saves(outcome.Step, m.session.NoteCheck(outcome, ""))
}

// save changes a step.
func (m *Migration) save(v playbook.StepView, a playbook.StepUpdate, change operation.StepChange) tea.Cmd {
	return m.saves(v.Step.ID, m.session.ChangeStep(v.Step.ID, a, change))
}

// saves waits for a change of a step to be on the disk.
func (m *Migration) saves(id playbook.StepID, cmd tea.Cmd) tea.Cmd {
	if cmd != nil {
		m.saving = id
	}
	return cmd
}
