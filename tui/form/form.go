package form

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// Field is one line to type. Check says what is wrong with it, empty if nothing
// is. Hint, if any, is what stands in it while it is empty, worked out when it is
// drawn.
type Field struct {
	Label string
	Input textinput.Model
	Check func(string) string
	Hint  func() string
}

// NewField returns an empty field; hint stands in it while it is.
func NewField(label, hint string, check func(string) string) *Field {
	in := textinput.New()
	in.Prompt, in.Placeholder, in.CharLimit = "", hint, 4000
	in.PlaceholderStyle, in.Cursor.Style = theme.Faint, theme.Accent
	in.Cursor.SetMode(cursor.CursorStatic)
	return &Field{Label: label, Input: in, Check: check}
}

// Secret shows what is typed as dots.
func (f *Field) Secret() *Field {
	f.Input.EchoMode, f.Input.EchoCharacter = textinput.EchoPassword, '•'
	return f
}

// Set puts text in the field, unless it holds what a terminal would act on: the
// field draws its text as it is.
func (f *Field) Set(text string) {
	if layout.Safe(text) == text {
		f.Input.SetValue(text)
	}
}

func (f *Field) wrong() string { return f.Check(f.Input.Value()) }

// Form is fields one under the other.
type Form struct {
	Fields []*Field
	at     int
}

// New returns a form on its first field.
func New(fields ...*Field) Form {
	f := Form{Fields: fields}
	f.focus(0)
	return f
}

func (f *Form) focus(i int) {
	f.Fields[f.at].Input.Blur()
	f.at = i
	f.Fields[i].Input.Focus()
}

// Complete reports whether every field is right, and goes to the first that is
// not.
func (f *Form) Complete() bool {
	for i, one := range f.Fields {
		if one.wrong() != "" {
			f.focus(i)
			return false
		}
	}
	return true
}

// Next goes to the next field.
func (f *Form) Next() { f.focus((f.at + 1) % len(f.Fields)) }

// Previous goes to the field before.
func (f *Form) Previous() { f.focus((f.at + len(f.Fields) - 1) % len(f.Fields)) }

// Key handles a key. Enter does the same in every form: it goes to the next field
// once this one is right, and from the last one on, once all are; then done is true.
func (f *Form) Key(msg tea.KeyMsg) (cmd tea.Cmd, done bool) {
	switch {
	case key.Matches(msg, keys.Open):
		return nil, f.enter()
	case key.Matches(msg, keys.NextField):
		f.Next()
	case key.Matches(msg, keys.PrevField):
		f.Previous()
	default:
		return f.Update(msg), false
	}
	return nil, false
}

// Hints are what enter does in the field that is typed in, and tab where there are
// several; done is what enter does once all are right.
func (f *Form) Hints(done key.Binding) []key.Binding {
	switch {
	case len(f.Fields) == 1:
		return []key.Binding{done}
	case f.at < len(f.Fields)-1:
		return []key.Binding{keys.As(keys.Open, "next field")}
	}
	return []key.Binding{done, keys.NextField}
}

func (f *Form) enter() bool {
	switch {
	case f.Fields[f.at].wrong() != "":
		return false
	case f.at < len(f.Fields)-1:
		f.Next()
		return false
	}
	return f.Complete()
}

// separators are what ends a line of pasted text.
var separators = strings.NewReplacer("\r\n", ", ", "\n", ", ", "\r", ", ", "\t", " ")

// Update types. Pasted lines are divided by commas.
func (f *Form) Update(msg tea.KeyMsg) tea.Cmd {
	one := f.Fields[f.at]
	if one.Input.EchoMode == textinput.EchoNormal { // a secret is taken as it is, and judged
		msg.Runes = []rune(separators.Replace(string(msg.Runes)))
		msg = keys.Printable(msg)
	}
	var cmd tea.Cmd
	one.Input, cmd = one.Input.Update(msg)
	return cmd
}

// Value is what is typed in a field, without blanks around it.
func (f *Form) Value(i int) string { return strings.TrimSpace(f.Fields[i].Input.Value()) }

// View draws two lines a field, and below the one that is typed in what is wrong
// with it.
func (f *Form) View(width int) []string {
	var lines []string
	for i, one := range f.Fields {
		bar, label, wrong := "  ", theme.Muted, one.wrong()
		sign := theme.Good.Render("✓ ")
		if wrong != "" {
			sign = theme.Warn.Render("! ")
		}
		if i == f.at {
			bar, label = theme.Accent.Render("┃ "), theme.Title
		}
		if one.Hint != nil {
			one.Input.Placeholder = one.Hint()
		}
		one.Input.Width = max(4, width-7)
		own := []string{sign + label.Render(one.Label), "  " + one.Input.View()}
		if i == f.at && wrong != "" {
			own = append(own, "  "+theme.Warn.Render(layout.Safe(wrong)))
		}
		for _, l := range own {
			lines = append(lines, layout.Clip(bar+l, width))
		}
	}
	return lines
}
