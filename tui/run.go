package tui

import (
	"context"
	"errors"
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"

	"ad2scim/tui/clipboard"
	"ad2scim/tui/session"
)

// Config is what Run needs to know.
type Config struct {
	session.Config
	// Input and Output are the terminal; nil means standard input and output.
	Input  io.Reader
	Output io.Writer
}

// frames is how many frames a second are drawn at most: the most that Bubble Tea
// allows, so that a key waits 8 ms for its frame at most.
const frames = 120

// Run shows the app until the user quits or ctx ends. It returns ctx's error
// in the latter case; what went wrong with a source is shown, not returned.
func Run(ctx context.Context, c Config) error {
	if c.Output == nil {
		c.Output = os.Stdout
	}
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
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
