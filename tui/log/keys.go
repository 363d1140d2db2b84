package log

import (
	"encoding/json"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
)

// Actions lists what can be done in the list.
func (h *History) Actions() []screen.Action {
	if h.filtering {
		return nil
	}
	why := ""
	if _, ok := h.current(); !ok {
		why = "no entry is shown"
	}
	return []screen.Action{
		{Key: keys.Open, Words: "show the whole entry", Hint: "details", Why: why, Run: h.toggleDetail},
		{Key: keys.Filter, Hint: "filter", Run: h.startFilter},
		{Key: keys.Copy, Words: "copy the entry's text", Hint: "copy", Why: why, Run: h.copyText},
		{Key: keys.CopyJSON, Words: "copy the entry as JSON", Hint: "copy as JSON", Why: why, Run: h.copyJSON},
		{Key: keys.Read, Hint: "read again", Run: h.readJournal},
	}
}

// ShortHelp lists the keys for the footer.
func (h *History) ShortHelp() []key.Binding {
	switch {
	case h.filtering:
		return []key.Binding{keys.As(keys.Open, "keep the filter"), keys.As(keys.Escape, "back to the list")}
	case h.detailOpen:
		return append([]key.Binding{keys.As(keys.Escape, "back to the list")}, screen.Hints(h.Actions()[2:])...)
	}
	return screen.Hints(h.Actions())
}

// FullHelp lists all keys.
func (h *History) FullHelp() [][]key.Binding {
	return [][]key.Binding{keys.Movement(), screen.Help(h.Actions())}
}

func (h *History) key(msg tea.KeyMsg) tea.Cmd {
	if h.filtering {
		return h.filterKey(msg)
	}
	if h.move(msg) {
		return nil
	}
	cmd, _ := screen.Press(h.Actions(), msg)
	return cmd
}

func (h *History) startFilter() tea.Cmd {
	h.filtering, h.detailOpen = true, false
	return h.input.Focus()
}

func (h *History) toggleDetail() tea.Cmd {
	h.detailOpen, h.scroll = !h.detailOpen, 0
	return nil
}

func (h *History) copyText() tea.Cmd {
	e, _ := h.current()
	return h.clipboard.Copy(e.Text, "the entry's text")
}

func (h *History) copyJSON() tea.Cmd {
	e, _ := h.current()
	line, err := json.Marshal(e)
	if err != nil {
		return screen.Refuse(err.Error())
	}
	return h.clipboard.Copy(string(line), "the entry as JSON")
}

func (h *History) filterKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keys.Open) {
		h.filtering = false
		h.input.Blur()
		return nil
	}
	if msg.Type == tea.KeyUp || msg.Type == tea.KeyDown {
		h.move(msg)
		return nil
	}
	before := h.input.Value()
	var cmd tea.Cmd
	h.input, cmd = h.input.Update(keys.Printable(msg))
	if h.input.Value() != before {
		h.arrange()
	}
	return cmd
}

// move moves the cursor, or scrolls the open entry.
func (h *History) move(msg tea.Msg) bool {
	if h.detailOpen {
		return h.scrollDetail(msg)
	}
	before := h.table.Cursor()
	if !h.table.Update(msg) {
		return false
	}
	delta := 1
	if h.table.Cursor() < before {
		delta = -1
	}
	h.follow(delta)
	return true
}

// endless is more lines than any entry has. The view limits the position to the text.
const endless = 1 << 20

func (h *History) scrollDetail(msg tea.Msg) (moved bool) {
	h.scroll, moved = keys.Scroll(msg, h.scroll, endless, h.height)
	return moved
}

func (h *History) mouse(msg tea.MouseMsg) {
	before := h.table.Cursor()
	msg.Y -= headLines
	if h.move(msg) && !h.detailOpen && msg.Button == tea.MouseButtonLeft && before == h.table.Cursor() {
		h.detailOpen, h.scroll = true, 0
	}
}
