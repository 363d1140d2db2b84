package migration

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
)

// ShortHelp lists the keys for the footer.
func (m *Migration) ShortHelp() []key.Binding {
	switch {
	case m.stepView != nil:
		return m.stepView.ShortHelp()
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
	if m.detailOpen {
		hints = append([]key.Binding{keys.As(keys.Escape, "back")}, hints...)
	}
	return hints
}

// FullHelp lists all keys.
func (m *Migration) FullHelp() [][]key.Binding {
	if m.stepView != nil {
		return m.stepView.FullHelp()
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
		keys.AsideDown), keys.Movement()}
}

// Actions lists what can be done with the current step and the list.
func (m *Migration) Actions() []screen.Action {
	v, ok := m.current()
	if !ok || m.stepView != nil || m.dialog != nil || m.chooser != nil {
		return nil
	}
	all := m.stepActions(v)
	if m.check.task.Running() {
		for i := range all {
			all[i].Why = checkRunning
		}
	}
	return append(all,
		screen.Action{Key: keys.Open, Words: "details", Hint: "details", Run: m.toggleDetail},
		screen.Action{Key: keys.Next, Words: "next step", Hint: "next step", Run: m.goToNext},
		screen.Action{Key: keys.Path, Hint: "path", Run: m.choosePath},
		screen.Action{Key: keys.Read, Words: "read the steps again", Run: m.reload},
	)
}

// stepActions lists the keys of a step. An unavailable one says why.
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
		action(keys.Check, "run the check", "check", m.startCheck),
		action(keys.Edit, "enter the token", "token", m.askToken),
		action(keys.Confirm, "confirm it yourself", "confirm", m.askConfirm),
		action(keys.RuleOut, "not needed", "not needed", m.askSkip),
		action(keys.Override, "override, with a reason", "override", m.askOverride),
		action(keys.Undo, "undo: open the step again", "undo", m.askReopen),
	}
}

// available returns the actions that are available.
func available(all []screen.Action) []screen.Action {
	return slices.DeleteFunc(all, func(a screen.Action) bool { return a.Why != "" })
}

// refused says why an action on a step is unavailable.
var refused = map[playbook.Refusal]string{
	playbook.RefusedDone:           "the step is done: u opens it again",
	playbook.RefusedNotRecorded:    "nothing is recorded for this step",
	playbook.RefusedFailedCheck:    "the check failed: run it again, or press ! to override it",
	playbook.RefusedMustBeVerified: "this must be verified; confirming it isn't enough",
	playbook.RefusedAlwaysNeeded:   "this step is always needed",
	playbook.RefusedNotLocked:      "nothing locks this step: a confirms it",
	playbook.RefusedNoToken:        "this step needs no token",
}

// refusals says by key why an action of the step is unavailable, or "" if it is available.
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
	if m.canCheck(v.Step) {
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

const checkRunning = "a check is running: esc stops it"

func (m *Migration) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case m.saving != "":
		m.queuedKeys = append(m.queuedKeys, msg)
		return nil
	case m.dialog != nil:
		return m.dialogKey(msg)
	case m.chooser != nil:
		return m.chooserKey(msg)
	case m.session.Runbook == nil && key.Matches(msg, keys.Read):
		return m.reload()
	}
	if _, ok := m.current(); !ok || m.move(msg) {
		return nil
	}
	cmd, _ := screen.Press(m.Actions(), msg)
	return cmd
}

func (m *Migration) toggleDetail() tea.Cmd {
	m.detailOpen, m.scroll = !m.detailOpen, 0
	return nil
}

func (m *Migration) goToNext() tea.Cmd {
	m.currentID = ""
	m.refresh()
	return nil
}

func (m *Migration) reload() tea.Cmd {
	m.err = nil
	return m.session.Reload()
}

// choosePath opens the choice of path and provider. It refuses while a check is running, because
// the result belongs to the current path.
func (m *Migration) choosePath() tea.Cmd {
	if m.check.task.Running() {
		return screen.Refuse(checkRunning)
	}
	m.chooser = newChooser(m.session)
	return nil
}

// openHere opens the view for a step.
func (m *Migration) openHere(v playbook.StepView) tea.Cmd {
	m.stepView = jobPlaces[v.Step.Job].open(m.session, v.Step.Job)
	m.stepView.SetSize(m.width, m.height)
	return m.stepView.Init()
}

// move moves the cursor or scrolls the details.
func (m *Migration) move(msg tea.Msg) bool {
	k, isKey := msg.(tea.KeyMsg)
	switch {
	case isKey && key.Matches(k, keys.AsideUp), m.detailOpen && isKey && key.Matches(k, keys.Up):
		m.scroll--
	case isKey && key.Matches(k, keys.AsideDown), m.detailOpen && isKey && key.Matches(k, keys.Down):
		m.scroll++
	case m.detailOpen && isKey && key.Matches(k, keys.PageUp):
		m.scroll -= m.height - headLines
	case m.detailOpen && isKey && key.Matches(k, keys.PageDown):
		m.scroll += m.height - headLines
	case m.detailOpen:
		return false
	default:
		before := m.table.Cursor()
		if !m.table.Update(msg) {
			return false
		}
		delta := 1
		if m.table.Cursor() < before {
			delta = -1
		}
		m.follow(delta)
	}
	m.scroll = max(0, m.scroll)
	return true
}

const wheel = 3 // lines per wheel step

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
	case m.detailOpen || msg.X >= m.listWidth():
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
			m.detailOpen, m.scroll = true, 0
		}
	}
	return nil
}
