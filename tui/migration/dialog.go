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

// dialog is a question about one step: what it is about, the fields to fill in,
// and what follows.
type dialog struct {
	title  string
	loud   bool // it overrides what protects
	text   []paragraph
	fields []*field
	at     int
	yes    string // what enter does, in the footer
	do     func(*dialog) tea.Cmd
	// keyring is whether to keep the secret there; canKeep offers it.
	keyring, canKeep bool
	scroll           int  // of the text
	long             bool // there is more of the text than is shown at once
}

// paragraph is text with a sign before it, such as a blocker.
type paragraph struct {
	sign, text string
	bad        bool
}

// field is one line to type. check says what is wrong with it now, empty if
// nothing is. why, if any, stands above it and does not scroll: nobody is to type
// without having seen it.
type field struct {
	*form.Field
	why paragraph
}

func newField(label, hint string, check func(string) string) *field {
	return &field{Field: form.NewField(label, hint, check)}
}

func (f *field) wrong() string { return f.Check(f.Input.Value()) }

var (
	cancel   = keys.As(keys.Escape, "cancel")
	confirm  = keys.Open
	switchTo = keys.NextField
	textUp   = keys.Bind("↑", "scroll", "up", "pgup")
	textDown = keys.Bind("↓", "scroll", "down", "pgdown")
	toKeep   = keys.Bind("ctrl+k", "keyring on/off", "ctrl+k")
)

func (d *dialog) help() []key.Binding {
	out := []key.Binding{}
	switch {
	case d.do == nil:
		out = append(out, keys.Override)
	case d.at < len(d.fields)-1:
		out = append(out, keys.As(keys.Open, "next field"))
	case len(d.fields) > 1:
		out = append(out, keys.As(keys.Open, d.yes), switchTo)
	default:
		out = append(out, keys.As(keys.Open, d.yes))
	}
	if d.canKeep {
		out = append(out, toKeep)
	}
	if d.long {
		out = append(out, keys.Bind("↑/↓", "scroll", "up", "down"))
	}
	return append(out, cancel)
}

// open shows a dialog, with the first field ready.
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
	case key.Matches(msg, toKeep) && d.canKeep:
		d.keyring = !d.keyring
		return nil
	case key.Matches(msg, confirm):
		if len(d.fields) > 0 && d.fields[d.at].wrong() != "" {
			return nil
		}
		if d.at < len(d.fields)-1 {
			return d.focus(d.at + 1)
		}
		if i := d.firstWrong(); i >= 0 {
			return d.focus(i)
		}
		if d.do == nil {
			m.dialog = nil
			return nil
		}
		m.dialog = nil
		return d.do(d)
	case key.Matches(msg, switchTo) && len(d.fields) > 1:
		return d.focus((d.at + 1) % len(d.fields))
	case d.do == nil && key.Matches(msg, keys.Override):
		v, ok := m.current()
		if !ok {
			return nil
		}
		return m.askForce(v)
	case key.Matches(msg, textUp):
		d.scroll -= step(msg, m.height/2)
		return nil
	case key.Matches(msg, textDown):
		d.scroll += step(msg, m.height/2)
		return nil
	case len(d.fields) == 0:
		return nil
	}
	f := d.fields[d.at]
	if f.Input.EchoMode == textinput.EchoNormal { // a secret is taken as it is, and judged
		msg = keys.Printable(msg)
	}
	var cmd tea.Cmd
	f.Input, cmd = f.Input.Update(msg)
	return cmd
}

// step is how far a key scrolls: a line, or a page.
func step(msg tea.KeyMsg, page int) int {
	if msg.Type == tea.KeyPgUp || msg.Type == tea.KeyPgDown {
		return max(1, page)
	}
	return 1
}

// firstWrong is the first field that is not right yet, or -1.
func (d *dialog) firstWrong() int {
	for i, f := range d.fields {
		if f.wrong() != "" {
			return i
		}
	}
	return -1
}

func (d *dialog) focus(i int) tea.Cmd {
	d.fields[d.at].Input.Blur()
	d.at = i
	return d.fields[i].Input.Focus()
}

// view draws the dialog. What does not fit of the text can be scrolled to; the
// title, the fields and the keys are always seen.
func (d *dialog) view(width, height int) []string {
	style := theme.Title
	if d.loud {
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
	d.long = len(text) > room
	foot := d.foot(width)
	d.scroll = max(0, min(d.scroll, len(text)-room))
	if d.long {
		more := d.scroll+room < len(text)
		text = text[d.scroll : d.scroll+room]
		if more {
			text = append(text[:room-1:room-1], theme.Muted.Render("↓ more"))
		}
	}
	return slices.Concat(head, text, foot)
}

// foot is what is typed, and the keys.
func (d *dialog) foot(width int) []string {
	var lines []string
	for i, f := range d.fields {
		bar, label := "  ", theme.Muted
		if i == d.at {
			bar, label = theme.Accent.Render("┃ "), theme.Title
		}
		f.Input.Width = max(4, width-4)
		if lines = append(lines, ""); f.why.text != "" {
			lines = append(lines, f.why.view(width)...)
		}
		lines = append(lines, bar+label.Render(f.Label), bar+layout.Clip(f.Input.View(), width-2))
		for i, l := range f.verdict(width - 2) {
			if i == 0 || width < oneLine {
				lines = append(lines, bar+l)
			}
		}
	}
	if d.canKeep {
		word := "kept in memory for this run only"
		if d.keyring {
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

// oneLine is the width from which a verdict takes one line.
const oneLine = 70

// verdict says what is wrong with a field, in a room that stays the same while
// it is typed.
func (f *field) verdict(width int) [2]string {
	wrong := f.wrong()
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
	if p.bad {
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
