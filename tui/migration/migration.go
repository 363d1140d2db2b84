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

	rows   []row // the steps with their phases between them
	table  table.Table
	at     playbook.StepID // the id of the step under the cursor
	scroll int             // of the detail
	large  bool            // the detail takes the place of the list

	chooser *chooser        // open while the way is chosen
	dialog  *dialog         // open while a step asks for something
	enable  stepView        // open while a step is done here
	check   check           // the probe that runs, or ran last
	saving  playbook.StepID // what is being saved
	ahead   []tea.KeyMsg    // typed while it was
	err     error           // what the last action said, until the next one
	found   error           // what a look found against its step, while that is saved
}

// stepView is a view that takes the screen's place while a step is done in it.
type stepView interface {
	help.KeyMap
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	View() string
	SetSize(width, height int)
	Typing() bool
	Running() bool // something is changed elsewhere
	Work() *task.Task
	Back() (cmd tea.Cmd, stays bool)
}

// row is a step, or the heading of a phase where step is negative.
type row struct {
	step  int
	phase string
}

// New returns the screen on a session.
func New(s *session.Session) *Migration { return &Migration{session: s} }

// Title is "Migrate".
func (m *Migration) Title() string { return screen.Migrate }

// Init does nothing: the session reads the workspace by itself.
func (m *Migration) Init() tea.Cmd { return nil }

// Typing reports whether a question is open.
func (m *Migration) Typing() bool {
	return m.dialog != nil || m.enable != nil && m.enable.Typing()
}

// Work is what is under way here.
func (m *Migration) Work() *task.Task {
	if m.enable != nil {
		return m.enable.Work()
	}
	return &m.check.task.Task
}

// Running reports whether something is changed elsewhere.
func (m *Migration) Running() bool { return m.enable != nil && m.enable.Running() }

// SetSize says how much room there is.
func (m *Migration) SetSize(width, height int) {
	m.width, m.height = width, height
	m.table.Border = true
	m.table.SetSize(m.listWidth(), height-headLines)
	if m.enable != nil {
		m.enable.SetSize(width, height)
	}
}

// Back closes the question, the choice of the way or the large detail, or stops
// the check.
func (m *Migration) Back() (tea.Cmd, bool) {
	if m.enable != nil {
		if cmd, stays := m.enable.Back(); stays {
			return cmd, true
		}
		m.enable = nil
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
	case m.large:
		m.large, m.scroll = false, 0
	default:
		return nil, false
	}
	return nil, true
}

// Update handles a message. While a step is done in a view of its own, keys and
// the mouse are for that.
func (m *Migration) Update(msg tea.Msg) tea.Cmd {
	if m.enable != nil {
		cmd := m.enable.Update(msg)
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
	case checked:
		return m.checked(msg)
	case advance:
		return m.advanced(msg)
	case session.Saved:
		return m.saved(msg)
	case tokenKept:
		if msg.err != nil {
			m.err = msg.err
			return nil
		}
		return screen.Notify("the token is in the system's keyring")
	case screen.Step:
		m.show(msg.ID)
	case session.Reading:
		return m.unread(msg)
	case session.Comparison:
		m.refresh()
		return m.compared(msg)
	case session.WorkspaceLoaded, session.Changed:
		m.refresh()
	}
	return nil
}

// refresh follows the session: the steps may be others now. The cursor stays on
// its step, and begins on the one to do next.
func (m *Migration) refresh() {
	s := m.session
	if s.Loaded && s.Runbook == nil && m.chooser == nil {
		m.chooser = newChooser(s)
	}
	if s.Runbook != nil && m.chooser != nil && m.chooser.first {
		m.chooser = nil
	}
	m.rows = m.rows[:0]
	phase, cursor := "", -1
	if next, ok := s.Next(); ok && m.at == "" {
		m.at = next.Step.ID
	}
	for i, v := range s.Steps {
		if v.Step.Phase.ID != phase {
			phase = v.Step.Phase.ID
			m.rows = append(m.rows, row{-1, v.Step.Phase.Title})
		}
		if v.Step.ID == m.at {
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

// show puts the cursor on a step, unless something is asked: that is of the step
// where it is.
func (m *Migration) show(id playbook.StepID) {
	if m.dialog != nil || m.chooser != nil || m.enable != nil || m.at == id {
		return
	}
	m.at, m.large, m.scroll, m.err = id, false, 0, nil
	m.refresh()
}

// follow takes the cursor off a heading, in the direction in which it went, and
// notes the step that it is on.
func (m *Migration) follow(by int) {
	i := m.table.Cursor()
	if i < 0 {
		return
	}
	if m.rows[i].step < 0 {
		if i == 0 {
			by = 1
		}
		m.table.Move(by)
		i = m.table.Cursor()
	}
	if m.rows[i].step < 0 {
		return
	}
	if id := m.session.Steps[m.rows[i].step].Step.ID; id != m.at {
		m.at, m.scroll, m.err = id, 0, nil
	}
}

// current is the step under the cursor.
func (m *Migration) current() (playbook.StepView, bool) { return m.step(m.at) }

// step is the step of the chosen path with an id.
func (m *Migration) step(id playbook.StepID) (playbook.StepView, bool) {
	for _, v := range m.session.Steps {
		if v.Step.ID == id {
			return v, true
		}
	}
	return playbook.StepView{}, false
}

// saved takes note that a change is on the disk, or why it is not.
func (m *Migration) saved(msg session.Saved) tea.Cmd {
	m.refresh()
	if msg.Of != string(m.saving) {
		return nil
	}
	ahead := m.ahead
	m.err = cmp.Or(msg.Err, m.found)
	m.saving, m.ahead, m.found = "", nil, nil
	if msg.Err != nil {
		return m.askNumber(playbook.StepID(msg.Of), msg.Err)
	}
	if msg.Of == "way" {
		m.chooser, m.at = nil, ""
		m.refresh()
	}
	cmds := []tea.Cmd{screen.Notify("saved")}
	for _, k := range ahead {
		// A question is answered by whoever has seen it.
		if m.dialog != nil || m.chooser != nil || m.enable != nil || m.saving != "" {
			break
		}
		cmds = append(cmds, m.key(k))
	}
	return tea.Batch(cmds...)
}
