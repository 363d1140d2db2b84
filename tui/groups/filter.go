package groups

import (
	"context"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/render"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/status"
)

// filtered reports whether the query excludes rows.
func (q query) filtered() bool { return q.text != "" || q.status != nil || q.kind != nil }

// arrange starts the search for the query and cancels an older one.
func (g *Groups) arrange(wait time.Duration) tea.Cmd {
	if g.result == nil {
		return nil
	}
	if g.cancel != nil {
		g.cancel()
	}
	ctx, cancel := context.WithCancel(g.session.Context())
	g.cancel = cancel
	g.run++
	return arrange(ctx, g.entries, g.query, g.within(), g.run, wait)
}

// within returns the rows found so far if the new query only narrows the old one, and otherwise
// nil.
func (g *Groups) within() []int32 {
	old, q := g.shown, g.query
	narrower := g.found != nil && strings.HasPrefix(q.text, old.text) &&
		(old.status == nil || q.status != nil && *q.status == *old.status) &&
		(old.kind == nil || q.kind != nil && *q.kind == *old.kind)
	if !narrower {
		return nil
	}
	return g.found
}

func (g *Groups) showRows(m arrangement) {
	if m.run != g.run {
		return
	}
	at := int32(-1)
	if i := g.table.Cursor(); i >= 0 && i < len(g.rows) && m.query.text == g.shown.text {
		at = g.rows[i]
	}
	g.rows, g.found, g.shown = m.rows, m.found, m.query
	g.table.SetLen(len(g.rows))
	g.table.MoveTo(0)
	for i, row := range g.rows {
		if row == at {
			g.table.MoveTo(i)
		}
	}
	if i := slices.IndexFunc(g.rows, func(i int32) bool { return &g.result.Rows[i] == g.target }); i >= 0 {
		g.table.MoveTo(i)
	}
	g.target = nil
	g.showDetail()
}

// show clears the filters and moves to a row, which may be from an earlier comparison.
func (g *Groups) show(row *diff.Row) tea.Cmd {
	if row = session.RowIn(g.result, row); row == nil {
		return screen.Refuse("these groups aren't in the newest comparison")
	}
	g.members, g.target = nil, g.entries.conflicts.Lead(row)
	return g.clear()
}

// clear clears all filters.
func (g *Groups) clear() tea.Cmd {
	g.query = query{order: g.query.order}
	g.input.SetValue("")
	return g.arrange(0)
}

// filterKey handles a key while the filter has the focus.
func (g *Groups) filterKey(msg tea.KeyMsg) tea.Cmd {
	switch msg.Type {
	case tea.KeyEnter:
		g.filtering = false
		g.input.Blur()
		return nil
	case tea.KeyUp, tea.KeyDown, tea.KeyPgUp, tea.KeyPgDown:
		g.move(msg)
		return nil
	}
	var cmd tea.Cmd
	g.input, cmd = g.input.Update(msg)
	if g.input.Value() == g.query.text {
		return cmd
	}
	g.query.text = g.input.Value()
	return tea.Batch(cmd, g.arrange(typingDelay))
}

// chooseStatus opens the list of statuses.
func (g *Groups) chooseStatus() tea.Cmd {
	c := screen.Choice{Title: "Show groups that", Items: []screen.Item{
		{Text: "all groups", Do: func() tea.Cmd { return g.filterBy(nil, g.query.kind) }},
	}}
	for i, s := range status.All {
		c.Items = append(c.Items, screen.Item{
			Text: status.Sign(s) + " " + status.Word(s),
			Note: render.Number(status.Count(g.result, s)),
			Do:   func() tea.Cmd { return g.filterBy(&s, g.query.kind) },
		})
		if g.query.status != nil && *g.query.status == s {
			c.At = i + 1
		}
	}
	return screen.Choose(c)
}

// chooseKind opens the list of kinds of difference.
func (g *Groups) chooseKind() tea.Cmd {
	c := screen.Choice{Title: "Show names that differ in", Items: []screen.Item{
		{Text: "any kind", Do: func() tea.Cmd { return g.filterBy(g.query.status, nil) }},
	}}
	for i, k := range status.Kinds {
		n := 0
		if g.result != nil {
			n = g.result.Summary.ByKind[k]
		}
		c.Items = append(c.Items, screen.Item{
			Text: k.String(), Note: render.Number(n),
			Do: func() tea.Cmd { return g.filterBy(g.query.status, &k) },
		})
		if g.query.kind != nil && *g.query.kind == k {
			c.At = i + 1
		}
	}
	return screen.Choose(c)
}

func (g *Groups) filterBy(s *diff.Status, k *names.Kind) tea.Cmd {
	g.query.status, g.query.kind = s, k
	return g.arrange(0)
}

// chooseOrder opens the list of orders.
func (g *Groups) chooseOrder() tea.Cmd {
	c := screen.Choice{Title: "Sort by", At: int(g.query.order)}
	for o := byWork; o < orderCount; o++ {
		c.Items = append(c.Items, screen.Item{Text: o.String(), Do: func() tea.Cmd {
			g.query.order = o
			return g.arrange(0)
		}})
	}
	return screen.Choose(c)
}
