package migration

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/adsync"
	"ad2scim/tui/keys"
	"ad2scim/tui/provisioning"
	"ad2scim/tui/screen"
)

var (
	open     = keys.Bind("enter", "details", "enter")
	run      = keys.Bind("v", "run the check", "v")
	attest   = keys.Bind("a", "confirm it yourself", "a")
	skip     = keys.Bind("s", "not needed", "s")
	token    = keys.Bind("t", "enter the token", "t")
	force    = keys.Bind("f", "force, with a reason", "f")
	takeBack = keys.Bind("u", "take back", "u")
	enable   = keys.Bind("e", "SCIM on or off at the identity provider", "e")
	here     = keys.Bind("e", "do it here", "e")
	next     = keys.Bind("n", "the step to do next", "n")
	way      = keys.Bind("w", "choose the way", "w")
	reread   = keys.Bind("r", "read the steps again", "r")
	scrollUp = keys.Bind("[", "scroll up", "[", "shift+up")
	scrollDn = keys.Bind("]", "scroll down", "]", "shift+down")
	stopRun  = keys.Bind("esc", "stop the check", "esc")
	closing  = keys.Bind("esc", "back", "esc")
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
		return []key.Binding{stopRun}
	case m.session.Walk == nil:
		return []key.Binding{reread}
	}
	v, ok := m.current()
	if !ok {
		return nil
	}
	var out []key.Binding
	if m.large {
		out = append(out, closing)
	}
	for _, b := range m.actions(v) {
		out = append(out, keys.Bind(b.Help().Key, footerWord(b), b.Keys()...))
	}
	return append(out, open, next, way)
}

// short are the words of the footer, where there is little room.
var short = map[string]string{"v": "check", "a": "confirm", "s": "not needed", "t": "token", "f": "force", "u": "take back", "e": "enable SCIM"}

// footerWord is a key's word of the footer. One key has two of them, at different
// steps.
func footerWord(b key.Binding) string {
	if b.Help() == here.Help() {
		return b.Help().Desc
	}
	return short[b.Help().Key]
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
	case m.session.Walk == nil:
		return [][]key.Binding{{way, reread}}
	}
	steps := []key.Binding{run, attest, skip, token, force, takeBack}
	if provisioning.Can(m.session) {
		steps = append(steps, enable)
	}
	if v, ok := m.current(); ok && adsync.Can(m.session, v.Step.ID) {
		steps = append(steps, here)
	}
	return [][]key.Binding{append(steps, stopRun), {open, scrollUp, scrollDn, next, way, reread}, keys.Movement()}
}

// atProvider begins the ids of the steps that are made at the identity provider.
const atProvider = "idp-"

// actions are the keys that do something with a step, as it stands.
func (m *Migration) actions(v playbook.StepView) []key.Binding {
	var out []key.Binding
	if strings.HasPrefix(string(v.Step.ID), atProvider) && provisioning.Can(m.session) {
		out = append(out, enable)
	}
	if adsync.Can(m.session, v.Step.ID) {
		out = append(out, here)
	}
	if v.Status.Over() {
		if m.canLook(v.Step) {
			out = append(out, run)
		}
		return append(out, takeBack)
	}
	if m.canLook(v.Step) {
		out = append(out, run)
	}
	if takesToken(v.Step) {
		out = append(out, token)
	}
	if v.Step.Attest != "" {
		out = append(out, attest)
	}
	if v.Step.Skip != "" {
		out = append(out, skip)
	}
	if len(v.Blockers) > 0 || v.Step.Attest == "" || v.Step.Refutation(v.Record) != "" {
		out = append(out, force)
	}
	if v.Record.Status != "" && v.Step.Refutation(v.Record) == "" {
		out = append(out, takeBack)
	}
	return out
}

func (m *Migration) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case m.saving != "":
		m.ahead = append(m.ahead, msg)
		return nil
	case m.dialog != nil:
		return m.dialogKey(msg)
	case m.chooser != nil:
		return m.chooserKey(msg)
	case key.Matches(msg, reread):
		m.err = nil
		return m.session.Reload()
	case key.Matches(msg, way) && m.check.task.Running(): // what it sees is of this way, and is saved when it ends
		return screen.Refuse(checkRuns)
	case key.Matches(msg, way) && m.session.Workspace != nil:
		m.chooser = newChooser(m.session)
		return nil
	}
	v, ok := m.current()
	if !ok || m.move(msg) {
		return nil
	}
	switch {
	case key.Matches(msg, open):
		m.large, m.scroll = !m.large, 0
		return nil
	case key.Matches(msg, next):
		m.at = ""
		m.refresh()
		return nil
	}
	for _, b := range m.actions(v) {
		if key.Matches(msg, b) && !m.check.task.Running() {
			m.err = nil
			return m.act(b.Help().Key, v)
		}
	}
	return m.refuse(msg, v)
}

const checkRuns = "a check is running: esc stops it"

// refuse says why a key that help lists does nothing on the step as it stands.
func (m *Migration) refuse(msg tea.KeyMsg, v playbook.StepView) tea.Cmd {
	why := ""
	switch {
	case !key.Matches(msg, run, attest, skip, token, force, takeBack, enable):
		return nil
	case m.check.task.Running():
		why = checkRuns
	case key.Matches(msg, run) && v.Step.Check != "":
		why = "this run cannot look at it"
	case key.Matches(msg, run):
		why = "the program cannot look at this step"
		if v.Step.Attest != "" && !v.Status.Over() {
			why += ": a confirms it"
		}
	case key.Matches(msg, takeBack) && v.Step.Refutation(v.Record) != "":
		why = "a look has found it not done: v looks again, f forces it"
	case key.Matches(msg, takeBack):
		why = "nothing is noted of this step"
	case key.Matches(msg, enable) && m.session.Demo:
		why = "the demo has no machines and no identity provider"
	case key.Matches(msg, enable):
		why = "e works at the steps of the script and of the identity provider"
	case v.Status.Over():
		why = "the step is done: u takes it back"
	case key.Matches(msg, attest):
		why = "saying so is not enough here: it must be seen"
	case key.Matches(msg, skip):
		why = "this step is always needed"
	case key.Matches(msg, token):
		why = "this step needs no token"
	case key.Matches(msg, force):
		why = "nothing keeps this step shut: a confirms it"
	}
	return screen.Refuse(why)
}

func (m *Migration) act(what string, v playbook.StepView) tea.Cmd {
	switch what {
	case "e":
		m.enable = m.opened(v)
		m.enable.SetSize(m.width, m.height)
		return m.enable.Init()
	case "v":
		return m.look(v)
	case "a":
		return m.askAttest(v)
	case "s":
		return m.askSkip(v)
	case "t":
		return m.askToken(v)
	case "f":
		return m.askForce(v)
	case "u":
		return m.askTakeBack(v)
	}
	return nil
}

// move moves the cursor, or scrolls the detail.
func (m *Migration) move(msg tea.Msg) bool {
	k, isKey := msg.(tea.KeyMsg)
	switch {
	case isKey && key.Matches(k, scrollUp), m.large && isKey && key.Matches(k, keys.Up):
		m.scroll--
	case isKey && key.Matches(k, scrollDn), m.large && isKey && key.Matches(k, keys.Down):
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
