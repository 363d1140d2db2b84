package theme

import (
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Bubble Tea queries the terminal's background when the package is loaded and waits up to five
// seconds for the answer, in every command. Setting the background first prevents that. Go
// initializes this package before Bubble Tea, because both depend on lipgloss and this import
// path sorts first (Go specification, "Program initialization").
func init() {
	SetDark(guessDark(os.Getenv("COLORFGBG")))
}

// ColorWhen is when to use color, as --color takes it.
type ColorWhen string

// When to use color. ColorAuto, like any other word, depends on the terminal and the
// environment.
const (
	ColorAuto   ColorWhen = "auto"
	ColorAlways ColorWhen = "always"
	ColorNever  ColorWhen = "never"
)

// On reports whether to use color. terminal tells whether the output is one. The environment
// turns color off with NO_COLOR (no-color.org), CLICOLOR=0 (bixense.com/clicolors) or
// TERM=dumb.
func (when ColorWhen) On(terminal bool) bool {
	switch when {
	case ColorAlways:
		return true
	case ColorNever:
		return false
	}
	return terminal && !termenv.EnvNoColor() && os.Getenv("TERM") != "dumb"
}

// UseColor turns color on or off in the app. The number of colors depends on the terminal.
func UseColor(when ColorWhen) {
	switch {
	case !when.On(true):
		lipgloss.SetColorProfile(termenv.Ascii)
	case when == ColorAlways && lipgloss.ColorProfile() == termenv.Ascii:
		lipgloss.SetColorProfile(termenv.ANSI256)
	}
}

// ASCII is set to draw the app with ASCII characters only. It must not change while the app
// runs.
var ASCII bool

// SetDark sets whether the terminal's background is dark. All styles use it from the next frame
// on.
func SetDark(dark bool) { lipgloss.SetHasDarkBackground(dark) }

// guessDark parses COLORFGBG, "foreground;background" in the 16 ANSI colors, which rxvt,
// Konsole and others set. Without it, it guesses dark.
func guessDark(colorfgbg string) bool {
	_, bg, ok := cutLast(colorfgbg, ";")
	if !ok {
		return true
	}
	n, err := strconv.Atoi(bg)
	return err != nil || n != 7 && n < 9
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
