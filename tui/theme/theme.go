package theme

import "github.com/charmbracelet/lipgloss"

// The colors, by meaning. The ratio of contrast is at least 4.5 for text that
// must be read, on black and on white.
var (
	muted    = lipgloss.AdaptiveColor{Dark: "#9aa4b2", Light: "#57606a"}
	faint    = lipgloss.AdaptiveColor{Dark: "#566070", Light: "#a8b1bb"}
	accent   = lipgloss.AdaptiveColor{Dark: "#6cb6ff", Light: "#0a5cbf"}
	good     = lipgloss.AdaptiveColor{Dark: "#7ccf8e", Light: "#1a7f37"}
	warn     = lipgloss.AdaptiveColor{Dark: "#edbb5f", Light: "#8a5a00"}
	bad      = lipgloss.AdaptiveColor{Dark: "#ff8a80", Light: "#c1232b"}
	left     = lipgloss.AdaptiveColor{Dark: "#8fb1ff", Light: "#3f51c9"}
	right    = lipgloss.AdaptiveColor{Dark: "#cda6ff", Light: "#7a3cc2"}
	selected = lipgloss.AdaptiveColor{Dark: "#22303f", Light: "#e4effb"}
)

func foreground(c lipgloss.TerminalColor) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }

// The styles of the app. Text without a style has the terminal's own color.
var (
	Plain  = lipgloss.NewStyle()
	Strong = lipgloss.NewStyle().Bold(true)
	Muted  = foreground(muted)
	Faint  = foreground(faint) // rules, empty bars, what is there to hold a place

	Accent = foreground(accent)            // what can be acted on: keys, the cursor
	Title  = foreground(accent).Bold(true) // the open tab, a heading
	Good   = foreground(good)
	Warn   = foreground(warn)
	Bad    = foreground(bad)
	Left   = foreground(left)  // Active Directory alone
	Right  = foreground(right) // the provisioned side alone

	// Mark is a place where two names differ, and Hidden a character that
	// shows nothing by itself.
	Mark   = foreground(warn).Bold(true).Underline(true)
	Hidden = foreground(warn)
	// Match is a character that the filter found.
	Match = foreground(accent).Underline(true)
)

// Cursor is the row under the cursor: style with the row's background.
func Cursor(s lipgloss.Style) lipgloss.Style { return s.Background(selected) }
