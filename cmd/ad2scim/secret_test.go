//go:build unix

package main

import (
	"os"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// question is a terminal that notes for each text whether what is typed shows then.
type question struct {
	*os.File
	echoes []bool
}

func (s *question) Write(p []byte) (int, error) {
	s.echoes = append(s.echoes, s.echo())
	return len(p), nil
}

func (s *question) echo() bool {
	state, err := term.GetState(s.Fd())
	return err != nil || state.Lflag&unix.ECHO != 0
}

// A secret that is typed, or pasted, as soon as the question stands there doesn't show.
func TestASecretNeverShows(t *testing.T) {
	t.Parallel()
	keyboard, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer keyboard.Close()
	defer tty.Close()
	asked := &question{File: tty}
	if _, err := keyboard.WriteString("typed-ahead\n"); err != nil {
		t.Fatal(err)
	}
	c := &console{streams: streams{in: tty, out: asked, err: asked}}
	secret, err := c.Secret(t.Context(), operation.HostSide, migrate.Connection{Location: "srv1", User: `CORP\admin`})
	if err != nil || secret.Reveal() != "typed-ahead" {
		t.Fatalf("%q, %v", secret.Reveal(), err)
	}
	if len(asked.echoes) == 0 || asked.echoes[0] {
		t.Errorf("what is typed shows while the question is asked: %v", asked.echoes)
	}
	if !asked.echo() {
		t.Error("the terminal shows nothing of what is typed afterwards")
	}
}
