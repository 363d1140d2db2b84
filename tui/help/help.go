package help

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// Help is the page.
type Help struct {
	view   viewport.Model
	title  string
	groups [][]key.Binding
}

// New returns an empty page.
func New() *Help { return &Help{view: viewport.New(0, 0)} }

// SetSize sets the size of the page.
func (h *Help) SetSize(width, height int) {
	h.view.Width, h.view.Height = width, height
	h.fill()
}

// Show fills the page with a screen's bindings and the global ones.
func (h *Help) Show(title string, groups [][]key.Binding) {
	h.title, h.groups = title, groups
	h.view.GotoTop()
	h.fill()
}

// Update scrolls.
func (h *Help) Update(msg tea.Msg) tea.Cmd {
	first, _ := keys.Scroll(msg, h.view.YOffset, h.view.TotalLineCount(), h.view.Height)
	h.view.SetYOffset(max(0, first))
	return nil
}

// View draws the page. Its last line says if there is more.
func (h *Help) View() string {
	lines := strings.Split(h.view.View(), "\n")
	if !h.view.AtBottom() {
		lines[len(lines)-1] = "   " + theme.Accent.Render("↓") + theme.Muted.Render(" more")
	}
	return strings.Join(lines, "\n")
}

const (
	margin   = 3
	gap      = 2  // between the columns
	keyWidth = 12 // width of a key or sign
	leftMax  = 52
)

// fill lays the page out in two columns and wraps the text in each. A legend goes into the
// shorter one.
func (h *Help) fill() {
	room := max(0, h.view.Width-2*margin)
	half := min(leftMax, (room-gap)/2)
	left := append([]string{theme.Title.Render(h.title)}, list(h.groups, half)...)
	rest := room - half - gap
	right := append([]string{theme.Title.Render("Everywhere")}, list([][]key.Binding{keys.Global()}, rest)...)
	for _, l := range legendsFor(h.title) {
		if len(left) < len(right) {
			left = append(left, l.view(half)...)
		} else {
			right = append(right, l.view(rest)...)
		}
	}
	lines := []string{""}
	for i := range max(len(left), len(right)) {
		lines = append(lines, strings.Repeat(" ", margin)+layout.Fit(at(left, i), half)+strings.Repeat(" ", gap)+at(right, i))
	}
	h.view.SetContent(strings.Join(lines, "\n"))
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

func list(groups [][]key.Binding, width int) []string {
	var out []string
	for i, g := range groups {
		if i > 0 {
			out = append(out, "")
		}
		for _, b := range g {
			if b.Enabled() {
				out = append(out, entry(theme.Accent.Render(layout.Fit(b.Help().Key, keyWidth)), b.Help().Desc, theme.Plain,
					width)...)
			}
		}
	}
	return out
}

// entry draws a key or sign with its text.
func entry(lead, text string, style lipgloss.Style, width int) []string {
	var out []string
	for _, l := range layout.Wrap(text, max(1, width-keyWidth)) {
		out = append(out, lead+style.Render(l))
		lead = strings.Repeat(" ", keyWidth)
	}
	return out
}
