package log

import (
	"encoding/json"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
)

var (
	details    = keys.Bind("enter", "the whole entry", "enter")
	copyText   = keys.Bind("c", "copy the entry's text", "c")
	copyJSON   = keys.Bind("C", "copy the entry as JSON", "C")
	clearing   = keys.Bind("x", "take the filter off", "x")
	keepFilter = keys.Bind("enter", "keep the filter", "enter")
	toList     = keys.Bind("esc", "back to the list", "esc")
)

// ShortHelp lists the keys for the footer.
func (h *History) ShortHelp() []key.Binding {
	switch {
	case h.typing:
		return []key.Binding{keepFilter, toList}
	case h.large:
		return []key.Binding{toList, keys.Bind("c", "copy", "c"), keys.Bind("C", "copy as JSON", "C")}
	}
	return []key.Binding{keys.Filter, details, keys.Bind("c", "copy", "c"), keys.Read}
}

// FullHelp lists all keys.
func (h *History) FullHelp() [][]key.Binding {
	return [][]key.Binding{keys.Movement(), {keys.Filter, clearing, details, copyText, copyJSON, keys.Read}}
}

func (h *History) key(msg tea.KeyMsg) tea.Cmd {
	if h.typing {
		return h.filterKey(msg)
	}
	if h.move(msg) {
		return nil
	}
	switch {
	case key.Matches(msg, keys.Filter):
		h.typing, h.large = true, false
		return h.input.Focus()
	case key.Matches(msg, clearing):
		h.input.SetValue("")
		h.arrange()
	case key.Matches(msg, keys.Read):
		return h.readJournal()
	case key.Matches(msg, details):
		_, there := h.current()
		h.large, h.scroll = there && !h.large, 0
	case key.Matches(msg, copyText):
		if e, ok := h.current(); ok {
			return h.clipboard.Copy(e.Text, "the entry's text")
		}
	case key.Matches(msg, copyJSON):
		if e, ok := h.current(); ok {
			if line, err := json.Marshal(e); err == nil {
				return h.clipboard.Copy(string(line), "the entry as JSON")
			}
		}
	}
	return nil
}

func (h *History) filterKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keepFilter) {
		h.typing = false
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

// move moves the cursor, or scrolls the entry that is shown whole.
func (h *History) move(msg tea.Msg) bool {
	if h.large {
		return h.scrolled(msg)
	}
	before := h.table.Cursor()
	if !h.table.Update(msg) {
		return false
	}
	by := 1
	if h.table.Cursor() < before {
		by = -1
	}
	h.follow(by)
	return true
}

// endless is more lines than an entry has; the view keeps the end in sight.
const endless = 1 << 20

func (h *History) scrolled(msg tea.Msg) (moved bool) {
	h.scroll, moved = keys.Scroll(msg, h.scroll, endless, h.height)
	return moved
}

func (h *History) mouse(msg tea.MouseMsg) {
	before := h.table.Cursor()
	msg.Y -= headLines
	if h.move(msg) && !h.large && msg.Button == tea.MouseButtonLeft && before == h.table.Cursor() {
		h.large, h.scroll = true, 0
	}
}
