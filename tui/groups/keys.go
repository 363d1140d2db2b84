package groups

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// Actions lists what can be done in the list.
func (g *Groups) Actions() []screen.Action {
	if g.filtering || g.members != nil {
		return nil
	}
	why := ""
	if g.current() == nil {
		why = "no group is shown"
	}
	return []screen.Action{
		{Key: keys.Select, Hint: "select", Why: why, Run: done(g.toggle)},
		{Key: keys.Open, Words: "details", Hint: "details", Why: why, Run: done(g.toggleDetail)},
		{Key: keys.Fix, Words: "fix the selected groups, or this one", Hint: "fix", Why: why, Run: g.fix},
		{Key: keys.Members, Hint: "members", Why: why, Run: g.openMembers},
		{Key: keys.Copy, Hint: "copy", Why: why, Run: g.chooseCopy},
		{Key: keys.Filter, Hint: "filter", Run: g.startFilter},
		{Key: keys.Status, Hint: "status", Run: g.chooseStatus},
		{Key: keys.Kind, Hint: "kind", Run: g.chooseKind},
		{Key: keys.Order, Hint: "sort", Run: g.chooseOrder},
		{Key: keys.SelectAll, Hint: "all", Run: done(g.selectAll)},
		{Key: keys.Read, Hint: "read again", Run: g.session.Retry},
	}
}

// done turns a function without a command into an action.
func done(do func()) func() tea.Cmd {
	return func() tea.Cmd {
		do()
		return nil
	}
}

// ShortHelp lists the keys for the footer.
func (g *Groups) ShortHelp() []key.Binding {
	switch {
	case g.filtering:
		return []key.Binding{keys.As(keys.Open, "keep the filter"), keys.As(keys.Escape, "back to the list")}
	case g.members != nil:
		list := []key.Binding{keys.As(keys.Escape, "close")}
		if len(g.members.pairs) > 1 {
			list = append(list, keys.As(keys.Next, "next possible match"))
		}
		return append(list, keys.As(keys.Nested, "nested groups"), keys.Read)
	case g.detail.large:
		return append([]key.Binding{keys.As(keys.Escape, "close")}, screen.Hints(g.Actions())...)
	}
	return screen.Hints(g.Actions())
}

// FullHelp lists all keys.
func (g *Groups) FullHelp() [][]key.Binding {
	if g.members != nil {
		return [][]key.Binding{keys.Movement(), {
			keys.Nested, keys.As(keys.Next, "next possible match"), keys.Read, keys.As(keys.Members, "close"),
		}}
	}
	return [][]key.Binding{keys.Movement(), screen.Help(g.Actions())}
}

func (g *Groups) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case g.filtering:
		return g.filterKey(msg)
	case g.members != nil:
		return g.membersKey(msg)
	case g.move(msg):
		return nil
	}
	cmd, _ := screen.Press(g.Actions(), msg)
	return cmd
}

func (g *Groups) startFilter() tea.Cmd {
	g.filtering = true
	return g.input.Focus()
}

func (g *Groups) toggleDetail() {
	g.detail.large, g.detail.scroll = !g.detail.large, 0
	g.fit()
}

// fix opens Fix with the selection, or with the current row.
func (g *Groups) fix() tea.Cmd {
	if len(g.session.Selected) > 0 {
		return screen.GoTo(screen.Fix)
	}
	return screen.ShowRow(screen.Fix, g.current())
}

// move moves the cursor or scrolls the large details.
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
	msg.Y -= tableTop + len(g.banner)
	if g.move(msg) && msg.Button == tea.MouseButtonLeft && before == g.table.Cursor() && g.current() != nil {
		g.detail.large = true // a click on the current row opens it
		g.fit()
	}
	return nil
}

// toggle selects or deselects the current row and moves to the next.
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

// selectAll selects every visible row, or deselects them if all are selected.
func (g *Groups) selectAll() {
	allSelected := true
	for _, i := range g.rows {
		if k := session.KeyOf(&g.result.Rows[i]); !g.session.Selected[k] {
			g.session.Selected[k] = true
			allSelected = false
		}
	}
	if !allSelected {
		return
	}
	for _, i := range g.rows {
		delete(g.session.Selected, session.KeyOf(&g.result.Rows[i]))
	}
}
