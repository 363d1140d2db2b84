package help

import (
	"github.com/charmbracelet/lipgloss"

	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
	"ad2scim/tui/status"
	"ad2scim/tui/theme"
)

// legend explains a set of signs.
type legend struct {
	title string
	style lipgloss.Style
	signs [][2]string
}

// legendsFor returns the legends, the most useful for the screen first.
func legendsFor(title string) []legend {
	if title == screen.Migrate || title == screen.Doctor || title == screen.Log {
		return []legend{stepSigns, groupSigns, nameSigns()}
	}
	return []legend{nameSigns(), groupSigns, stepSigns}
}

func (l legend) view(width int) []string {
	out := []string{"", theme.Title.Render(l.title)}
	for _, s := range l.signs {
		out = append(out, entry(l.style.Render(layout.Fit(s[0], keyWidth)), s[1], theme.Muted, width)...)
	}
	return out
}

var (
	stepSigns = legend{"Signs of steps and facts", theme.Plain, [][2]string{
		{"●", "verified by ad2scim"},
		{"◐", "confirmed by an admin, not verified"},
		{"⊘", "not needed here"},
		{"○", "open"},
		{"╌", "locked: an earlier step comes first"},
		{"▷", "running"},
		{"✗", "failed, or no longer true"},
		{"?", "unknown"},
		{"‼", "overridden, with a reason"},
	}}
	groupSigns = legend{"Signs of groups", theme.Plain, statuses()}
)

// nameSigns explains how white space and invisible characters of names are shown.
func nameSigns() legend {
	return legend{"Signs in names", theme.Hidden, [][2]string{
		{layout.Safe(" "), "a space that is easy to miss"},
		{layout.Safe("\u00a0"), "a no-break space"},
		{layout.Safe("\t"), "a tab"},
		{layout.Safe("\u200b"), "an invisible character"},
		{layout.Safe("\xff"), "a byte that is not valid UTF-8"},
	}}
}

func statuses() [][2]string {
	var out [][2]string
	for _, s := range status.All {
		out = append(out, [2]string{status.Sign(s), status.Word(s)})
	}
	return append(out, [2]string{"●", "selected"}, [2]string{
		status.DecidedSign,
		"you matched it, or marked it as different",
	})
}
