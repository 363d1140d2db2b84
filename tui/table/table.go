package table

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// Table is a window on a list of rows.
type Table struct {
	// Border draws a line on the right even if nothing can be scrolled.
	Border bool

	width, height int
	len           int
	cursor, top   int
}

// Row draws row i in exactly width columns.
type Row func(i, width int, cursor bool) string

// SetSize sets the size of the table.
func (t *Table) SetSize(width, height int) {
	t.width, t.height = width, max(1, height)
	t.Move(0)
}

// Height is the number of visible rows.
func (t *Table) Height() int { return t.height }

// SetLen sets the number of rows. The cursor stays if possible.
func (t *Table) SetLen(n int) {
	t.len = n
	t.Move(0)
}

// Len is the number of rows.
func (t *Table) Len() int { return t.len }

// Visible is the range of visible rows, without end.
func (t *Table) Visible() (first, end int) { return t.top, min(t.len, t.top+t.height) }

// Cursor is the index of the current row, or -1 in an empty list.
func (t *Table) Cursor() int {
	if t.len == 0 {
		return -1
	}
	return t.cursor
}

// MoveTo moves the cursor to row i.
func (t *Table) MoveTo(i int) { t.Move(i - t.cursor) }

// Move moves the cursor by n rows and scrolls no further than needed.
func (t *Table) Move(n int) {
	t.cursor = max(0, min(t.cursor+n, t.len-1))
	t.top = max(min(t.top, t.cursor), t.cursor-t.height+1)
	t.top = max(0, min(t.top, t.len-t.height))
}

// Update handles movement and reports whether the message was one.
func (t *Table) Update(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return t.key(msg)
	case tea.MouseMsg:
		return t.mouse(msg)
	}
	return false
}

func (t *Table) key(msg tea.KeyMsg) bool {
	switch {
	case key.Matches(msg, keys.Up):
		t.Move(-1)
	case key.Matches(msg, keys.Down):
		t.Move(1)
	case key.Matches(msg, keys.PageUp):
		t.Move(-t.height)
	case key.Matches(msg, keys.PageDown):
		t.Move(t.height)
	case key.Matches(msg, keys.Home):
		t.Move(-t.len)
	case key.Matches(msg, keys.End):
		t.Move(t.len)
	default:
		return false
	}
	return true
}

// mouse handles the wheel, and a click on a row, with Y relative to the first row.
func (t *Table) mouse(msg tea.MouseMsg) bool {
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		t.Move(-3)
	case msg.Button == tea.MouseButtonWheelDown:
		t.Move(3)
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress &&
		msg.Y >= 0 && msg.Y < t.height && t.top+msg.Y < t.len && msg.X < t.width:
		t.cursor = t.top + msg.Y
	default:
		return false
	}
	return true
}

// View draws the visible rows and the scroll bar.
func (t *Table) View(row Row) string {
	var b strings.Builder
	bar := t.bar()
	for y := range t.height {
		if y > 0 {
			b.WriteByte('\n')
		}
		if i := t.top + y; i < t.len {
			b.WriteString(row(i, t.width-1, i == t.cursor))
		} else {
			b.WriteString(layout.Fit("", t.width-1))
		}
		b.WriteString(bar[y])
	}
	return b.String()
}

func (t *Table) bar() []string {
	out := make([]string, t.height)
	for y := range out {
		out[y] = " "
		if t.Border {
			out[y] = theme.Faint.Render("│")
		}
	}
	if t.len <= t.height {
		return out
	}
	size := max(1, t.height*t.height/t.len)
	from := t.top * (t.height - size) / (t.len - t.height)
	for y := range out {
		if y >= from && y < from+size {
			out[y] = theme.Muted.Render("┃")
		} else {
			out[y] = theme.Faint.Render("│")
		}
	}
	return out
}
