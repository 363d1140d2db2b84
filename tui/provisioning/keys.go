package provisioning

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/page"
)

var (
	choose   = keys.As(keys.Open, "choose this app")
	backKey  = keys.As(keys.Undo, "turn provisioning off")
	again    = keys.As(keys.Read, "try again")
	seePlan  = keys.As(keys.Open, "plan")
	toKeep   = keys.Bind("ctrl+k", "keyring on/off", "ctrl+k")
	doIt     = keys.As(keys.Open, "apply")
	itIsMade = keys.As(keys.Open, "confirm")
	stop     = keys.As(keys.Escape, "stop")
	leave    = keys.As(keys.Escape, "back")
)

// ShortHelp lists the keys that do something now.
func (e *Enabling) ShortHelp() []key.Binding {
	if !e.onPage() {
		return e.modeKeys()
	}
	return e.Hints(e.modeKeys())
}

// onPage reports whether a page of text is shown, and not the list of apps.
func (e *Enabling) onPage() bool { return e.Busy() || e.Mode != choosing || len(e.apps) == 0 }

func (e *Enabling) modeKeys() []key.Binding {
	switch {
	case e.open != nil:
		return []key.Binding{itIsMade, stop}
	case e.Busy():
		return []key.Binding{stop}
	}
	switch e.Mode {
	case asking:
		out := e.form.Hints(seePlan)
		if e.session.Secrets != nil {
			out = append(out, toKeep)
		}
		return append(out, leave)
	case planned, taking:
		if e.shutOut() {
			return []key.Binding{leave}
		}
		return append(e.answer.Hints(doIt), leave)
	case finished:
		if e.asksNumber() {
			return []key.Binding{seePlan, leave}
		}
		return []key.Binding{leave}
	}
	if len(e.apps) == 0 {
		return []key.Binding{again, leave}
	}
	return []key.Binding{choose, backKey, again, leave}
}

// FullHelp lists all keys of what is shown.
func (e *Enabling) FullHelp() [][]key.Binding {
	moves := keys.Movement()
	if e.Typing() && !e.shutOut() {
		moves = []key.Binding{page.Turn}
	}
	return [][]key.Binding{e.modeKeys(), moves}
}

// shutOut reports whether the plan that is shown cannot be made.
func (e *Enabling) shutOut() bool { return e.Mode == planned && len(e.plan.Wrong()) > 0 }

func (e *Enabling) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.open != nil:
		return e.guideKey(msg)
	case e.Busy():
		e.Pager.Update(msg, false)
		return nil
	}
	switch e.Mode {
	case asking:
		return e.askKey(msg)
	case planned, taking:
		return e.answerKey(msg)
	case finished:
		return e.numberKey(msg)
	}
	return e.chooseKey(msg)
}

func (e *Enabling) chooseKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, again) {
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
		e.Err, e.typed = nil, ""
		e.Show(asking)
	case key.Matches(msg, backKey):
		return e.listMade()
	}
	return nil
}

func (e *Enabling) askKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.Pager.Update(msg, true):
	case key.Matches(msg, toKeep) && e.session.Secrets != nil:
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

// answerKey takes the typed word; nothing else begins a run.
func (e *Enabling) answerKey(msg tea.KeyMsg) tea.Cmd {
	if e.Pager.Update(msg, !e.shutOut()) || e.shutOut() {
		return nil
	}
	cmd, done := e.answer.Key(msg)
	if done {
		return e.carryOut(e.Mode == taking)
	}
	return cmd
}

// numberKey takes the number where the run that ended asks for it, and makes the plan again.
func (e *Enabling) numberKey(msg tea.KeyMsg) tea.Cmd {
	if e.Pager.Update(msg, e.asksNumber()) || !e.asksNumber() {
		return nil
	}
	cmd, done := e.answer.Key(msg)
	if done {
		e.typed = e.number.Number
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
		close(e.open.answer)
		e.open = nil
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
