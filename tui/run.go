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

// Config holds the settings for Run.
type Config struct {
	session.Config
	// Input and Output are the terminal; nil means standard input and output.
	Input  io.Reader
	Output io.Writer
	ASCII  bool            // draw with ASCII characters only
	Color  theme.ColorWhen // empty: use color if the terminal has it and NO_COLOR isn't set
}

// frames is the maximum number of frames per second, the highest that Bubble Tea allows. A key
// waits at most 8 ms for its frame.
const frames = 120

// How long quitting waits for the current change to finish: quietWait without a message, then
// longWait with one. After that, the journal records the change as unknown.
const (
	quietWait = 300 * time.Millisecond
	longWait  = 20 * time.Second
)

// shutdown waits for running changes to finish, so that the journal records their results.
func shutdown(s *session.Session, out io.Writer) error {
	ended := s.Shutdown()
	if session.WaitFor(ended, quietWait) {
		return nil
	}
	io.WriteString(out, "waiting for the current change to finish\n")
	if session.WaitFor(ended, longWait) {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.Partial, What: "ad2scim quit during a change",
		Why:  "the change didn't finish within " + longWait.String(),
		Next: "start the app again: Overview shows which change is unknown",
	}
}

// Run shows the app until the user quits or ctx ends, and returns ctx's error in that case.
// Failures of a source are shown in the app, not returned.
func Run(ctx context.Context, c Config) error {
	if c.Output == nil {
		c.Output = os.Stdout
	}
	theme.UseColor(c.Color)
	theme.ASCII = c.ASCII
	input := newBackgroundReader(c.Input)
	inputOption := tea.WithInputTTY() // for when standard input is a pipe
	switch {
	case c.Input != nil:
		inputOption = tea.WithInput(input.reader())
	case term.IsTerminal(os.Stdin.Fd()):
		input.in = os.Stdin
		inputOption = tea.WithInput(input.reader())
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := session.New(ctx, c.Config)
	defer s.Close()
	app := New(s, clipboard.New(c.Output, os.Getenv))
	app.askBackground = input.ask(c.Output)
	p := tea.NewProgram(app, tea.WithContext(ctx), inputOption, tea.WithOutput(c.Output),
		tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithFPS(frames))
	input.answer = func(dark bool) { p.Send(backgroundAnswer{dark}) }
	_, err := p.Run()
	stopped := ctx.Err()
	cancel()
	if err := shutdown(s, c.Output); err != nil {
		return err
	}
	if errors.Is(err, tea.ErrProgramKilled) && stopped != nil {
		return stopped
	}
	return err
}
