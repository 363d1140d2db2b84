package migration

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/form"
	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// dialog asks something about a step. It has text, fields and an action.
type dialog struct {
	title      string
	isOverride bool // overrides a requirement
	text       []paragraph
	fields     []*field
	focused    int
	action     string // what enter does, in the footer
	run        func(*dialog) tea.Cmd
	// saveSecret saves the secret in the keyring; canSave offers it.
	saveSecret, canSave bool
	scroll              int  // first visible line of the text
	scrollable          bool // the text doesn't fit
}

// paragraph is text with a mark before it, such as a blocker.
type paragraph struct {
	sign, text string
	isProblem  bool
}

// field is a text field of a dialog. why, if set, is shown above it and doesn't scroll, so that
// everyone who types has seen it.
type field struct {
	*form.Field
	why paragraph
}

func newField(label, hint string, check func(string) string) *field {
	return &field{Field: form.NewField(label, hint, check)}
}

func (f *field) problem() string { return f.Check(f.Input.Value()) }

var (
	cancel        = keys.As(keys.Escape, "cancel")
	confirm       = keys.Open
	nextField     = keys.NextField
	textUp        = keys.Bind("↑", "scroll", "up", "pgup")
	textDown      = keys.Bind("↓", "scroll", "down", "pgdown")
	toggleKeyring = keys.Bind("ctrl+k", "keyring on/off", "ctrl+k")
)

func (d *dialog) help() []key.Binding {
	out := []key.Binding{}
	switch {
	case d.run == nil:
		out = append(out, keys.Override)
	case d.focused < len(d.fields)-1:
		out = append(out, keys.As(keys.Open, "next field"))
	case len(d.fields) > 1:
		out = append(out, keys.As(keys.Open, d.action), nextField)
	default:
		out = append(out, keys.As(keys.Open, d.action))
	}
	if d.canSave {
		out = append(out, toggleKeyring)
	}
	if d.scrollable {
		out = append(out, keys.Bind("↑/↓", "scroll", "up", "down"))
	}
	return append(out, cancel)
}

// open opens a dialog with the focus on the first field.
func (m *Migration) open(d *dialog) tea.Cmd {
	m.dialog, m.scroll = d, 0
	if len(d.fields) > 0 {
		return d.fields[0].Input.Focus()
	}
	return nil
}

func (m *Migration) dialogKey(msg tea.KeyMsg) tea.Cmd {
	d := m.dialog
	switch {
	case key.Matches(msg, toggleKeyring) && d.canSave:
		d.saveSecret = !d.saveSecret
		return nil
	case key.Matches(msg, confirm):
		if len(d.fields) > 0 && d.fields[d.focused].problem() != "" {
			return nil
		}
		if d.focused < len(d.fields)-1 {
			return d.focus(d.focused + 1)
		}
		if i := d.firstInvalid(); i >= 0 {
			return d.focus(i)
		}
		if d.run == nil {
			m.dialog = nil
			return nil
		}
		m.dialog = nil
		return d.run(d)
	case key.Matches(msg, nextField) && len(d.fields) > 1:
		return d.focus((d.focused + 1) % len(d.fields))
	case d.run == nil && key.Matches(msg, keys.Override):
		v, ok := m.current()
		if !ok {
			return nil
		}
		return m.askOverride(v)
	case key.Matches(msg, textUp):
		d.scroll -= scrollStep(msg, m.height/2)
		return nil
	case key.Matches(msg, textDown):
		d.scroll += scrollStep(msg, m.height/2)
		return nil
	case len(d.fields) == 0:
		return nil
	}
	f := d.fields[d.focused]
	if f.Input.EchoMode == textinput.EchoNormal { // a secret is kept as typed, and checked
		msg = keys.Printable(msg)
	}
	var cmd tea.Cmd
	f.Input, cmd = f.Input.Update(msg)
	return cmd
}

