package doctor

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
)

var (
	nextValue = keys.Bind("space/l", "next answer", " ", "right", "l", "enter")
	prevValue = keys.Bind("←/h", "answer before", "left", "h")
	askNext   = keys.Bind("n", "ask what tells most", "n")
	save      = keys.Bind("s", "save as attested", "s")
	dropAll   = keys.Bind("x", "drop unsaved", "x")
	asideDown = keys.Bind("pgdn", "question down", "pgdown", "ctrl+f")
	asideUp   = keys.Bind("pgup", "question up", "pgup", "ctrl+b")
	scrollUp  = keys.Bind("[", "findings up", "[", "shift+up")
	scrollDn  = keys.Bind("]", "findings down", "]", "shift+down")
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
	return [][]key.Binding{{keys.Up, keys.Down, nextValue, prevValue, askNext, asideDown, asideUp}, {save, dropAll, scrollUp, scrollDn}}
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
		if d.sent == nil {
			d.err = nil
			d.drop()
		}
	case key.Matches(msg, save):
		return d.save()
	case key.Matches(msg, scrollUp):
		d.scroll--
	case key.Matches(msg, scrollDn):
		d.scroll++
	case key.Matches(msg, asideDown):
		d.aside += d.asideStep()
	case key.Matches(msg, asideUp):
		d.aside -= d.asideStep()
	default:
		d.move(msg)
	}
	return nil
}

// move hands a message to the facts; another fact's question begins at its top.
func (d *Doctor) move(msg tea.Msg) bool {
	before := d.table.Cursor()
	took := d.table.Update(msg)
	if d.table.Cursor() != before {
		d.aside = 0
	}
	return took
}

// mouse puts the cursor on a fact; a click on the fact that has it toggles. The
// wheel scrolls the findings and the question.
func (d *Doctor) mouse(msg tea.MouseMsg) {
	switch {
	case msg.X >= d.listWidth() && msg.Button == tea.MouseButtonWheelUp:
		d.scroll -= 3
	case msg.X >= d.listWidth() && msg.Button == tea.MouseButtonWheelDown:
		d.scroll += 3
	case msg.Y >= asideTop && msg.Button == tea.MouseButtonWheelUp:
		d.aside--
	case msg.Y >= asideTop && msg.Button == tea.MouseButtonWheelDown:
		d.aside++
	default:
		before := d.table.Cursor()
		msg.Y -= factsTop
		if d.move(msg) && msg.Button == tea.MouseButtonLeft && before == d.table.Cursor() {
			d.toggle(1)
		}
	}
}
