package screen

import (
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/help"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/tui/task"
)

// Screen is one screen. It is used through a pointer and changed by Update and
// SetSize alone, never inside a command.
type Screen interface {
	// Title is the text of its tab, and what GoTo takes.
	Title() string
	Init() tea.Cmd
	// Update handles a message. Keys and the mouse go to the open screen
	// alone, the mouse with its origin at the screen's own corner; every other
	// message goes to all screens.
	Update(tea.Msg) tea.Cmd
	// View draws at most as many lines and columns as SetSize said.
	View() string
	SetSize(width, height int)
	// KeyMap gives the bindings for the footer and for help.
	help.KeyMap
	// Actions are what can be done on the screen as it is now; none while
	// something is asked on it.
	Actions() []Action
	// Typing reports whether the next key is text, so that the shell must not
	// take letters, digits or tab for itself.
	Typing() bool
	// Back closes one thing that is open on the screen, or stops what it is
	// doing, and reports whether there was one.
	Back() (tea.Cmd, bool)
}

// Runner is a screen from which changes are made elsewhere: while they are, the
// app is not left without being asked twice.
type Runner interface{ Running() bool }

// Worker is a screen on which long work is done; while it is, every screen says so.
type Worker interface{ Work() *task.Task }

// Drafter is a screen with work that is lost when the app is left.
type Drafter interface {
	// Unsaved says what is not saved and which key saves it; false where nothing
	// is.
	Unsaved() (string, bool)
}

// Destination is the message that opens a screen.
type Destination struct{ Title string }

// GoTo opens the screen with this title.
func GoTo(title string) tea.Cmd {
	return func() tea.Msg { return Destination{title} }
}

// Notice is the message that shows a short confirmation in the footer, or why
// nothing was done.
type Notice struct {
	Text  string
	Wrong bool
}

// Notify shows a short confirmation.
func Notify(text string) tea.Cmd {
	return func() tea.Msg { return Notice{Text: text} }
}

// Refuse shows shortly why a key did nothing.
func Refuse(text string) tea.Cmd {
	return func() tea.Msg { return Notice{text, true} }
}

// Titles of the screens.
const (
	Overview   = "Overview"
	Groups     = "Groups"
	Fix        = "Fix"
	Migrate    = "Migrate"
	Doctor     = "Doctor"
	Log        = "Log"
	Connection = "Connection"
)

// Titles lists the screens in the order of their tabs.
var Titles = []string{Overview, Groups, Fix, Migrate, Doctor, Log, Connection}

// Numbered is the title of a screen with the key of its tab, such as "Fix (3)".
func Numbered(title string) string {
	return title + " (" + strconv.Itoa(slices.Index(Titles, title)+1) + ")"
}

// Focus is the message that asks Groups to show the rows of one status.
type Focus struct{ Status diff.Status }

// ShowGroups opens Groups on the rows of one status.
func ShowGroups(s diff.Status) tea.Cmd {
	return tea.Batch(GoTo(Groups), func() tea.Msg { return Focus{s} })
}
