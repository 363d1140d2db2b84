package migration

import (
	"cmp"

	"github.com/charmbracelet/bubbles/help"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
	"ad2scim/tui/task"
)

// Migration is the screen.
type Migration struct {
	session       *session.Session
	width, height int

	rows       []row // the steps, with the headings of their phases
	table      table.Table
	currentID  playbook.StepID // the id of the current step
	scroll     int             // first visible line of the details
	detailOpen bool            // the details replace the list

	chooser    *chooser        // open while the path is chosen
	dialog     *dialog         // open while a step asks for something
	stepView   stepView        // open while a step is done in its own view
	check      check           // the running or last check
	saving     playbook.StepID // the step being saved
	queuedKeys []tea.KeyMsg    // keys typed while saving
	err        error           // the error of the last action
	finding    error           // a failed check's finding, kept while it is saved
}

// stepView is a view that replaces the screen while a step is done in it.
type stepView interface {
	help.KeyMap
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	View() string
	SetSize(width, height int)
	Typing() bool
	Running() bool // it is changing something outside the app
	Work() *task.Task
	Back() (cmd tea.Cmd, stays bool)
}

// row is a step, or the heading of a phase if step is negative.
type row struct {
	step  int
	phase string
}

// New returns the screen for a session.
func New(s *session.Session) *Migration { return &Migration{session: s} }

// Title is "Migrate".
func (m *Migration) Title() string { return screen.Migrate }

// Init does nothing: the session loads the workspace.
func (m *Migration) Init() tea.Cmd { return nil }

// Typing reports whether a dialog is open.
func (m *Migration) Typing() bool {
	return m.dialog != nil || m.stepView != nil && m.stepView.Typing()
}

// Work is the current or last work on this screen.
func (m *Migration) Work() *task.Task {
	if m.stepView != nil {
		return m.stepView.Work()
	}
	return &m.check.task.Task
}

// Running reports whether something outside the app is being changed.
func (m *Migration) Running() bool { return m.stepView != nil && m.stepView.Running() }

// SetSize sets the size of the screen.
func (m *Migration) SetSize(width, height int) {
	m.width, m.height = width, height
	m.table.Border = true
	m.table.SetSize(m.listWidth(), height-headLines)
	if m.stepView != nil {
		m.stepView.SetSize(width, height)
	}
}

// Back closes the dialog, the choice of the path or the large details, or stops the check.
func (m *Migration) Back() (tea.Cmd, bool) {
	if m.stepView != nil {
		if cmd, stays := m.stepView.Back(); stays {
			return cmd, true
		}
		m.stepView = nil
		return m.session.Reload(), true
	}
	switch {
	case m.dialog != nil:
		m.dialog = nil
	case m.chooser != nil && m.chooser.back():
	case m.chooser != nil && m.session.Runbook != nil:
		m.chooser = nil
	case m.check.task.Running():
		m.stopCheck()
	case m.err != nil:
		m.err = nil
	case m.detailOpen:
		m.detailOpen, m.scroll = false, 0
	default:
		return nil, false
	}
	return nil, true
}

// Update handles a message. While a step's view is open, it receives the keys and the mouse.
func (m *Migration) Update(msg tea.Msg) tea.Cmd {
	if m.stepView != nil {
		cmd := m.stepView.Update(msg)
		switch msg.(type) {
		case tea.KeyMsg, tea.MouseMsg:
			return cmd
		}
		return tea.Batch(cmd, m.update(msg))
	}
	return m.update(msg)
}

func (m *Migration) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.key(msg)
	case tea.MouseMsg:
		return m.mouse(msg)
	case checkResult:
		return m.checked(msg)
	case advance:
		return m.advanced(msg)
	case session.Saved:
		return m.saved(msg)
	case tokenSaved:
		if msg.err != nil {
			m.err = msg.err
			return nil
		}
		return screen.Notify("the token is in the system's keyring")
	case screen.Step:
		m.show(msg.ID)
	case session.Reading:
		return m.readFailed(msg)
	case session.Comparison:
		m.refresh()
		return m.compared(msg)
	case session.WorkspaceLoaded, session.Changed:
		m.refresh()
	}
	return nil
}

// refresh updates the rows from the session. The cursor stays on its step and starts on the
// next step to do.
func (m *Migration) refresh() {
	s := m.session
	if s.Loaded && s.Runbook == nil && m.chooser == nil {
		m.chooser = newChooser(s)
	}
	if s.Runbook != nil && m.chooser != nil && m.chooser.firstChoice {
		m.chooser = nil
	}
	m.rows = m.rows[:0]
	phase, cursor := "", -1
	if next, ok := s.Next(); ok && m.currentID == "" {
		m.currentID = next.Step.ID
	}
	for i, v := range s.Steps {
		if v.Step.Phase.ID != phase {
			phase = v.Step.Phase.ID
			m.rows = append(m.rows, row{-1, v.Step.Phase.Title})
		}
		if v.Step.ID == m.currentID {
			cursor = len(m.rows)
		}
		m.rows = append(m.rows, row{step: i})
	}
	m.table.SetLen(len(m.rows))
	if cursor >= 0 {
		m.table.MoveTo(cursor)
	}
	m.follow(1)
}

// show moves to a step, unless a question about another step is open.
func (m *Migration) show(id playbook.StepID) {
	if m.dialog != nil || m.chooser != nil || m.stepView != nil || m.currentID == id {
		return
	}
	m.currentID, m.detailOpen, m.scroll, m.err = id, false, 0, nil
	m.refresh()
}

// follow moves the cursor from a heading to a step, in the direction of the last move, and
// records the step.
func (m *Migration) follow(delta int) {
	i := m.table.Cursor()
	if i < 0 {
		return
	}
	if m.rows[i].step < 0 {
		if i == 0 {
			delta = 1
		}
		m.table.Move(delta)
		i = m.table.Cursor()
	}
	if m.rows[i].step < 0 {
		return
	}
	if id := m.session.Steps[m.rows[i].step].Step.ID; id != m.currentID {
		m.currentID, m.scroll, m.err = id, 0, nil
	}
}

// current is the current step.
func (m *Migration) current() (playbook.StepView, bool) { return m.step(m.currentID) }

// step returns the step of the chosen path with this id.
func (m *Migration) step(id playbook.StepID) (playbook.StepView, bool) {
	for _, v := range m.session.Steps {
		if v.Step.ID == id {
			return v, true
		}
	}
	return playbook.StepView{}, false
}

// saved handles the result of saving a change.
func (m *Migration) saved(msg session.Saved) tea.Cmd {
	m.refresh()
	if msg.Of != string(m.saving) {
		return nil
	}
	ahead := m.queuedKeys
	m.err = cmp.Or(msg.Err, m.finding)
	m.saving, m.queuedKeys, m.finding = "", nil, nil
	if msg.Err != nil {
		return m.askNumber(playbook.StepID(msg.Of), msg.Err)
	}
	if msg.Of == "way" {
		m.chooser, m.currentID = nil, ""
		m.refresh()
	}
	cmds := []tea.Cmd{screen.Notify("saved")}
	for _, k := range ahead {
		// Keys typed earlier don't answer a question that the user hasn't seen.
		if m.dialog != nil || m.chooser != nil || m.stepView != nil || m.saving != "" {
			break
		}
		cmds = append(cmds, m.key(k))
	}
	return tea.Batch(cmds...)
}
