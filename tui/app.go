package tui

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/clipboard"
	"ad2scim/tui/help"
	"ad2scim/tui/keys"
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

	width, height int
	notice        string
	notices       int // counts notices, so that an old one's end does not clear a newer one
	askBackground tea.Cmd
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

const noticeTime = 3 * time.Second

type noticeEnd struct{ number int }

// Update routes a message.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
		return a, nil
	case tea.KeyMsg:
		return a, a.key(msg)
	case tea.MouseMsg:
		return a, a.mouse(msg)
	case screen.Destination:
		a.goTo(msg.Title)
		return a, nil
	case screen.Notice:
		a.notice = msg.Text
		a.notices++
		number := a.notices
		return a, tea.Tick(noticeTime, func(time.Time) tea.Msg { return noticeEnd{number} })
	case noticeEnd:
		if msg.number == a.notices {
			a.notice = ""
		}
		return a, nil
	case backgroundAnswer:
		theme.SetDark(msg.dark)
	}
	late := a.session.Late(msg)
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
	a.help.SetSize(width, max(0, height-headHeight-footHeight))
}

func (a *App) current() screen.Screen { return a.screens[a.open] }

func (a *App) key(msg tea.KeyMsg) tea.Cmd {
	if key.Matches(msg, keys.Quit) {
		return tea.Quit
	}
	if a.helping {
		return a.helpKey(msg)
	}
	s := a.current()
	if s.Typing() {
		if key.Matches(msg, keys.Escape) {
			if cmd, ok := s.Back(); ok {
				return cmd
			}
		}
		return s.Update(msg)
	}
	switch {
	case key.Matches(msg, keys.Help):
		a.helping = true
		a.help.Show(s.Title(), s.FullHelp())
	case key.Matches(msg, keys.NextScreen):
		a.open = (a.open + 1) % len(a.screens)
	case key.Matches(msg, keys.PrevScreen):
		a.open = (a.open + len(a.screens) - 1) % len(a.screens)
	case key.Matches(msg, keys.Number):
		if i := int(msg.String()[0] - '1'); i < len(a.screens) {
			a.open = i
		}
	case key.Matches(msg, keys.Escape):
		if cmd, ok := s.Back(); ok {
			return cmd
		}
		if !a.session.Stop() {
			a.open = 0
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
		return tea.Quit
	}
	a.open = 0
	return nil
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
			a.open, a.helping = i, false
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
				a.open, a.helping = i, false
			}
		}
		return nil
	}
	msg.Y -= headHeight
	if a.helping {
		return a.help.Update(msg)
	}
	return a.current().Update(msg)
}
