package tui

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/clipboard"
	"ad2scim/tui/help"
	"ad2scim/tui/keys"
	"ad2scim/tui/picker"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// App is the terminal app: the Bubble Tea model that routes messages to the screens.
type App struct {
	session  *session.Session
	screens  []screen.Screen
	open     int
	help     *help.Help
	helpOpen bool
	picker   *picker.Picker // the open list, or nil

	width, height int
	notice        screen.Notice
	notices       int // counts notices, so that an expired timer doesn't clear a newer notice
	askBackground tea.Cmd
	quitKey       string // the key that quits if it is pressed again, despite running or unsaved work
}

// New returns the app for a session.
func New(s *session.Session, c *clipboard.Clipboard) *App {
	return &App{session: s, screens: screens(s, c), help: help.New()}
}

// Init loads the workspace and starts the screens, after the first frame.
func (a *App) Init() tea.Cmd {
	cmds := []tea.Cmd{a.session.LoadConnections(), a.askBackground}
	for _, s := range a.screens {
		cmds = append(cmds, s.Init())
	}
	return tea.Batch(cmds...)
}

// noticeTime is how long a notice stays if no key is pressed: long enough to read it, and 12
// seconds at most.
func noticeTime(text string) time.Duration {
	read := time.Duration(utf8.RuneCountInString(text)) * 80 * time.Millisecond
	return min(max(3*time.Second, read), 12*time.Second)
}

type noticeExpired struct{ number int }

// Update routes a message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
		return a, nil
	case tea.KeyMsg:
		return a, a.press(msg)
	case tea.MouseMsg:
		return a, a.mouse(msg)
	case screen.Destination:
		a.goTo(msg.Title)
		return a, a.current().Update(msg)
	case screen.Choice:
		a.pick(picker.New(msg))
		return a, nil
	case picker.Found:
		if a.picker != nil {
			a.picker.Found(msg)
		}
		return a, nil
	case picker.Chosen:
		a.picker = nil
		return a, msg.Do()
	case screen.Notice:
		a.notice = msg
		a.notices++
		number := a.notices
		return a, tea.Tick(noticeTime(msg.Text), func(time.Time) tea.Msg { return noticeExpired{number} })
	case noticeExpired:
		if msg.number == a.notices {
			a.notice = screen.Notice{}
		}
		return a, nil
	case session.SaveFailed:
		return a, screen.Refuse("not saved: " + problem.Line(msg.Err))
	case backgroundAnswer:
		theme.SetDark(msg.dark)
	}
	late := a.session.IsStale(msg)
	cmds := []tea.Cmd{a.session.Update(msg)}
	if late { // the session cleans up; screens ignore stale results
		return a, cmds[0]
	}
	for _, s := range a.screens {
		cmds = append(cmds, s.Update(msg))
	}
	return a, tea.Batch(cmds...)
}

func (a *App) resize(width, height int) {
	a.width, a.height = width, height
	for _, s := range a.screens {
		s.SetSize(width, max(0, height-headHeight-footHeight))
	}
	if a.picker != nil {
		a.picker.SetSize(width, max(0, height-headHeight-footHeight))
	}
	a.help.SetSize(width, max(0, height-headHeight-footHeight))
}

func (a *App) current() screen.Screen { return a.screens[a.open] }

// press acts on keys that arrive together, as over a slow connection, one after another. Pasted
// text stays one message.
func (a *App) press(msg tea.KeyMsg) tea.Cmd {
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) == 1 {
		return a.key(msg)
	}
	var cmds []tea.Cmd
	for _, r := range msg.Runes {
		cmds = append(cmds, a.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}))
	}
	return tea.Batch(cmds...)
}

