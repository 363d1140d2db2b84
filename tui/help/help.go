package help

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// Help shows bindings until it is closed.
type Help struct {
	view   viewport.Model
	title  string
	groups [][]key.Binding
}

// New returns an empty page.
func New() *Help { return &Help{view: viewport.New(0, 0)} }

// SetSize says how much room there is.
func (h *Help) SetSize(width, height int) {
	h.view.Width, h.view.Height = width, height
	h.fill()
}

// Show fills the page with a screen's bindings and those that work everywhere.
func (h *Help) Show(title string, groups [][]key.Binding) {
	h.title, h.groups = title, groups
	h.view.GotoTop()
	h.fill()
}

// Update scrolls.
func (h *Help) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	h.view, cmd = h.view.Update(msg)
	return cmd
}

// View draws the page.
func (h *Help) View() string { return h.view.View() }

func (h *Help) fill() {
	var b strings.Builder
	line := func(s string) { b.WriteString("   " + s + "\n") }
	b.WriteString("\n")
	half := min(52, (h.view.Width-6)*45/100)
	left := append([]string{theme.Title.Render(h.title)}, list(h.groups)...)
	right := append([]string{theme.Title.Render("Everywhere")}, list([][]key.Binding{keys.Global()})...)
	right = append(right, "", theme.Title.Render("Signs in names"))
	for _, s := range signs {
		right = append(right, theme.Hidden.Render(layout.Fit(s[0], keyWidth))+theme.Muted.Render(s[1]))
	}
	for i := range max(len(left), len(right)) {
		line(layout.Fit(at(left, i), half) + at(right, i))
	}
	h.view.SetContent(b.String())
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

const keyWidth = 12

// signs explains how names are shown.
var signs = [][2]string{
	{"·", "a blank that is easy to miss"},
	{"⍽", "a no-break space"},
	{"⇥", "a tab"},
	{"‹U+200B›", "a character that shows nothing"},
	{"‹0xFF›", "a byte that is not valid UTF-8"},
}

func list(groups [][]key.Binding) []string {
	var out []string
	for i, g := range groups {
		if i > 0 {
			out = append(out, "")
		}
		for _, b := range g {
			if b.Enabled() {
				out = append(out, theme.Accent.Render(layout.Fit(b.Help().Key, keyWidth))+b.Help().Desc)
			}
		}
	}
	return out
}
