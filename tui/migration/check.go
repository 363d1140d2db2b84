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

// check is a running or finished check of a step.
type check struct {
	step    playbook.StepID   // the runbook that the check started with
	runbook *playbook.Runbook // runbook which it was begun
	task    task.Job
	// comparing means that the check is the session's own comparison.
	comparing bool
	// outcome is the result of the last check, kept until its number is confirmed.
	outcome operation.CheckOutcome
}

// checkResult is the message with the result of a check.
type checkResult struct {
	run     int
	finding string
	err     error
}

// advance is the message that a check has made progress.
type advance struct {
	run      int
	progress migrate.Progress
}

// canCheck reports whether the app can check the step.
func (m *Migration) canCheck(s playbook.Step) bool {
	return s.Check != "" && !s.Check.NeedsHost() && (m.session.Check != nil || m.comparesHere(s))
}

// comparesHere reports whether the step's check is the session's comparison.
func (m *Migration) comparesHere(s playbook.Step) bool {
	return s.Check.ComparesConnected() && m.session.AD.Set() && m.session.SCIM.Set()
}

// startCheck runs the step's check and first asks for what it needs.
func (m *Migration) startCheck(v playbook.StepView) tea.Cmd {
	ask := map[playbook.Input]func(playbook.StepView) tea.Cmd{playbook.InputAuditLog: m.askAuditLog}
	if m.session.SCIMToken().IsZero() {
		ask[playbook.InputToken] = m.askToken
	}
	if askFor := ask[v.Step.Check.Needs()]; askFor != nil {
		return askFor(v)
	}
	return m.checkWith(v, session.CheckInput{})
}

func (m *Migration) checkWith(v playbook.StepView, input session.CheckInput) tea.Cmd {
	s := m.session
	input.Entered = s.Entered
	input.InUse = map[migrate.Side]migrate.Connection{migrate.AD: s.AD.Connection, migrate.SCIM: s.SCIM.Connection}
	m.finding = nil
	m.check.step, m.check.runbook, m.check.comparing = v.Step.ID, s.Runbook, false
	if m.comparesHere(v.Step) {
		m.check.task.Start(s.Context(), "comparing")
		m.check.comparing = true
		return s.ReadAll()
	}
	ctx := m.check.task.Start(s.Context(), "checking")
	stream, run, probe, runCheck := m.check.task.Stream, m.check.task.Seq(), v.Step.Check, s.Check
	return tea.Batch(m.listen(), func() tea.Msg {
		defer stream.Close()
		finding, err := runCheck(ctx, probe, input, stream.Send)
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return checkResult{run, finding, err}
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

// progress draws the progress of the check, or of the session's comparison.
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

// stopCheck stops the running check.
func (m *Migration) stopCheck() {
	if m.check.comparing {
		m.session.Stop()
		m.check.task.End(nil)
		return
	}
	m.check.task.Stop()
}

// readFailed ends a check by comparison if a side couldn't be read.
func (m *Migration) readFailed(r session.Reading) tea.Cmd {
	if m.check.comparing && r.Err != nil {
		return m.checked(checkResult{m.check.task.Seq(), "", r.Err})
	}
	return nil
}

// compared ends a check by comparison.
func (m *Migration) compared(c session.Comparison) tea.Cmd {
	if !m.check.comparing || !m.check.task.Running() {
		return nil
	}
	if c.Err != nil {
		return m.checked(checkResult{m.check.task.Seq(), "", c.Err})
	}
	saw, err := m.session.Shown().Names()
	return m.checked(checkResult{m.check.task.Seq(), saw, err})
}

// checked saves the result of a check. A check that couldn't be made isn't recorded, because it
// says nothing about the step.
func (m *Migration) checked(c checkResult) tea.Cmd {
	if !m.check.task.IsCurrent(c.run) || !m.check.task.Running() {
		return nil
	}
	stopping := m.check.task.Stopping()
	m.check.task.End(c.err)
	if stopping || errors.Is(c.err, context.Canceled) {
		return nil
	}
	outcome := operation.CheckOutcome{On: m.check.runbook, Step: m.check.step, Saw: c.finding, Err: c.err}
	if m.check.comparing {
		shown := m.session.Shown()
		outcome.Compared = &shown
	}
	if !outcome.Tells(m.session.Remembered.Playbook.Steps[outcome.Step]) {
		m.err = c.err
		return nil
	}
	m.finding, m.check.outcome = c.err, outcome
	return m.markSaving(outcome.Step, m.session.NoteCheck(outcome, ""))
}

// save saves a change of a step.
func (m *Migration) save(v playbook.StepView, a playbook.StepUpdate, change operation.StepChange) tea.Cmd {
	return m.markSaving(v.Step.ID, m.session.ChangeStep(v.Step.ID, a, change))
}

// markSaving marks a step as being saved.
func (m *Migration) markSaving(id playbook.StepID, cmd tea.Cmd) tea.Cmd {
	if cmd != nil {
		m.saving = id
	}
	return cmd
}
