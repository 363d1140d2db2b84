//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// question is a terminal that records for each text whether input is shown at that time.
type question struct {
	*os.File
	echoes []bool
	asked  func() // called when the first text is shown
}

func (q *question) Write(p []byte) (int, error) {
	q.echoes = append(q.echoes, q.state().Lflag&unix.ECHO != 0)
	if len(q.echoes) == 1 {
		q.asked()
	}
	return len(p), nil
}

func (q *question) state() term.State {
	state, err := term.GetState(q.Fd())
	if err != nil {
		panic(err)
	}
	return *state
}

// Whatever ends the question for a secret, input isn't shown once the question is, and
// afterwards the terminal is as before, even after a read that an interrupt left behind has
// ended.
func TestASecretNeverShows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typed     string // before the question
		secret    string // "" for none
		interrupt string // before its input; "" for never
	}{
		"answer":                        {typed: "typed-ahead\n", secret: "typed-ahead"},
		"answer after a correction":     {typed: "typo\x7f\x7fed\n", secret: "tyed"},
		"end of input":                  {typed: "\x04"},
		"end of input after text":       {typed: "typed\x04\x04", secret: "typed"},
		"interrupt before the question": {interrupt: "question"},
		"interrupt before the read":     {interrupt: "read"},
		"interrupt during the read":     {interrupt: "answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keyboard, tty, err := pty.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer keyboard.Close()
			defer tty.Close()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			asked := &question{File: tty, asked: func() {}}
			switch c.interrupt {
			case "question":
				cancel()
			case "read":
				asked.asked = cancel
			case "answer":
				go func() {
					await(t, func() bool { return ctx.Err() != nil || slices.ContainsFunc(started(name), reading) })
					cancel()
				}()
			}
			original := asked.state()
			press(t, keyboard, c.typed)
			secret, err := secretFrom(ctx, name, asked)
			if secret != c.secret || errors.Is(err, context.Canceled) != (c.interrupt != "") ||
				(err == nil) != (c.secret != "") {
				t.Fatalf("%q, %v", secret, err)
			}
			if (c.interrupt == "question") != (len(asked.echoes) == 0) || slices.Contains(asked.echoes, true) {
				t.Errorf("texts, each with whether what is typed shows: %v", asked.echoes)
			}
			if asked.state() != original {
				t.Error("the terminal's mode isn't restored")
			}
			if c.interrupt != "" {
				press(t, keyboard, "late\n")
			}
			await(t, func() bool { return len(started(name)) == 0 })
			if asked.state() != original {
				t.Error("the read that was left behind changes the terminal's mode")
			}
		})
	}
}

// secretFrom asks for a secret at a terminal. Its goroutines carry the test's name.
func secretFrom(ctx context.Context, test string, tty *question) (secret string, err error) {
	c := &console{streams: streams{in: tty, out: tty, err: tty}}
	pprof.Do(ctx, pprof.Labels("secret", test), func(ctx context.Context) {
		var s migrate.Secret
		s, err = c.Secret(ctx, operation.HostSide, migrate.Connection{Location: "srv1", User: `CORP\admin`})
		secret = s.Reveal()
	})
	return secret, err
}

// started returns the stacks of the goroutines with the test's name.
func started(test string) []string {
	var all strings.Builder
	_ = pprof.Lookup("goroutine").WriteTo(&all, 1) // a strings.Builder never fails
	return slices.DeleteFunc(strings.Split(all.String(), "\n\n"), func(stack string) bool {
		return !strings.Contains(stack, `"secret":"`+test+`"`)
	})
}

// reading reports whether a goroutine waits for input.
func reading(stack string) bool { return strings.Contains(stack, ".read+0x") }

func await(t *testing.T, over func() bool) {
	for end := time.Now().Add(time.Minute); !over(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Error("waited for a minute in vain")
			return
		}
	}
}

func press(t *testing.T, keyboard *os.File, keys string) {
	t.Helper()
	if _, err := keyboard.WriteString(keys); err != nil {
		t.Error(err)
	}
}
