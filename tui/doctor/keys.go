package doctor

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
)

var (
	nextValue = keys.Bind("space", "next answer", " ", "right", "l", "enter")
	prevValue = keys.Bind("←", "answer before", "left", "h")
	askNext   = keys.Bind("n", "most telling question", "n")
	save      = keys.Bind("s", "save as attested", "s")
	dropAll   = keys.Bind("x", "drop what is not saved", "x")
	scrollUp  = keys.Bind("[", "scroll the findings up", "[", "shift+up")
	scrollDn  = keys.Bind("]", "scroll the findings down", "]", "shift+down")
)

// ShortHelp lists the keys for the footer.
func (d *Doctor) ShortHelp() []key.Binding {
	out := []key.Binding{nextValue}
	if len(d.asked) > 0 {
		out = append(out, askNext)
	}
	if len(d.draft) > 0 {
		out = append(out, keys.Bind("s", "save", "s"), keys.Bind("x", "drop", "x"))
	}
	return append(out, keys.Bind("[ ]", "scroll", "["))
}

// FullHelp lists all keys.
func (d *Doctor) FullHelp() [][]key.Binding {
	return [][]key.Binding{{keys.Up, keys.Down, nextValue, prevValue, askNext}, {save, dropAll, scrollUp, scrollDn}}
}

func (d *Doctor) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, nextValue):
		d.toggle(1)
	case key.Matches(msg, prevValue):
		d.toggle(-1)
	case key.Matches(msg, askNext):
		d.askNext()
	case key.Matches(msg, dropAll):
		if !d.saving {
			d.drop()
		}
	case key.Matches(msg, save):
		return d.save()
	case key.Matches(msg, scrollUp):
		d.scroll = max(0, d.scroll-1)
	case key.Matches(msg, scrollDn):
		d.scroll++
	default:
		d.table.Update(msg)
	}
	return nil
}

// mouse puts the cursor on a fact; a click on the fact that has it toggles. The
// wheel scrolls the findings.
func (d *Doctor) mouse(msg tea.MouseMsg) {
	switch {
	case msg.X >= d.listWidth() && msg.Button == tea.MouseButtonWheelUp:
		d.scroll = max(0, d.scroll-3)
	case msg.X >= d.listWidth() && msg.Button == tea.MouseButtonWheelDown:
		d.scroll += 3
	default:
		before := d.table.Cursor()
		msg.Y -= factsTop
		if d.table.Update(msg) && msg.Button == tea.MouseButtonLeft && before == d.table.Cursor() {
			d.toggle(1)
		}
	}
}
