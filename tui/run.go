package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"

	"ad2scim/migrate"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// Config is what Run needs to know.
type Config struct {
	session.Config
	// Input and Output are the terminal; nil means standard input and output.
	Input  io.Reader
	Output io.Writer
	Color  theme.ColorWhen // empty: as the terminal and NO_COLOR have it
}

// frames is how many frames a second are drawn at most: the most that Bubble Tea
// allows, so that a key waits 8 ms for its frame at most.
const frames = 120

// How long the app waits for a change that is being made when it is left: first
// without a word, then with one. A server that does not answer is not waited for
// without end; the journal then says what is in doubt.
const (
	quietWait = 300 * time.Millisecond
	longWait  = 20 * time.Second
)

// leave waits for what writes, so that the journal knows how it ended.
func leave(s *session.Session, out io.Writer) error {
	ended := s.Leave()
	if session.Ended(ended, quietWait) {
		return nil
	}
	io.WriteString(out, "waiting for the current change to finish\n")
	if session.Ended(ended, longWait) {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.Partial, What: "ad2scim quit during a change",
		Why:  "the change didn't finish within " + longWait.String(),
		Next: "start the app again: Overview shows which change is unknown",
	}
}

// Run shows the app until the user quits or ctx ends. It returns ctx's error
// in the latter case; what went wrong with a source is shown, not returned.
func Run(ctx context.Context, c Config) error {
	if c.Output == nil {
		c.Output = os.Stdout
	}
	theme.UseColor(c.Color)
	input := newBackgroundReader(c.Input)
	take := tea.WithInputTTY() // for a standard input that is taken, such as by a pipe
	switch {
	case c.Input != nil:
		take = tea.WithInput(input.reader())
	case term.IsTerminal(os.Stdin.Fd()):
		input.in = os.Stdin
		take = tea.WithInput(input.reader())
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := session.New(ctx, c.Config)
	defer s.Close()
	app := New(s, clipboard.New(c.Output, os.Getenv))
	app.askBackground = input.ask(c.Output)
	p := tea.NewProgram(app, tea.WithContext(ctx), take, tea.WithOutput(c.Output),
		tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithFPS(frames))
	input.answer = func(dark bool) { p.Send(backgroundAnswer{dark}) }
	_, err := p.Run()
	stopped := ctx.Err()
	cancel()
	if left := leave(s, c.Output); left != nil {
		return left
	}
	if errors.Is(err, tea.ErrProgramKilled) && stopped != nil {
		return stopped
	}
	return err
}