func (a *App) key(msg tea.KeyMsg) tea.Cmd {
	a.notice = screen.Notice{} // the notice was about the previous key
	if key.Matches(msg, keys.Quit) {
		return a.quit("ctrl+c")
	}
	if a.width > 0 && a.tooSmall() && !a.worksWhenSmall(msg) { // a screen that isn't shown ignores keys
		return nil
	}
	if a.confirmingQuit() && key.Matches(msg, keys.Back) && !a.current().Typing() {
		return a.quit("q")
	}
	a.quitKey = ""
	if a.picker != nil {
		return a.pickerKey(msg)
	}
	s := a.current()
	if s.Typing() && !a.helpOpen {
		if key.Matches(msg, keys.Escape) {
			if cmd, ok := s.Back(); ok {
				return cmd
			}
		}
		return s.Update(msg)
	}
	switch {
	case a.helpOpen:
		return a.helpKey(msg)
	case key.Matches(msg, keys.Help):
		a.helpOpen = true
		a.help.Show(s.Title(), s.FullHelp())
	case key.Matches(msg, keys.Palette):
		a.openPalette()
	case key.Matches(msg, keys.NextScreen):
		a.show((a.open + 1) % len(a.screens))
	case key.Matches(msg, keys.PrevScreen):
		a.show((a.open + len(a.screens) - 1) % len(a.screens))
	case key.Matches(msg, keys.Number):
		if i := int(msg.String()[0] - '1'); i < len(a.screens) {
			a.show(i)
		}
	case key.Matches(msg, keys.Escape):
		if cmd, ok := s.Back(); ok {
			return cmd
		}
		if !a.session.Stop() {
			a.show(0)
		}
	case key.Matches(msg, keys.Back):
		return a.back()
	default:
		return s.Update(msg)
	}
	return nil
}

// back closes what is open on the screen, then goes to the first screen, then quits.
func (a *App) back() tea.Cmd {
	if cmd, ok := a.current().Back(); ok {
		return cmd
	}
	if a.open == 0 {
		return a.quit("q")
	}
	a.show(0)
	return nil
}

// runningScreen is the index of the screen that is making changes, or -1.
func (a *App) runningScreen() int {
	return slices.IndexFunc(a.screens, func(s screen.Screen) bool {
		r, ok := s.(screen.Runner)
		return ok && r.Running()
	})
}

// unsavedScreen is the index of the screen with unsaved work, or -1, and its warning.
func (a *App) unsavedScreen() (int, string) {
	for i, s := range a.screens {
		if d, ok := s.(screen.Drafter); ok {
			if text, there := d.Unsaved(); there {
				return i, text
			}
		}
	}
	return -1, ""
}

// unfinishedScreen is the index of the screen to show before the app quits, or -1.
func (a *App) unfinishedScreen() int {
	if at := a.runningScreen(); at >= 0 {
		return at
	}
	at, _ := a.unsavedScreen()
	return at
}

// confirmingQuit reports whether the user tried to quit while work is running or unsaved.
func (a *App) confirmingQuit() bool { return a.quitKey != "" && a.unfinishedScreen() >= 0 }

// worksWhenSmall reports whether smallView offers this key.
func (a *App) worksWhenSmall(msg tea.KeyMsg) bool {
	return a.confirmingQuit() && (msg.String() == a.quitKey || a.runningScreen() >= 0 && key.Matches(msg, keys.Escape))
}

// quit ends the app. If a change is running or work is unsaved, it first shows that screen;
// pressing the key again quits anyway.
func (a *App) quit(key string) tea.Cmd {
	at := a.unfinishedScreen()
	if at < 0 || a.quitKey != "" {
		return tea.Quit
	}
	a.show(at)
	a.quitKey = key
	if a.current().Typing() { // q is a letter there
		a.quitKey = "ctrl+c"
	}
	return nil
}

// show opens a screen and closes help and lists.
func (a *App) show(i int) {
	if i != a.open {
		a.notice = screen.Notice{}
	}
	a.open, a.helpOpen, a.picker = i, false, nil
}

func (a *App) helpKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keys.Help, keys.Escape, keys.Back) {
		a.helpOpen = false
		return nil
	}
	return a.help.Update(msg)
}

func (a *App) goTo(title string) {
	for i, s := range a.screens {
		if s.Title() == title {
			a.open, a.helpOpen = i, false // keeps the notice that came with the message
		}
	}
}

func (a *App) mouse(msg tea.MouseMsg) tea.Cmd {
	if a.tooSmall() {
		return nil
	}
	if msg.Y < headHeight {
		if msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft {
			if i, ok := a.tabAt(msg.X); ok {
				a.show(i)
			}
		}
		return nil
	}
	msg.Y -= headHeight
	if a.picker != nil {
		return a.picker.Update(msg)
	}
	if a.helpOpen {
		return a.help.Update(msg)
	}
	return a.current().Update(msg)
}
