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

// App is the shell round the screens.
type App struct {
	session *session.Session
	screens []screen.Screen
	open    int
	help    *help.Help
	helping bool
	picker  *picker.Picker // the list that is open, or nil

	width, height int
	notice        screen.Notice
	notices       int // counts notices, so that an old one's end does not clear a newer one
	askBackground tea.Cmd
	leaving       string // the key that asked to leave in the midst of something
}

// New returns the app on a session.
func New(s *session.Session, c *clipboard.Clipboard) *App {
	return &App{session: s, screens: screens(s, c), help: help.New()}
}

// Init begins to read, after the first frame.
func (a *App) Init() tea.Cmd {
	cmds := []tea.Cmd{a.session.Recall(), a.askBackground}
	for _, s := range a.screens {
		cmds = append(cmds, s.Init())
	}
	return tea.Batch(cmds...)
}

// noticeTime is how long a notice stays if no key is pressed: long enough to read it, and not
// longer however long a name in it is.
func noticeTime(text string) time.Duration {
	read := time.Duration(utf8.RuneCountInString(text)) * 80 * time.Millisecond
	return min(max(3*time.Second, read), 12*time.Second)
}

type noticeEnd struct{ number int }

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
	case picker.Taken:
		a.picker = nil
		return a, msg.Do()
	case screen.Notice:
		a.notice = msg
		a.notices++
		number := a.notices
		return a, tea.Tick(noticeTime(msg.Text), func(time.Time) tea.Msg { return noticeEnd{number} })
	case noticeEnd:
		if msg.number == a.notices {
			a.notice = screen.Notice{}
		}
		return a, nil
	case session.Forgotten:
		return a, screen.Refuse("not saved: " + problem.Line(msg.Err))
	case backgroundAnswer:
		theme.SetDark(msg.dark)
	}
	late := a.session.IsStale(msg)
	cmds := []tea.Cmd{a.session.Update(msg)}
	if late { // the session tidies up; it is no news to a screen
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
	a.notice = screen.Notice{} // it was about the key before
	if key.Matches(msg, keys.Quit) {
		return a.quit("ctrl+c")
	}
	if a.width > 0 && a.tooSmall() && !a.promised(msg) { // a screen that cannot be seen does nothing
		return nil
	}
	if a.asksToStay() && key.Matches(msg, keys.Back) && !a.current().Typing() {
		return a.quit("q")
	}
	a.leaving = ""
	if a.picker != nil {
		return a.pickerKey(msg)
	}
	s := a.current()
	if s.Typing() && !a.helping {
		if key.Matches(msg, keys.Escape) {
			if cmd, ok := s.Back(); ok {
				return cmd
			}
		}
		return s.Update(msg)
	}
	switch {
	case a.helping:
		return a.helpKey(msg)
	case key.Matches(msg, keys.Help):
		a.helping = true
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

// back closes what is open on the screen, then goes to the first screen, then
// quits.
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

// running is the screen from which changes are being made, or -1.
func (a *App) running() int {
	return slices.IndexFunc(a.screens, func(s screen.Screen) bool {
		r, ok := s.(screen.Runner)
		return ok && r.Running()
	})
}

// unsaved is the screen with work that would be lost, and what it says of it;
// -1 where there is none.
func (a *App) unsaved() (int, string) {
	for i, s := range a.screens {
		if d, ok := s.(screen.Drafter); ok {
			if text, there := d.Unsaved(); there {
				return i, text
			}
		}
	}
	return -1, ""
}

// inTheMidst is the screen to see before the app is left, or -1.
func (a *App) inTheMidst() int {
	if at := a.running(); at >= 0 {
		return at
	}
	at, _ := a.unsaved()
	return at
}

// asksToStay reports whether the app was to be left in the midst of something.
func (a *App) asksToStay() bool { return a.leaving != "" && a.inTheMidst() >= 0 }

// promised reports whether a key is one that smallView says does something.
func (a *App) promised(msg tea.KeyMsg) bool {
	return a.asksToStay() && (msg.String() == a.leaving || a.running() >= 0 && key.Matches(msg, keys.Escape))
}

// quit ends the app. In the midst of a run, or with something unsaved, it shows
// that first; the second time it ends the app all the same.
func (a *App) quit(key string) tea.Cmd {
	at := a.inTheMidst()
	if at < 0 || a.leaving != "" {
		return tea.Quit
	}
	a.show(at)
	a.leaving = key
	if a.current().Typing() { // there, q is a letter
		a.leaving = "ctrl+c"
	}
	return nil
}

// show opens a screen. What was confirmed on another one is over.
func (a *App) show(i int) {
	if i != a.open {
		a.notice = screen.Notice{}
	}
	a.open, a.helping, a.picker = i, false, nil
}

func (a *App) helpKey(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keys.Help, keys.Escape, keys.Back) {
		a.helping = false
		return nil
	}
	return a.help.Update(msg)
}

func (a *App) goTo(title string) {
	for i, s := range a.screens {
		if s.Title() == title {
			a.open, a.helping = i, false // a notice that comes with it stays
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
	if a.helping {
		return a.help.Update(msg)
	}
	return a.current().Update(msg)
}
