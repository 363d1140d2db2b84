package theme

import (
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Bubble Tea asks the terminal for its background while the program is being
// loaded and waits up to five seconds for the answer, in every command. A
// background that is set already is not asked for, and Go initializes this
// package before Bubble Tea: both wait for lipgloss, and this import path sorts
// first (Go specification, "Program initialization").
func init() {
	SetDark(guessDark(os.Getenv("COLORFGBG")))
}

// ColorWhen is when to use color, as --color takes it.
type ColorWhen string

// When to use color. ColorAuto, as every other word, leaves it to the terminal and the
// environment.
const (
	ColorAuto   ColorWhen = "auto"
	ColorAlways ColorWhen = "always"
	ColorNever  ColorWhen = "never"
)

// On reports whether to use color on an output that is a terminal or not. The environment
// turns it off with NO_COLOR (no-color.org), CLICOLOR=0 (bixense.com/clicolors) or
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

// UseColor turns color on or off in the app, which is always on a terminal. How many
// colors there are is left to what is known of the terminal.
func UseColor(when ColorWhen) {
	switch {
	case !when.On(true):
		lipgloss.SetColorProfile(termenv.Ascii)
	case when == ColorAlways && lipgloss.ColorProfile() == termenv.Ascii:
		lipgloss.SetColorProfile(termenv.ANSI256)
	}
}

// SetDark says whether the terminal's background is dark. All styles follow at
// the next frame.
func SetDark(dark bool) { lipgloss.SetHasDarkBackground(dark) }

// guessDark reads the variable that rxvt, Konsole and others set to
// "foreground;background", in the 16 ANSI colors. Without it, dark is the
// likelier guess.
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
