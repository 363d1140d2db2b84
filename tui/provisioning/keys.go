package provisioning

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/page"
)

var (
	choose        = keys.As(keys.Open, "choose this app")
	turnOff       = keys.As(keys.Undo, "turn provisioning off")
	tryAgain      = keys.As(keys.Read, "try again")
	showPlan      = keys.As(keys.Open, "plan")
	toggleKeyring = keys.Bind("ctrl+k", "keyring on/off", "ctrl+k")
	applyNow      = keys.As(keys.Open, "apply")
	confirmStep   = keys.As(keys.Open, "confirm")
	stop          = keys.As(keys.Escape, "stop")
	leave         = keys.As(keys.Escape, "back")
)

// ShortHelp lists the keys for the footer.
func (e *Enabling) ShortHelp() []key.Binding {
	if !e.onPage() {
		return e.modeKeys()
	}
	return e.Hints(e.modeKeys())
}

// onPage reports whether a page of text is shown instead of the list of apps.
func (e *Enabling) onPage() bool { return e.Busy() || e.Mode != choosing || len(e.apps) == 0 }

func (e *Enabling) modeKeys() []key.Binding {
	switch {
	case e.question != nil:
		return []key.Binding{confirmStep, stop}
	case e.Busy():
		return []key.Binding{stop}
	}
	switch e.Mode {
	case entering:
		out := e.form.Hints(showPlan)
		if e.session.Secrets != nil {
			out = append(out, toggleKeyring)
		}
		return append(out, leave)
	case planned, undoing:
		if e.isInvalid() {
			return []key.Binding{leave}
		}
		return append(e.answer.Hints(applyNow), leave)
	case finished:
		if e.asksNumber() {
			return []key.Binding{showPlan, leave}
		}
		return []key.Binding{leave}
	}
	if len(e.apps) == 0 {
		return []key.Binding{tryAgain, leave}
	}
	return []key.Binding{choose, turnOff, tryAgain, leave}
}

// FullHelp lists all keys of the current page.
func (e *Enabling) FullHelp() [][]key.Binding {
	moves := keys.Movement()
	if e.Typing() && !e.isInvalid() {
		moves = []key.Binding{page.Turn}
	}
	return [][]key.Binding{e.modeKeys(), moves}
}

// isInvalid reports whether the shown plan can't be applied.
func (e *Enabling) isInvalid() bool { return e.Mode == planned && len(e.plan.Wrong()) > 0 }

func (e *Enabling) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.question != nil:
		return e.guideKey(msg)
	case e.Busy():
		e.Pager.Update(msg, false)
		return nil
	}
	switch e.Mode {
	case entering:
		return e.askKey(msg)
	case planned, undoing:
		return e.answerKey(msg)
	case finished:
		return e.numberKey(msg)
	}
	return e.chooseKey(msg)
}

func (e *Enabling) chooseKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, tryAgain) {
		return e.signIn()
	}
	if e.onPage() {
		e.Pager.Update(msg, false)
		return nil
	}
	if e.table.Update(msg) || e.table.Cursor() < 0 || e.provider == nil {
		return nil
	}
	if app := e.apps[e.table.Cursor()]; app.ID != e.app.ID {
		e.app, e.form = app, newForm(e.session, e.provider, e.setup.Endpoint(app, e.path))
	}
	switch {
	case key.Matches(msg, choose):
		e.Err, e.typedNumber = nil, ""
		e.Show(entering)
	case key.Matches(msg, turnOff):
		return e.listApplied()
	}
	return nil
}

func (e *Enabling) askKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.Pager.Update(msg, true):
	case key.Matches(msg, toggleKeyring) && e.session.Secrets != nil:
		e.keyring = !e.keyring
	default:
		cmd, done := e.form.Key(msg)
		if done {
			return e.makePlan()
		}
		return cmd
	}
	return nil
}

// answerKey handles the keys of the confirmation, the only way to start a run.
func (e *Enabling) answerKey(msg tea.KeyMsg) tea.Cmd {
	if e.Pager.Update(msg, !e.isInvalid()) || e.isInvalid() {
		return nil
	}
	cmd, done := e.answer.Key(msg)
	if done {
		return e.apply(e.Mode == undoing)
	}
	return cmd
}

// numberKey reads the number that the finished run asked for, and makes the plan again.
func (e *Enabling) numberKey(msg tea.KeyMsg) tea.Cmd {
	if e.Pager.Update(msg, e.asksNumber()) || !e.asksNumber() {
		return nil
	}
	cmd, done := e.answer.Key(msg)
	if done {
		e.typedNumber = e.number.Number
		return e.makePlan()
	}
	return cmd
}

func (e *Enabling) guideKey(msg tea.KeyMsg) tea.Cmd {
	if e.Pager.Update(msg, true) {
		return nil
	}
	cmd, done := e.answer.Key(msg)
	if done {
		close(e.question.answer)
		e.question = nil
	}
	return cmd
}

func (e *Enabling) mouse(msg tea.MouseMsg) {
	if e.onPage() {
		e.Pager.Update(msg, false)
		return
	}
	msg.Y -= len(e.aboveApps())
	e.table.Update(msg)
}
