package theme

import (
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// The commands call On and the app calls UseColor; both must agree.
func TestWhenColorIsUsed(t *testing.T) {
	before := lipgloss.ColorProfile()
	t.Cleanup(func() { lipgloss.SetColorProfile(before) })
	for _, c := range []struct {
		when       ColorWhen
		env, value string
		terminal   bool
		want       bool
	}{
		{ColorAuto, "TERM", "xterm-256color", true, true},
		{ColorAuto, "TERM", "xterm-256color", false, false},
		{ColorAuto, "TERM", "dumb", true, false},
		{ColorAuto, "NO_COLOR", "1", true, false},
		{ColorAuto, "CLICOLOR", "0", true, false},
		{"", "TERM", "xterm-256color", true, true},
		{"", "NO_COLOR", "1", true, false},
		{ColorAlways, "TERM", "dumb", true, true},
		{ColorAlways, "NO_COLOR", "1", false, true},
		{ColorNever, "TERM", "xterm-256color", true, false},
	} {
		t.Run(string(c.when)+" "+c.env+"="+c.value, func(t *testing.T) {
			for _, name := range []string{"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"} {
				t.Setenv(name, "")
			}
			t.Setenv("TERM", "xterm-256color")
			t.Setenv(c.env, c.value)
			if got := c.when.On(c.terminal); got != c.want {
				t.Errorf("color on a terminal (%v) is %v", c.terminal, got)
			}
			lipgloss.SetColorProfile(termenv.TrueColor)
			UseColor(c.when)
			if app := lipgloss.ColorProfile() != termenv.Ascii; app != c.when.On(true) {
				t.Errorf("color in the app is %v", app)
			}
		})
	}
}
