package groups

import (
	"context"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/table"
	"ad2scim/tui/theme"
)

// Groups is the screen.
type Groups struct {
	session   *session.Session
	clipboard *clipboard.Clipboard
	width     int
	height    int

	result  *diff.Result // the comparison shown
	total   int          // its rows, counting a conflict as one
	entries entries
	query   query
	shown   query // the query of rows
	rows    []int32
	found   []int32   // all matching rows; rows has one for each conflict
	target  *diff.Row // the row to move to after the search
	table   table.Table

	input     textinput.Model
	filtering bool // the filter has the focus
	members   *members
	detail    detail
	banner    []string // warnings about a whole side, and that the comparison is outdated
	outdated  bool     // the banner says so
	marks     marks

	run    int // the number of the latest search
	cancel context.CancelFunc
}

// New returns the screen for a session.
func New(s *session.Session, c *clipboard.Clipboard) *Groups {
	g := &Groups{session: s, clipboard: c, input: textinput.New()}
	g.input.Prompt = ""
	g.input.CharLimit = 200
	g.input.Placeholder = "type to filter"
	g.input.PlaceholderStyle = theme.Faint
	g.input.Cursor.Style = theme.Accent
	g.input.Cursor.SetMode(cursor.CursorStatic)
	return g
}

// Title is "Groups".
func (g *Groups) Title() string { return screen.Groups }

// Init does nothing.
func (g *Groups) Init() tea.Cmd { return nil }

// Typing reports whether the filter has the focus.
func (g *Groups) Typing() bool { return g.filtering }

// SetSize sets the size of the screen.
func (g *Groups) SetSize(width, height int) {
	g.width, g.height = width, height
	g.banner = g.newBanner()
	g.fit()
}

// Update handles a message and starts computing what the visible rows still lack.
func (g *Groups) Update(msg tea.Msg) tea.Cmd {
	cmd := g.handle(msg)
	if (g.session.Outdated() != "") != g.outdated {
		g.banner = g.newBanner()
		g.fit()
	}
	g.detail.decided = nil
	if g.detail.row != nil {
		g.detail.decided = g.session.Decided.About(g.detail.row)
	}
	return tea.Batch(cmd, g.computeMarks(), g.explain())
}

func (g *Groups) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case session.Comparison:
		return g.showComparison()
	case screen.Focus:
		g.query = query{status: &msg.Status, order: g.query.order}
		g.input.SetValue("")
		g.members = nil
		g.table.MoveTo(0)
		return g.arrange(0)
	case screen.Row:
		if msg.Title == screen.Groups {
			return g.show(msg.Row)
		}
		return nil
	case arrangement:
		g.showRows(msg)
		return nil
	case marking:
		g.storeMarks(msg)
		return nil
	case pairing:
		g.showPair(msg)
		return nil
	case session.Reading:
		return g.groupsRead(msg.Side)
	case membership:
		g.showMembers(msg)
		return nil
	case tea.KeyMsg:
		return g.key(msg)
	case tea.MouseMsg:
		return g.mouse(msg)
	}
	if g.filtering {
		var cmd tea.Cmd
		g.input, cmd = g.input.Update(msg)
		return cmd
	}
	return nil
}

// showComparison shows a new comparison. The filter and the current row stay.
func (g *Groups) showComparison() tea.Cmd {
	if g.session.Result == g.result || g.session.Result == nil {
		return nil
	}
	g.entries, g.found = entriesOf(g.session.Result), nil
	g.result, g.rows, g.total = g.session.Result, nil, g.session.Result.Entries()
	g.banner = g.newBanner()
	g.fit()
	g.marks.spots = nil
	g.table.SetLen(0)
	g.detail = detail{}
	g.members = nil
	return g.arrange(0)
}

// current is the current row, or nil.
func (g *Groups) current() *diff.Row {
	i := g.table.Cursor()
	if i < 0 || i >= len(g.rows) || g.result == nil {
		return nil
	}
	return &g.result.Rows[g.rows[i]]
}

// Back closes the members, the large details or the filter.
func (g *Groups) Back() (tea.Cmd, bool) {
	switch {
	case g.filtering:
		g.filtering = false
		g.input.Blur()
	case g.members != nil:
		g.closeMembers()
	case g.detail.large:
		g.detail.large = false
		g.fit()
	case g.query.filtered():
		return g.clear(), true
	default:
		return nil, false
	}
	return nil, true
}