// scrollStep is the number of lines that a key scrolls.
func scrollStep(msg tea.KeyMsg, page int) int {
	if msg.Type == tea.KeyPgUp || msg.Type == tea.KeyPgDown {
		return max(1, page)
	}
	return 1
}

// firstInvalid is the index of the first invalid field, or -1.
func (d *dialog) firstInvalid() int {
	for i, f := range d.fields {
		if f.problem() != "" {
			return i
		}
	}
	return -1
}

func (d *dialog) focus(i int) tea.Cmd {
	d.fields[d.focused].Input.Blur()
	d.focused = i
	return d.fields[i].Input.Focus()
}

// view draws the dialog. The text scrolls; the title, the fields and the keys are always
// visible.
func (d *dialog) view(width, height int) []string {
	style := theme.Title
	if d.isOverride {
		style = theme.Bad.Bold(true)
	}
	var head, text []string
	for _, l := range layout.Wrap(d.title, width) {
		head = append(head, style.Render(l))
	}
	head = append(head, "")
	for _, p := range d.text {
		text = append(text, p.view(width)...)
	}
	room := max(2, height-len(head)-len(d.foot(width)))
	d.scrollable = len(text) > room
	foot := d.foot(width)
	d.scroll = max(0, min(d.scroll, len(text)-room))
	if d.scrollable {
		more := d.scroll+room < len(text)
		text = text[d.scroll : d.scroll+room]
		if more {
			text = append(text[:room-1:room-1], theme.Muted.Render("↓ more"))
		}
	}
	return slices.Concat(head, text, foot)
}

// foot draws the fields and the keys.
func (d *dialog) foot(width int) []string {
	var lines []string
	for i, f := range d.fields {
		bar, label := "  ", theme.Muted
		if i == d.focused {
			bar, label = theme.Accent.Render("┃ "), theme.Title
		}
		f.Input.Width = max(4, width-4)
		if lines = append(lines, ""); f.why.text != "" {
			lines = append(lines, f.why.view(width)...)
		}
		lines = append(lines, bar+label.Render(f.Label), bar+layout.Clip(f.Input.View(), width-2))
		for i, l := range f.verdict(width - 2) {
			if i == 0 || width < oneLineWidth {
				lines = append(lines, bar+l)
			}
		}
	}
	if d.canSave {
		word := "kept in memory for this run only"
		if d.saveSecret {
			word = "also kept in the system's keyring"
		}
		lines = append(lines, "", "  "+theme.Accent.Render("ctrl+k")+" "+theme.Muted.Render(word))
	}
	hint := ""
	for _, b := range d.help() {
		hint += theme.Accent.Render(b.Help().Key) + " " + theme.Muted.Render(b.Help().Desc) + "   "
	}
	return append(lines, "", layout.Clip(strings.TrimRight(hint, " "), width))
}

// oneLineWidth is the width from which a verdict takes one line.
const oneLineWidth = 70

// verdict says what is wrong with a field. Its height doesn't change while typing.
func (f *field) verdict(width int) [2]string {
	wrong := f.problem()
	if wrong == "" {
		return [2]string{theme.Good.Render("✓")}
	}
	lines := layout.Wrap(layout.Safe(wrong), width-2)
	out := [2]string{theme.Warn.Render("! ") + theme.Muted.Render(lines[0])}
	if len(lines) > 1 {
		out[1] = "  " + theme.Muted.Render(layout.Clip(strings.Join(lines[1:], " "), width-2))
	}
	return out
}

func (p paragraph) view(width int) []string {
	style := theme.Plain
	if p.isProblem {
		style = theme.Bad
	}
	var out []string
	room := width - layout.Width(p.sign)
	for i, l := range layout.Wrap(layout.Safe(p.text), room) {
		sign := p.sign
		if i > 0 {
			sign = strings.Repeat(" ", layout.Width(p.sign))
		}
		out = append(out, style.Render(sign)+l)
	}
	return out
}
