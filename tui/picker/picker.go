// Package picker is a list from which the user chooses an entry, with the cursor or by typing
// part of its text.
package picker

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
	"ad2scim/tui/table"
	"ad2scim/tui/theme"
)

// Picker is an open list.
type Picker struct {
	title         string
	all, shown    []screen.Item
	found         []screen.Item // entries from search
	table         table.Table
	width, height int

	input  textinput.Model
	typing bool // the list can be filtered by typing
	search func(text string) []screen.Item
	seq    int // number of the latest search, to ignore older results
}

// New returns a list of fixed entries.
func New(c screen.Choice) *Picker {
	p := &Picker{title: c.Title, all: c.Items, shown: c.Items}
	p.table.SetLen(len(p.shown))
	p.table.MoveTo(c.At)
	return p
}

// NewSearch returns a list that is filtered by typing. search finds more entries for the typed
// text and is called outside of Update.
func NewSearch(title string, items []screen.Item, search func(text string) []screen.Item) *Picker {
	p := New(screen.Choice{Title: title, Items: items})
	p.input, p.typing, p.search = textinput.New(), true, search
	p.input.Prompt, p.input.CharLimit, p.input.Placeholder = "", 200, "type part of a name"
	p.input.PlaceholderStyle, p.input.Cursor.Style = theme.Faint, theme.Accent
	p.input.Cursor.SetMode(cursor.CursorStatic)
	p.input.Focus()
	return p
}

// Typing reports whether letters are text.
func (p *Picker) Typing() bool { return p.typing }

// Found is the message with the result of a search.
type Found struct {
	seq   int
	items []screen.Item
}

// Chosen is the message that an entry was chosen. Do is called after the list is closed.
type Chosen struct{ Do func() tea.Cmd }

// SetSize sets the size of the list.
func (p *Picker) SetSize(width, height int) {
	p.width, p.height = width, height
	p.table.SetSize(width, height-p.top())
}

func (p *Picker) top() int {
	if p.typing {
		return 3
	}
	return 2
}

// Found shows the result of a search, unless the text has changed since.
func (p *Picker) Found(m Found) {
	if m.seq == p.seq {
		p.found = m.items
		p.narrow()
	}
}

// Update handles a key or the mouse.
func (p *Picker) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.MouseMsg:
		before := p.table.Cursor()
		msg.Y -= p.top()
		if p.table.Update(msg) && msg.Button == tea.MouseButtonLeft && before == p.table.Cursor() {
			return p.choose()
		}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, keys.Open):
			return p.choose()
		case p.typing && msg.Type == tea.KeyRunes, !p.table.Update(msg) && p.typing:
			return p.typeKey(msg)
		}
	}
	return nil
}

func (p *Picker) choose() tea.Cmd {
	i := p.table.Cursor()
	if i < 0 {
		return nil
	}
	do := p.shown[i].Do
	return func() tea.Msg { return Chosen{do} }
}

func (p *Picker) typeKey(msg tea.KeyMsg) tea.Cmd {
	before := p.input.Value()
	var cmd tea.Cmd
	p.input, cmd = p.input.Update(keys.Printable(msg))
	text := p.input.Value()
	if text == before {
		return cmd
	}
	p.seq++
	p.found = nil
	p.narrow()
	seq, search := p.seq, p.search
	return tea.Batch(cmd, func() tea.Msg { return Found{seq, search(text)} })
}

// narrow shows the entries that contain every typed word.
func (p *Picker) narrow() {
	words := strings.Fields(strings.ToLower(p.input.Value()))
	p.shown = nil
	for _, item := range p.all {
		text, matches := strings.ToLower(item.Text+" "+item.Note), true
		for _, w := range words {
			matches = matches && strings.Contains(text, w)
		}
		if matches {
			p.shown = append(p.shown, item)
		}
	}
	p.shown = append(p.shown, p.found...)
	p.table.SetLen(len(p.shown))
	p.table.MoveTo(0)
}

// Hints lists the keys for the footer.
func (p *Picker) Hints() []key.Binding {
	return []key.Binding{keys.As(keys.Open, "choose"), keys.As(keys.Escape, "cancel")}
}

// View draws the list.
func (p *Picker) View() string {
	lines := []string{" " + theme.Strong.Render(layout.Clip(layout.Safe(p.title), p.width-2)), layout.Rule(p.width)}
	if p.typing {
		p.input.Width = max(4, p.width-6)
		lines = append(lines, " "+theme.Accent.Render("> ")+p.input.View())
	}
	if len(p.shown) == 0 {
		lines = append(lines, "", "  "+theme.Muted.Render("Nothing matches."))
		return strings.Join(lines, "\n")
	}
	return strings.Join(lines, "\n") + "\n" + p.table.View(p.row)
}

func (p *Picker) row(i, width int, cursor bool) string {
	item := p.shown[i]
	bar, style := "  ", theme.Plain
	if cursor {
		bar, style = theme.Accent.Render("▌ "), theme.Cursor(theme.Title)
	}
	note := layout.Clip(layout.Safe(item.Note), width/2)
	room := width - 4 - layout.Width(note)
	return bar + style.Render(layout.Fit(layout.Safe(item.Text), room)) + " " + theme.Muted.Render(note) + " "
}
