package migration

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
)

// ShortHelp lists the keys that do something now.
func (m *Migration) ShortHelp() []key.Binding {
	switch {
	case m.enable != nil:
		return m.enable.ShortHelp()
	case m.dialog != nil:
		return m.dialog.help()
	case m.chooser != nil:
		return m.chooser.help()
	case m.check.task.Running():
		return []key.Binding{keys.As(keys.Escape, "stop the check")}
	case m.session.Runbook == nil:
		return []key.Binding{keys.Read}
	}
	hints := screen.Hints(m.Actions())
	if m.large {
		hints = append([]key.Binding{keys.As(keys.Escape, "back")}, hints...)
	}
	return hints
}

// FullHelp lists all keys.
func (m *Migration) FullHelp() [][]key.Binding {
	if m.enable != nil {
		return m.enable.FullHelp()
	}
	switch {
	case m.session.Workspace == nil:
		return nil
	case m.chooser != nil:
		return [][]key.Binding{m.chooser.help()}
	case m.session.Runbook == nil:
		return [][]key.Binding{{keys.Read}}
	}
	return [][]key.Binding{append(screen.Help(m.Actions()), keys.As(keys.Escape, "stop the check"), keys.AsideUp,
		keys.AsideDn), keys.Movement()}
}

// Actions are what can be done with the step under the cursor and the list.
func (m *Migration) Actions() []screen.Action {
	v, ok := m.current()
	if !ok || m.enable != nil || m.dialog != nil || m.chooser != nil {
		return nil
	}
	all := m.stepActions(v)
	if m.check.task.Running() {
		for i := range all {
			all[i].Why = checkRuns
		}
	}
	return append(all,
		screen.Action{Key: keys.Open, Words: "details", Hint: "details", Run: m.toggleLarge},
		screen.Action{Key: keys.Next, Words: "next step", Hint: "next step", Run: m.toNext},
		screen.Action{Key: keys.Path, Hint: "path", Run: m.choosePath},
		screen.Action{Key: keys.Read, Words: "read the steps again", Run: m.reread},
	)
}

// stepActions are the keys of a step, as it stands; one that does nothing says why.
func (m *Migration) stepActions(v playbook.StepView) []screen.Action {
	no := m.refusals(v)
	action := func(k key.Binding, words, hint string, do func(playbook.StepView) tea.Cmd) screen.Action {
		return screen.Action{Key: k, Words: words, Hint: hint, Why: no[k.Help().Key], Run: func() tea.Cmd {
			m.err = nil
			return do(v)
		}}
	}
	here := "do it here"
	if v.Status.IsFinal() {
		here = "open it here"
	}
	return []screen.Action{
		action(keys.Here, here, here, m.openHere),
		action(keys.Check, "run the check", "check", m.look),
		action(keys.Edit, "enter the token", "token", m.askToken),
		action(keys.Confirm, "confirm it yourself", "confirm", m.askAttest),
		action(keys.RuleOut, "not needed", "not needed", m.askSkip),
		action(keys.Override, "override, with a reason", "override", m.askForce),
		action(keys.Undo, "undo: open the step again", "undo", m.askTakeBack),
	}
}

// available are the actions that do something.
func available(all []screen.Action) []screen.Action {
	return slices.DeleteFunc(all, func(a screen.Action) bool { return a.Why != "" })
}

// refused says why nothing can be done with a step.
var refused = map[playbook.Refusal]string{
	playbook.RefusedDone:           "the step is done: u opens it again",
	playbook.RefusedNotRecorded:    "nothing is recorded for this step",
	playbook.RefusedFailedCheck:    "the check failed: run it again, or press ! to override it",
	playbook.RefusedMustBeVerified: "this must be verified; confirming it isn't enough",
	playbook.RefusedAlwaysNeeded:   "this step is always needed",
	playbook.RefusedNotLocked:      "nothing locks this step: a confirms it",
	playbook.RefusedNoToken:        "this step needs no token",
}

// refusals say, by key, why an action of a step does nothing now; empty where it does.
func (m *Migration) refusals(v playbook.StepView) map[string]string {
	return map[string]string{
		keys.Here.Help().Key:     m.whyNotHere(v),
		keys.Check.Help().Key:    m.whyNoCheck(v),
		keys.Edit.Help().Key:     refused[v.MayEnterToken()],
		keys.Confirm.Help().Key:  refused[v.MayConfirm()],
		keys.RuleOut.Help().Key:  refused[v.MaySkip()],
		keys.Override.Help().Key: refused[v.MayOverride()],
		keys.Undo.Help().Key:     refused[v.MayReopen()],
	}
}

