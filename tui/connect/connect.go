package connect

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ad2scim/migrate"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// sides lists both sides in display order.
var sides = [2]migrate.Side{migrate.AD, migrate.SCIM}

// Connect is the screen: a list of sources, a form of two pages, and a connection test.
type Connect struct {
	session       *session.Session
	width, height int
	cursor        int            // index of the current entry
	top           int            // index of the first visible entry
	counts        map[string]int // groups by source, counted in the list read at countedAt
	countedAt     time.Time

	draft    *draft
	remove   bool      // the test is of the side without this source
	form     *huh.Form // the open page, or nil
	onFields bool      // the open page is the second
	test     *session.ConnectionTest

	moving     bool         // the form is moving to another field
	queuedKeys []tea.KeyMsg // keys pressed during the move
}

// New returns the screen for a session.
func New(s *session.Session) *Connect { return &Connect{session: s} }

// Title is "Connection".
func (c *Connect) Title() string { return screen.Connection }

// Init does nothing.
func (c *Connect) Init() tea.Cmd { return nil }

// SetSize sets the size of the screen.
func (c *Connect) SetSize(width, height int) {
	c.width, c.height = width, height
	c.fit()
}

func (c *Connect) fit() {
	if c.form != nil {
		c.form.WithWidth(min(c.width-6, 100)).WithHeight(max(3, c.height-formTop-formFoot))
	}
}

// Typing reports whether keys are text. The page that selects a kind takes none.
func (c *Connect) Typing() bool { return c.form != nil && c.onFields }

// Back goes back one page.
func (c *Connect) Back() (tea.Cmd, bool) {
	switch {
	case c.test != nil:
		t := c.test
		c.test = nil
		if c.remove {
			c.remove, c.draft = false, nil
			return c.session.DiscardTest(t), true
		}
		return tea.Batch(c.session.DiscardTest(t), c.openFields()), true
	case c.form != nil && c.onFields:
		return c.openKind(), true
	case c.form != nil:
		c.form = nil
		return nil, true
	}
	return nil, false
}

// leaving lists the keys that move to another field.
var leaving = keys.Bind("enter", "leave the field", "enter", "tab", "shift+tab", "up", "down")

// ShortHelp lists the keys for the footer.
func (c *Connect) ShortHelp() []key.Binding {
	back := keys.As(keys.Escape, "back")
	switch {
	case c.form != nil && c.onFields:
		return []key.Binding{keys.As(keys.Open, "next field, connect on the last"), keys.Bind("↑/↓", "field"), back}
	case c.form != nil:
		return []key.Binding{keys.Bind("↑/↓", "choose"), keys.As(keys.Open, "next"), back}
	case c.test != nil && c.test.Task.Running():
		return []key.Binding{keys.As(keys.Escape, "stop")}
	}
	return screen.Hints(c.Actions())
}

// Actions lists what the list or the finished test offers.
func (c *Connect) Actions() []screen.Action {
	back := func() tea.Cmd {
		cmd, _ := c.Back()
		return cmd
	}
	change := screen.Action{Key: keys.Edit, Words: "change this connection", Hint: "change", Run: back}
	if c.remove {
		change = screen.Action{Key: keys.Escape, Words: "keep the source", Hint: "keep the source", Run: back}
	}
	switch t := c.test; {
	case c.form != nil || t != nil && t.Task.Running():
		return nil
	case t == nil:
		return c.listActions()
	case t.Task.Err != nil:
		return []screen.Action{{Key: keys.Read, Words: "try again", Hint: "try again", Run: c.try}, change}
	}
	return []screen.Action{{Key: keys.Open, Words: "use this connection", Hint: "use this", Run: c.use}, change}
}

// FullHelp lists all keys.
func (c *Connect) FullHelp() [][]key.Binding {
	return [][]key.Binding{{keys.Up, keys.Down}, c.ShortHelp()}
}

// Update handles a message.
func (c *Connect) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok && c.form == nil {
		return c.key(k)
	}
	if m, ok := msg.(tea.MouseMsg); ok {
		return c.mouse(m)
	}
	if c.form == nil {
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return c.formKey(msg)
	case moved:
		return c.replayKeys()
	}
	return c.updateForm(msg)
}

