package groups

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/status"
)

// filtered reports whether the query leaves rows out.
func (q query) filtered() bool { return q.text != "" || q.status != nil || q.kind != nil }

// arrange starts to find the rows of the query; an older search is stopped.
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
	return arrange(ctx, g.result.Rows, g.query, g.within(), g.run, wait)
}

// within returns the rows that the query must be in, because it only narrows
// the one that is shown; nil if it does not.
func (g *Groups) within() []int32 {
	old, q := g.shown, g.query
	narrower := g.rows != nil && strings.HasPrefix(q.text, old.text) &&
		(old.status == nil || q.status != nil && *q.status == *old.status) &&
		(old.kind == nil || q.kind != nil && *q.kind == *old.kind)
	if !narrower {
		return nil
	}
	return g.rows
}

func (g *Groups) arranged(m arrangement) {
	if m.run != g.run {
		return
	}
	at := int32(-1)
	if i := g.table.Cursor(); i >= 0 && i < len(g.rows) && m.query.text == g.shown.text {
		at = g.rows[i]
	}
	g.rows, g.shown = m.rows, m.query
	if g.rows == nil {
		g.rows = []int32{}
	}
	g.table.SetLen(len(g.rows))
	g.table.MoveTo(0)
	for i, row := range g.rows {
		if row == at {
			g.table.MoveTo(i)
		}
	}
	g.showDetail()
}

// clear takes all filters off.
func (g *Groups) clear() tea.Cmd {
	g.query = query{order: g.query.order}
	g.input.SetValue("")
	return g.arrange(0)
}

// filterKey handles a key while the filter is typed.
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
	return tea.Batch(cmd, g.arrange(settle))
}

// nextStatus goes through "any" and the statuses.
func (g *Groups) nextStatus(by int) tea.Cmd {
	at := 0
	for i, s := range status.All {
		if g.query.status != nil && *g.query.status == s {
			at = i + 1
		}
	}
	at = (at + by + len(status.All) + 1) % (len(status.All) + 1)
	g.query.status = nil
	if at > 0 {
		g.query.status = &status.All[at-1]
	}
	return g.arrange(0)
}

// nextKind goes through "any" and the kinds.
func (g *Groups) nextKind(by int) tea.Cmd {
	at := 0
	for i, k := range status.Kinds {
		if g.query.kind != nil && *g.query.kind == k {
			at = i + 1
		}
	}
	at = (at + by + len(status.Kinds) + 1) % (len(status.Kinds) + 1)
	g.query.kind = nil
	if at > 0 {
		g.query.kind = &status.Kinds[at-1]
	}
	return g.arrange(0)
}