func (m *Migration) whyNotHere(v playbook.StepView) string {
	switch {
	case m.canOpenHere(v):
		return ""
	case m.session.Demo:
		return "the demo has no Windows hosts and no identity provider"
	}
	return "only steps about the script and the identity provider can be done here"
}

func (m *Migration) whyNoCheck(v playbook.StepView) string {
	if m.canLook(v.Step) {
		return ""
	}
	why := "this step can't be checked automatically"
	switch {
	case v.Step.Check.NeedsHost() && m.canOpenHere(v):
		return "press h to check this on the sync host"
	case v.Step.Check.NeedsHost() && !m.session.Demo:
		why = "this step is checked on the sync host: run ad2scim sync verify in a terminal"
	case v.Step.Check != "":
		why = "this step can't be checked with the current connections"
		if m.session.Demo {
			why = "the demo doesn't check this step"
		}
	}
	if refused[v.MayConfirm()] == "" {
		why += ": press a to confirm it yourself"
	}
	return why
}

const checkRuns = "a check is running: esc stops it"

func (m *Migration) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case m.saving != "":
		m.ahead = append(m.ahead, msg)
		return nil
	case m.dialog != nil:
		return m.dialogKey(msg)
	case m.chooser != nil:
		return m.chooserKey(msg)
	case m.session.Runbook == nil && key.Matches(msg, keys.Read):
		return m.reread()
	}
	if _, ok := m.current(); !ok || m.move(msg) {
		return nil
	}
	cmd, _ := screen.Press(m.Actions(), msg)
	return cmd
}

func (m *Migration) toggleLarge() tea.Cmd {
	m.large, m.scroll = !m.large, 0
	return nil
}

func (m *Migration) toNext() tea.Cmd {
	m.at = ""
	m.refresh()
	return nil
}

func (m *Migration) reread() tea.Cmd {
	m.err = nil
	return m.session.Reload()
}

// choosePath opens the choice of path and provider. What a check sees is of this
// path, and is saved when it ends: until then nothing is chosen.
func (m *Migration) choosePath() tea.Cmd {
	if m.check.task.Running() {
		return screen.Refuse(checkRuns)
	}
	m.chooser = newChooser(m.session)
	return nil
}

// openHere opens the view in which a step is done.
func (m *Migration) openHere(v playbook.StepView) tea.Cmd {
	m.enable = places[v.Step.Job].open(m.session, v.Step.Job)
	m.enable.SetSize(m.width, m.height)
	return m.enable.Init()
}

// move moves the cursor, or scrolls the detail.
func (m *Migration) move(msg tea.Msg) bool {
	k, isKey := msg.(tea.KeyMsg)
	switch {
	case isKey && key.Matches(k, keys.AsideUp), m.large && isKey && key.Matches(k, keys.Up):
		m.scroll--
	case isKey && key.Matches(k, keys.AsideDn), m.large && isKey && key.Matches(k, keys.Down):
		m.scroll++
	case m.large && isKey && key.Matches(k, keys.PageUp):
		m.scroll -= m.height - headLines
	case m.large && isKey && key.Matches(k, keys.PageDown):
		m.scroll += m.height - headLines
	case m.large:
		return false
	default:
		before := m.table.Cursor()
		if !m.table.Update(msg) {
			return false
		}
		by := 1
		if m.table.Cursor() < before {
			by = -1
		}
		m.follow(by)
	}
	m.scroll = max(0, m.scroll)
	return true
}

const wheel = 3 // lines a click of the mouse wheel

func (m *Migration) mouse(msg tea.MouseMsg) tea.Cmd {
	press := msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft
	switch {
	case m.chooser != nil:
		if press {
			return m.chooserClick(msg.Y)
		}
	case m.dialog != nil:
		switch msg.Button {
		case tea.MouseButtonWheelUp:
			m.dialog.scroll -= wheel
		case tea.MouseButtonWheelDown:
			m.dialog.scroll += wheel
		}
	case m.large || msg.X >= m.listWidth():
		switch msg.Button {
		case tea.MouseButtonWheelUp:
			m.scroll = max(0, m.scroll-wheel)
		case tea.MouseButtonWheelDown:
			m.scroll += wheel
		}
	default:
		before := m.table.Cursor()
		msg.Y -= headLines
		if m.move(msg) && press && before == m.table.Cursor() {
			m.large, m.scroll = true, 0
		}
	}
	return nil
}
