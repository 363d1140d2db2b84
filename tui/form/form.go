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

// Field is a line of text to type. Check returns what is wrong with the text, or "". Hint, if
// set, returns the placeholder and is called on every frame.
type Field struct {
	Label string
	Input textinput.Model
	Check func(string) string
	Hint  func() string
}

// NewField returns an empty field with a placeholder.
func NewField(label, hint string, check func(string) string) *Field {
	in := textinput.New()
	in.Prompt, in.Placeholder, in.CharLimit = "", hint, 4000
	in.PlaceholderStyle, in.Cursor.Style = theme.Faint, theme.Accent
	in.Cursor.SetMode(cursor.CursorStatic)
	return &Field{Label: label, Input: in, Check: check}
}

// Secret shows the text as dots.
func (f *Field) Secret() *Field {
	f.Input.EchoMode, f.Input.EchoCharacter = textinput.EchoPassword, '•'
	return f
}

// Set sets the text, unless it contains control characters: the field draws its text unescaped.
func (f *Field) Set(text string) {
	if layout.Safe(text) == text {
		f.Input.SetValue(text)
	}
}

func (f *Field) problem() string { return f.Check(f.Input.Value()) }

// Form is a list of fields, one of which has the focus.
type Form struct {
	Fields  []*Field
	focused int
}

// New returns a form with the focus on its first field.
func New(fields ...*Field) Form {
	f := Form{Fields: fields}
	f.focus(0)
	return f
}

func (f *Form) focus(i int) {
	f.Fields[f.focused].Input.Blur()
	f.focused = i
	f.Fields[i].Input.Focus()
}

// Complete reports whether every field is valid, and otherwise moves to the first that isn't.
func (f *Form) Complete() bool {
	for i, field := range f.Fields {
		if field.problem() != "" {
			f.focus(i)
			return false
		}
	}
	return true
}

// Next moves to the next field.
func (f *Form) Next() { f.focus((f.focused + 1) % len(f.Fields)) }

// Previous moves to the previous field.
func (f *Form) Previous() { f.focus((f.focused + len(f.Fields) - 1) % len(f.Fields)) }

// Key handles a key. In every form, enter moves on from a valid field. done is true after enter
// on the last field if all fields are valid.
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

// Hints lists the keys for the current field. done is the binding shown for enter on the last
// field.
func (f *Form) Hints(done key.Binding) []key.Binding {
	switch {
	case len(f.Fields) == 1:
		return []key.Binding{done}
	case f.focused < len(f.Fields)-1:
		return []key.Binding{keys.As(keys.Open, "next field")}
	}
	return []key.Binding{done, keys.NextField}
}

func (f *Form) enter() bool {
	switch {
	case f.Fields[f.focused].problem() != "":
		return false
	case f.focused < len(f.Fields)-1:
		f.Next()
		return false
	}
	return f.Complete()
}

// separators replaces the line breaks of pasted text.
var separators = strings.NewReplacer("\r\n", ", ", "\n", ", ", "\r", ", ", "\t", " ")

// Update types text. Pasted lines are joined with commas.
func (f *Form) Update(msg tea.KeyMsg) tea.Cmd {
	field := f.Fields[f.focused]
	if field.Input.EchoMode == textinput.EchoNormal { // a secret is kept as typed, and checked
		msg.Runes = []rune(separators.Replace(string(msg.Runes)))
		msg = keys.Printable(msg)
	}
	var cmd tea.Cmd
	field.Input, cmd = field.Input.Update(msg)
	return cmd
}

// Value is the text of a field without surrounding spaces.
func (f *Form) Value(i int) string { return strings.TrimSpace(f.Fields[i].Input.Value()) }

// View draws two lines for each field, and the error of the current field below it.
func (f *Form) View(width int) []string {
	var lines []string
	for i, field := range f.Fields {
		bar, label, problem := "  ", theme.Muted, field.problem()
		sign := theme.Good.Render("✓ ")
		if problem != "" {
			sign = theme.Warn.Render("! ")
		}
		if i == f.focused {
			bar, label = theme.Accent.Render("┃ "), theme.Title
		}
		if field.Hint != nil {
			field.Input.Placeholder = field.Hint()
		}
		field.Input.Width = max(4, width-7)
		block := []string{sign + label.Render(field.Label), "  " + field.Input.View()}
		if i == f.focused && problem != "" {
			block = append(block, "  "+theme.Warn.Render(layout.Safe(problem)))
		}
		for _, l := range block {
			lines = append(lines, layout.Clip(bar+l, width))
		}
	}
	return lines
}
