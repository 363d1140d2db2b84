package screen

import (
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/help"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/tui/task"
)

// Screen is one screen of the app. Only Update and SetSize change it, never a command.
type Screen interface {
	// Title is the text of the tab, and the name for GoTo.
	Title() string
	Init() tea.Cmd
	// Update handles a message. Only the open screen gets keys and the mouse, with coordinates
	// relative to the screen. All screens get the other messages.
	Update(tea.Msg) tea.Cmd
	// View draws at most as many lines and columns as SetSize set.
	View() string
	SetSize(width, height int)
	// KeyMap lists the bindings for the footer and the help.
	help.KeyMap
	// Actions lists what can be done now. It is empty while the screen asks something.
	Actions() []Action
	// Typing reports whether keys are text, so that the app must not handle letters, digits and
	// tab.
	Typing() bool
	// Back closes the topmost open part of the screen or stops its work, and reports whether
	// there was any.
	Back() (tea.Cmd, bool)
}

// Runner is a screen that makes changes outside the app. While it does, quitting needs a second
// key press.
type Runner interface{ Running() bool }

// Worker is a screen with long work, which every screen then shows.
type Worker interface{ Work() *task.Task }

// Drafter is a screen with work that can be lost on quitting.
type Drafter interface {
	// Unsaved says what isn't saved and which key saves it, or reports false.
	Unsaved() (string, bool)
}

// Destination is the message that opens a screen.
type Destination struct{ Title string }

// GoTo opens the screen with this title.
func GoTo(title string) tea.Cmd {
	return func() tea.Msg { return Destination{title} }
}

// Notice is the message that shows a short text in the footer.
type Notice struct {
	Text  string
	Wrong bool
}

// Notify shows a confirmation.
func Notify(text string) tea.Cmd {
	return func() tea.Msg { return Notice{Text: text} }
}

// Refuse shows why a key did nothing.
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

// Titles lists the screens in tab order.
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
