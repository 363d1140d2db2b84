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

// sides are the two ends in the order in which they are listed.
var sides = [2]migrate.Side{migrate.AD, migrate.SCIM}

// Connect is the screen: a choice of the source, two pages of a form, a trial.
type Connect struct {
	session       *session.Session
	width, height int
	cursor        int            // the entry
	top           int            // the entry that is drawn first
	counts        map[string]int // groups by source, of the list that was read at countedAt
	countedAt     time.Time

	draft  *draft
	remove bool      // the trial is of the side without the draft's source
	form   *huh.Form // the page that is open, or nil
	fields bool      // it is the second page
	trial  *session.ConnectionTest

	moving  bool         // the form is on its way to another field
	waiting []tea.KeyMsg // keys that came meanwhile
}

// New returns the screen on a session.
func New(s *session.Session) *Connect { return &Connect{session: s} }

// Title is "Connection".
func (c *Connect) Title() string { return screen.Connection }

// Init does nothing.
func (c *Connect) Init() tea.Cmd { return nil }

// SetSize says how much room there is.
func (c *Connect) SetSize(width, height int) {
	c.width, c.height = width, height
	c.fit()
}

func (c *Connect) fit() {
	if c.form != nil {
		c.form.WithWidth(min(c.width-6, 100)).WithHeight(max(3, c.height-formTop-formFoot))
	}
}

// Typing reports whether text is typed: not where a kind is chosen.
func (c *Connect) Typing() bool { return c.form != nil && c.fields }

// Back goes one page back.
func (c *Connect) Back() (tea.Cmd, bool) {
	switch {
	case c.trial != nil:
		t := c.trial
		c.trial = nil
		if c.remove {
			c.remove, c.draft = false, nil
			return c.session.Drop(t), true
		}
		return tea.Batch(c.session.Drop(t), c.openFields()), true
	case c.form != nil && c.fields:
		return c.openKind(), true
	case c.form != nil:
		c.form = nil
		return nil, true
	}
	return nil, false
}

// leaving are the keys with which the form goes to another field.
var leaving = keys.Bind("enter", "leave the field", "enter", "tab", "shift+tab", "up", "down")

// ShortHelp lists the keys for the footer.
func (c *Connect) ShortHelp() []key.Binding {
	back := keys.As(keys.Escape, "back")
	switch {
	case c.form != nil && c.fields:
		return []key.Binding{keys.As(keys.Open, "next field, connect on the last"), keys.Bind("↑/↓", "field"), back}
	case c.form != nil:
		return []key.Binding{keys.Bind("↑/↓", "choose"), keys.As(keys.Open, "next"), back}
	case c.trial != nil && c.trial.Task.Running():
		return []key.Binding{keys.As(keys.Escape, "stop")}
	}
	return screen.Hints(c.Actions())
}

// Actions are what can be done in the list, or with what was tried.
func (c *Connect) Actions() []screen.Action {
	back := func() tea.Cmd {
		cmd, _ := c.Back()
		return cmd
	}
	change := screen.Action{Key: keys.Edit, Words: "change this connection", Hint: "change", Run: back}
	if c.remove {
		change = screen.Action{Key: keys.Escape, Words: "keep the source", Hint: "keep the source", Run: back}
	}
	switch t := c.trial; {
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
		return c.catchUp()
	}
	return c.updateForm(msg)
}

func (c *Connect) updateForm(msg tea.Msg) tea.Cmd {
	model, cmd := c.form.Update(msg)
	c.form = model.(*huh.Form)
	switch {
	case c.form.State != huh.StateCompleted:
		return cmd
	case c.fields:
		return c.try()
	}
	return c.openFields()
}

// moved is the message that the form has gone to another field.
type moved struct{}

// formKey hands a key to the form. The form goes to the next field by a message
// of its own; keys that arrive before it, as when a password manager types,
// must wait, or a password would go on in the field of the user.
func (c *Connect) formKey(k tea.KeyMsg) tea.Cmd {
	if c.moving {
		c.waiting = append(c.waiting, k)
		return nil
	}
	cmd := c.updateForm(k)
	if cmd == nil || c.form == nil || !key.Matches(k, leaving) {
		return cmd
	}
	c.moving = true
	return tea.Sequence(cmd, func() tea.Msg { return moved{} })
}

func (c *Connect) catchUp() tea.Cmd {
	keys := c.waiting
	c.moving, c.waiting = false, nil
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
	case c.trial == nil && key.Matches(msg, keys.Up):
		c.cursor = max(0, c.cursor-1)
	case c.trial == nil && key.Matches(msg, keys.Down):
		c.cursor = min(len(c.entries())-1, c.cursor+1)
	default:
		cmd, _ := screen.Press(c.Actions(), msg)
		return cmd
	}
	return nil
}

func (c *Connect) mouse(msg tea.MouseMsg) tea.Cmd {
	if c.form != nil || c.trial != nil || msg.Action != tea.MouseActionPress || msg.Button != tea.MouseButtonLeft {
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

// begin opens the form of the source under the cursor.
func (c *Connect) begin() tea.Cmd {
	e := c.entries()[c.cursor]
	return c.edit(editDraft(e.side, c.session.Side(e.side).Connection, e.at))
}

func (c *Connect) edit(d *draft) tea.Cmd {
	c.draft = d
	d.was = d.kind
	return c.openKind()
}

func (c *Connect) openKind() tea.Cmd {
	c.moving, c.waiting = false, nil
	c.form, c.fields = kindForm(c.draft), false
	c.fit()
	return c.form.Init()
}

func (c *Connect) openFields() tea.Cmd {
	c.moving, c.waiting = false, nil
	c.draft.changed(c.draft.was)
	c.draft.was = c.draft.kind
	c.form, c.fields = fieldsForm(c.draft, c.session.Memory != nil, c.session.Secrets != nil), true
	c.fit()
	return c.form.Init()
}

func (c *Connect) try() tea.Cmd {
	c.form, c.moving, c.waiting = nil, false, nil
	var cmd tea.Cmd
	whole := c.draft.whole
	if c.remove {
		whole = func() migrate.Connection { return migrate.JoinConnections(c.draft.others) }
	}
	c.trial, cmd = c.session.Try(c.draft.side, whole())
	return cmd
}

// use takes the connection that was tried, and keeps what the user wants kept.
func (c *Connect) use() tea.Cmd {
	t, d, removed := c.trial, c.draft, c.remove
	c.trial, c.draft, c.remove = nil, nil, false
	cmds := []tea.Cmd{c.session.Use(t), screen.Notify("using " + t.Connection.String())}
	if d.remember {
		var own migrate.Connection
		if d.keyring {
			own = t.Connection.Sources()[d.at]
		}
		cmds = append(cmds, c.session.Keep(d.side, t.Connection, own))
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
