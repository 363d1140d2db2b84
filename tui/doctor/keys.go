package doctor

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
)

// Actions lists what can be done on the screen.
func (d *Doctor) Actions() []screen.Action {
	nothing, asked := "", ""
	if len(d.draft) == 0 {
		nothing = "nothing is unsaved"
	}
	if len(d.questions) == 0 {
		asked = "no question is open"
	}
	return []screen.Action{
		{Key: keys.Select, Words: "next answer", Hint: "next answer", Run: d.answer(1)},
		{Key: keys.Previous, Run: d.answer(-1)},
		{Key: keys.Following, Run: d.answer(1)},
		{Key: keys.Next, Words: "most useful question", Hint: "next question", Why: asked, Run: d.askNext},
		{Key: keys.Confirm, Words: "confirm and save your answers", Hint: "confirm", Why: nothing, Run: d.save},
		{Key: keys.Undo, Words: "undo unsaved answers", Hint: "undo", Why: nothing, Run: d.undo},
	}
}

func (d *Doctor) answer(by int) func() tea.Cmd {
	return func() tea.Cmd {
		d.toggle(by)
		return nil
	}
}

func (d *Doctor) undo() tea.Cmd {
	if d.saving == nil {
		d.err = nil
		d.discard()
	}
	return nil
}

// ShortHelp lists the keys for the footer.
func (d *Doctor) ShortHelp() []key.Binding {
	return append(screen.Hints(d.Actions()), keys.Bind("[ ]", "scroll"))
}

// FullHelp lists all keys.
func (d *Doctor) FullHelp() [][]key.Binding {
	scroll := []key.Binding{
		keys.As(keys.PageDown, "scroll the question down"),
		keys.As(keys.PageUp, "scroll the question up"),
		keys.As(keys.AsideUp, "scroll the findings up"), keys.As(keys.AsideDown, "scroll the findings down"),
	}
	return [][]key.Binding{append([]key.Binding{keys.Up, keys.Down}, screen.Help(d.Actions())...), scroll}
}

func (d *Doctor) key(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keys.Open): // enter toggles too
		d.toggle(1)
	case key.Matches(msg, keys.AsideUp):
		d.scroll--
	case key.Matches(msg, keys.AsideDown):
		d.scroll++
	case key.Matches(msg, keys.PageDown):
		d.questionScroll += d.questionStep()
	case key.Matches(msg, keys.PageUp):
		d.questionScroll -= d.questionStep()
	default:
		if cmd, ok := screen.Press(d.Actions(), msg); ok {
			return cmd
		}
		d.move(msg)
	}
	return nil
}

// move passes a message to the table. The question of another fact starts at its top.
func (d *Doctor) move(msg tea.Msg) bool {
	before := d.table.Cursor()
	handled := d.table.Update(msg)
	if d.table.Cursor() != before {
		d.questionScroll = 0
	}
	return handled
}

// mouse moves the cursor to a fact, or toggles the current one. The wheel scrolls the findings
// and the question.
func (d *Doctor) mouse(msg tea.MouseMsg) {
	switch {
	case msg.X >= d.listWidth() && msg.Button == tea.MouseButtonWheelUp:
		d.scroll -= 3
	case msg.X >= d.listWidth() && msg.Button == tea.MouseButtonWheelDown:
		d.scroll += 3
	case msg.Y >= questionTop && msg.Button == tea.MouseButtonWheelUp:
		d.questionScroll--
	case msg.Y >= questionTop && msg.Button == tea.MouseButtonWheelDown:
		d.questionScroll++
	default:
		before := d.table.Cursor()
		msg.Y -= factsTop
		if d.move(msg) && msg.Button == tea.MouseButtonLeft && before == d.table.Cursor() {
			d.toggle(1)
		}
	}
}
