package groups

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

var (
	details   = keys.Bind("enter", "details", "enter")
	statuses  = keys.Bind("s/S", "status", "s", "S")
	kinds     = keys.Bind("d/D", "kind of difference", "d", "D")
	sorting   = keys.Bind("o", "order", "o")
	clearing  = keys.Bind("x", "take the filters off", "x")
	selecting = keys.Bind("space", "select", " ")
	all       = keys.Bind("a", "select all that are shown, or none", "a")
	memberKey = keys.Bind("m", "members", "m")
	fixing    = keys.Bind("f", "make the selected names exact", "f")
	copyKey   = keys.Bind("c", "copy", "c")
	nested    = keys.Bind("n", "members of nested groups", "n")

	keepFilter = keys.Bind("enter", "keep the filter", "enter")
	dropFilter = keys.Bind("esc", "back to the list", "esc")
	closePane  = keys.Bind("esc", "close", "esc")
)

// ShortHelp lists the keys for the footer.
func (g *Groups) ShortHelp() []key.Binding {
	switch {
	case g.copying:
		return g.copyChoices()
	case g.filtering:
		return []key.Binding{keepFilter, dropFilter}
	case g.members != nil:
		return []key.Binding{closePane, nested, keys.Bind("r", "read again", "r")}
	case g.detail.large:
		return []key.Binding{closePane, memberKey, copyKey, selecting}
	}
	return []key.Binding{keys.Filter, keys.Bind("s", "status", "s"), details, keys.Bind("f", "fix", "f"), memberKey, copyKey, selecting, keys.Bind("d", "kind", "d"), sorting, keys.Read}
}

// FullHelp lists all keys.
func (g *Groups) FullHelp() [][]key.Binding {
	return [][]key.Binding{
		keys.Movement(),
		{keys.Filter, statuses, kinds, sorting, clearing},
		{details, memberKey, nested, copyKey, selecting, all, fixing, keys.Read},
	}
}

func (g *Groups) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case g.copying:
		return g.copyKeyPressed(msg)
	case g.filtering:
		return g.filterKey(msg)
	case g.members != nil:
		return g.membersKey(msg)
	case g.move(msg):
		return nil
	}
	back := msg.String() == "S" || msg.String() == "D"
	by := 1
	if back {
		by = -1
	}
	switch {
	case key.Matches(msg, keys.Filter):
		g.filtering = true
		return g.input.Focus()
	case key.Matches(msg, statuses):
		return g.nextStatus(by)
	case key.Matches(msg, kinds):
		return g.nextKind(by)
	case key.Matches(msg, sorting):
		g.query.order = (g.query.order + 1) % orders
		return g.arrange(0)
	case key.Matches(msg, clearing):
		return g.clear()
	case key.Matches(msg, keys.Read):
		return g.session.Retry()
	case key.Matches(msg, all):
		g.selectAll()
	}
	if g.current() == nil {
		return nil
	}
	switch {
	case key.Matches(msg, details):
		g.detail.large = !g.detail.large
		g.detail.scroll = 0
		g.fit()
	case key.Matches(msg, selecting):
		g.toggle()
	case key.Matches(msg, memberKey):
		return g.openMembers()
	case key.Matches(msg, fixing):
		return screen.GoTo(screen.Fix)
	case key.Matches(msg, copyKey):
		g.copying = true
	}
	return nil
}

// move moves the cursor, or scrolls the large detail.
func (g *Groups) move(msg tea.Msg) bool {
	if g.detail.large {
		return g.detail.move(msg)
	}
	if !g.table.Update(msg) {
		return false
	}
	g.showDetail()
	return true
}

func (g *Groups) mouse(msg tea.MouseMsg) tea.Cmd {
	if g.members != nil {
		g.members.scroll(msg)
		return nil
	}
	before := g.table.Cursor()
	msg.Y -= tableTop
	if g.move(msg) && msg.Button == tea.MouseButtonLeft && before == g.table.Cursor() && g.current() != nil {
		g.detail.large = true // a click on the row that has the cursor opens it
		g.fit()
	}
	return nil
}

// toggle selects the row under the cursor, or not, and goes on to the next.
func (g *Groups) toggle() {
	k := session.KeyOf(g.current())
	if g.session.Selected[k] {
		delete(g.session.Selected, k)
	} else {
		g.session.Selected[k] = true
	}
	if !g.detail.large {
		g.table.Move(1)
		g.showDetail()
	}
}

// selectAll selects every row that is shown, or, if all are, none of them.
func (g *Groups) selectAll() {
	every := true
	for _, i := range g.rows {
		if k := session.KeyOf(&g.result.Rows[i]); !g.session.Selected[k] {
			g.session.Selected[k] = true
			every = false
		}
	}
	if !every {
		return
	}
	for _, i := range g.rows {
		delete(g.session.Selected, session.KeyOf(&g.result.Rows[i]))
	}
}