func (c *Connect) updateForm(msg tea.Msg) tea.Cmd {
	model, cmd := c.form.Update(msg)
	c.form = model.(*huh.Form)
	switch {
	case c.form.State != huh.StateCompleted:
		return cmd
	case c.onFields:
		return c.try()
	}
	return c.openFields()
}

// moved reports that the form has moved to another field.
type moved struct{}

// formKey passes a key to the form. The form changes fields by a message; keys that arrive
// before it, as from a password manager, wait, so that a password doesn't end up in the field
// for the user.
func (c *Connect) formKey(k tea.KeyMsg) tea.Cmd {
	if c.moving {
		c.queuedKeys = append(c.queuedKeys, k)
		return nil
	}
	cmd := c.updateForm(k)
	if cmd == nil || c.form == nil || !key.Matches(k, leaving) {
		return cmd
	}
	c.moving = true
	return tea.Sequence(cmd, func() tea.Msg { return moved{} })
}

func (c *Connect) replayKeys() tea.Cmd {
	keys := c.queuedKeys
	c.moving, c.queuedKeys = false, nil
	var cmds []tea.Cmd
	for _, k := range keys {
		if c.form != nil {
			cmds = append(cmds, c.formKey(k))
		}
	}
	return tea.Batch(cmds...)
}

func (c *Connect) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case c.test == nil && key.Matches(msg, keys.Up):
		c.cursor = max(0, c.cursor-1)
	case c.test == nil && key.Matches(msg, keys.Down):
		c.cursor = min(len(c.entries())-1, c.cursor+1)
	default:
		cmd, _ := screen.Press(c.Actions(), msg)
		return cmd
	}
	return nil
}

func (c *Connect) mouse(msg tea.MouseMsg) tea.Cmd {
	if c.form != nil || c.test != nil || msg.Action != tea.MouseActionPress || msg.Button != tea.MouseButtonLeft {
		return nil
	}
	if i, ok := c.entryAt(msg.Y); ok {
		if c.cursor == i {
			return c.begin()
		}
		c.cursor = i
	}
	return nil
}

// begin opens the form for the current source.
func (c *Connect) begin() tea.Cmd {
	e := c.entries()[c.cursor]
	return c.edit(editDraft(e.side, c.session.Side(e.side).Connection, e.at))
}

func (c *Connect) edit(d *draft) tea.Cmd {
	c.draft = d
	d.typedKind = d.kind
	return c.openKind()
}

func (c *Connect) openKind() tea.Cmd {
	c.moving, c.queuedKeys = false, nil
	c.form, c.onFields = kindForm(c.draft), false
	c.fit()
	return c.form.Init()
}

func (c *Connect) openFields() tea.Cmd {
	c.moving, c.queuedKeys = false, nil
	c.draft.clearForeign(c.draft.typedKind)
	c.draft.typedKind = c.draft.kind
	c.form, c.onFields = fieldsForm(c.draft, c.session.Memory != nil, c.session.Secrets != nil), true
	c.fit()
	return c.form.Init()
}

func (c *Connect) try() tea.Cmd {
	c.form, c.moving, c.queuedKeys = nil, false, nil
	var cmd tea.Cmd
	whole := c.draft.sideConnection
	if c.remove {
		whole = func() migrate.Connection { return migrate.JoinConnections(c.draft.others) }
	}
	c.test, cmd = c.session.TestConnection(c.draft.side, whole())
	return cmd
}

// use connects the tested connection and saves what the user chose to save.
func (c *Connect) use() tea.Cmd {
	t, d, removed := c.test, c.draft, c.remove
	c.test, c.draft, c.remove = nil, nil, false
	cmds := []tea.Cmd{c.session.UseTest(t), screen.Notify("using " + t.Connection.String())}
	if d.remember {
		var own migrate.Connection
		if d.keyring {
			own = t.Connection.Sources()[d.at]
		}
		cmds = append(cmds, c.session.SaveConnection(d.side, t.Connection, own))
	}
	c.cursor = min(c.cursor, len(c.entries())-1)
	other := migrate.AD
	if d.side == migrate.AD {
		other = migrate.SCIM
	}
	switch {
	case removed:
	case c.session.Side(other).Set():
		cmds = append(cmds, screen.GoTo(screen.Overview))
	default:
		c.cursor = slices.IndexFunc(c.entries(), func(e entry) bool { return e.side == other })
	}
	return tea.Batch(cmds...)
}
