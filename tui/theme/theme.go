package theme

import "github.com/charmbracelet/lipgloss"

// The colors, by meaning. The contrast ratio is at least 4.5 for text, on black and on white.
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
	Faint  = foreground(faint) // lines, empty bars, placeholders

	Accent = foreground(accent)            // keys, the cursor
	Title  = foreground(accent).Bold(true) // the open tab, a heading
	Good   = foreground(good)
	Warn   = foreground(warn)
	Bad    = foreground(bad)
	Left   = foreground(left)  // only in Active Directory
	Right  = foreground(right) // only on the SCIM side

	// Mark is a difference between two names, and Hidden the sign of a character that shows
	// nothing.
	Mark   = foreground(warn).Bold(true).Underline(true)
	Hidden = foreground(warn)
	// Match is a character found by the filter.
	Match = foreground(accent).Underline(true)
)

// Cursor is a style on the background of the current row.
func Cursor(s lipgloss.Style) lipgloss.Style { return s.Background(selected) }
