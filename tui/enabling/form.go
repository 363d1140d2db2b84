package enabling

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// field is one line to type. check says what is wrong with it, empty if nothing
// is.
type field struct {
	label string
	input textinput.Model
	check func(string) string
}

// form is fields one under the other.
type form struct {
	fields []*field
	at     int
}

func newField(label, hint string, check func(string) string) *field {
	in := textinput.New()
	in.Prompt, in.Placeholder, in.CharLimit = "", hint, 1000
	in.PlaceholderStyle, in.Cursor.Style = theme.Faint, theme.Accent
	in.Cursor.SetMode(cursor.CursorStatic)
	return &field{label, in, check}
}

// newAnswer is the answer to a question that only a typed yes begins; with
// force a reason comes before it.
func newAnswer(force bool) form {
	yes := newField("Type yes to do it", "", func(s string) string {
		if strings.TrimSpace(s) != "yes" {
			return "type yes to go on, esc to go back"
		}
		return ""
	})
	f := form{fields: []*field{yes}}
	if force {
		reason := newField("FORCE it, for this reason (it goes into the report)", "", func(s string) string {
			if strings.TrimSpace(s) == "" {
				return "a reason is needed"
			}
			return ""
		})
		f.fields = []*field{reason, yes}
	}
	f.focus(0)
	return f
}

func (f *form) focus(i int) {
	f.fields[f.at].input.Blur()
	f.at = i
	f.fields[i].input.Focus()
}

// complete reports whether every field is right, and goes to the first that is
// not.
func (f *form) complete() bool {
	for i, one := range f.fields {
		if one.check(one.input.Value()) != "" {
			f.focus(i)
			return false
		}
	}
	return true
}

func (f *form) next() { f.focus((f.at + 1) % len(f.fields)) }

func (f *form) update(msg tea.KeyMsg) tea.Cmd {
	one := f.fields[f.at]
	if one.input.EchoMode == textinput.EchoNormal { // a secret is taken as it is, and judged
		msg = keys.Printable(msg)
	}
	var cmd tea.Cmd
	one.input, cmd = one.input.Update(msg)
	return cmd
}

// value is what is typed in a field, without blanks around it.
func (f *form) value(i int) string { return strings.TrimSpace(f.fields[i].input.Value()) }

// view draws three lines a field.
func (f *form) view(width int) []string {
	var lines []string
	for i, one := range f.fields {
		bar, label := "  ", theme.Muted
		if i == f.at {
			bar, label = theme.Accent.Render("┃ "), theme.Title
		}
		one.input.Width = max(4, width-6)
		wrong := theme.Good.Render("✓")
		if w := one.check(one.input.Value()); w != "" {
			wrong = theme.Warn.Render("! ") + theme.Muted.Render(layout.Safe(w))
		}
		for _, l := range []string{label.Render(one.label), one.input.View(), wrong} {
			lines = append(lines, layout.Clip(bar+l, width))
		}
	}
	return lines
}
