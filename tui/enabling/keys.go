package enabling

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
)

var (
	choose   = keys.Bind("enter", "this app", "enter")
	backKey  = keys.Bind("d", "disable: the way back", "d")
	again    = keys.Bind("r", "try again", "r")
	seePlan  = keys.Bind("enter", "the plan", "enter")
	switchTo = keys.Bind("tab", "next field", "tab")
	toKeep   = keys.Bind("ctrl+k", "keyring on/off", "ctrl+k")
	doIt     = keys.Bind("enter", "do it, once yes is typed", "enter")
	itIsMade = keys.Bind("enter", "it is made, once yes is typed", "enter")
	textUp   = keys.Bind("↑", "scroll", "up", "pgup")
	textDown = keys.Bind("↓", "scroll", "down", "pgdown")
	stop     = keys.Bind("esc", "stop", "esc")
	leave    = keys.Bind("esc", "back", "esc")
)

// ShortHelp lists the keys that do something now.
func (e *Enabling) ShortHelp() []key.Binding {
	switch {
	case e.open != nil:
		return []key.Binding{itIsMade, textDown, stop}
	case e.Busy():
		return []key.Binding{stop}
	}
	switch e.mode {
	case asking:
		out := []key.Binding{seePlan, switchTo}
		if e.session.Secrets != nil {
			out = append(out, toKeep)
		}
		return append(out, leave)
	case planned, taking:
		if e.mode == planned && len(e.plan.Wrong()) > 0 {
			return []key.Binding{textDown, leave}
		}
		out := []key.Binding{doIt}
		if len(e.answer.Fields) > 1 {
			out = append(out, switchTo)
		}
		return append(out, textDown, leave)
	case finished:
		return []key.Binding{textDown, leave}
	}
	if len(e.apps) == 0 {
		return []key.Binding{again, leave}
	}
	return []key.Binding{choose, backKey, again, leave}
}

// FullHelp lists all keys.
func (e *Enabling) FullHelp() [][]key.Binding {
	return [][]key.Binding{keys.Movement(), {choose, backKey, again, switchTo, toKeep}, {doIt, itIsMade, stop, leave}}
}

func (e *Enabling) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.open != nil:
		return e.guideKey(msg)
	case e.Busy():
		return nil
	}
	switch e.mode {
	case asking:
		return e.askKey(msg)
	case planned, taking:
		return e.answerKey(msg)
	case finished:
		e.turn(msg)
		return nil
	}
	return e.chooseKey(msg)
}

func (e *Enabling) chooseKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, again) {
		return e.signIn()
	}
	if e.table.Update(msg) || e.table.Cursor() < 0 || e.provider == nil {
		return nil
	}
	e.app = e.apps[e.table.Cursor()]
	switch {
	case key.Matches(msg, choose):
		e.err = nil
		e.show(asking)
	case key.Matches(msg, backKey):
		return e.listMade()
	}
	return nil
}

func (e *Enabling) askKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.turn(msg):
	case key.Matches(msg, toKeep) && e.session.Secrets != nil:
		e.keyring = !e.keyring
	case key.Matches(msg, switchTo):
		e.form.Next()
	case !key.Matches(msg, seePlan):
		return e.form.Update(msg)
	case e.form.Complete():
		return e.makePlan()
	}
	return nil
}

// answerKey takes the typed word; nothing else begins a run.
func (e *Enabling) answerKey(msg tea.KeyMsg) tea.Cmd {
	if e.turn(msg) || e.mode == planned && len(e.plan.Wrong()) > 0 {
		return nil
	}
	switch {
	case key.Matches(msg, switchTo):
		e.answer.Next()
	case !key.Matches(msg, doIt):
		return e.answer.Update(msg)
	case e.answer.Complete():
		return e.carryOut(e.mode == taking)
	}
	return nil
}

func (e *Enabling) guideKey(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.turn(msg):
	case !key.Matches(msg, itIsMade):
		return e.answer.Update(msg)
	case e.answer.Complete():
		close(e.open.answer)
		e.open = nil
	}
	return nil
}

// turn scrolls the text; letters are for the fields.
func (e *Enabling) turn(msg tea.KeyMsg) bool {
	by := 1
	if msg.Type == tea.KeyPgUp || msg.Type == tea.KeyPgDown {
		by = max(1, e.height/2)
	}
	switch {
	case key.Matches(msg, textUp):
		e.scroll -= by
	case key.Matches(msg, textDown):
		e.scroll += by
	default:
		return false
	}
	return true
}

func (e *Enabling) mouse(msg tea.MouseMsg) {
	if e.mode == choosing {
		msg.Y -= listTop
		e.table.Update(msg)
		return
	}
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		e.scroll -= 3
	case tea.MouseButtonWheelDown:
		e.scroll += 3
	}
}
