package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"ad2scim/migrate"
)

// A line ends at the enter key, and later input is left for the next question.
func TestTypedLine(t *testing.T) {
	t.Parallel()
	other := string(rune('\r' + '\n' - enter)) // half of the end of a line elsewhere
	for typed, want := range map[string][2]string{
		"token" + string(enter) + "yes":      {"token", "yes"},
		"\btoké\b\ben" + string(enter):       {"toen", ""},
		"to" + other + "ken" + string(enter): {"token", ""},
		"no end":                             {"no end", ""},
	} {
		in := strings.NewReader(typed)
		line := typedLine(in)
		if rest, _ := io.ReadAll(in); line != want[0] || string(rest) != want[1] {
			t.Errorf("%q: got %q, and %q is left", typed, line, rest)
		}
	}
	// The end can come with the last byte.
	if line := typedLine(iotest.DataErrReader(strings.NewReader("token"))); line != "token" {
		t.Errorf("got %q", line)
	}
}

// Only --yes or the word to type is consent.
func TestOnlyYesIsConsent(t *testing.T) {
	t.Parallel()
	s := streams{strings.NewReader("yes\n"), io.Discard, io.Discard}
	for _, c := range []struct {
		yes   bool
		typed string
		want  bool
	}{
		{true, "", true},
		{false, "yes", true},
		{true, "yes", true},
		{true, "no", false},
		{false, "no", false},
		{false, "", false},
	} {
		if err := s.confirm(t.Context(), "Go on?", c.yes, c.typed); (err == nil) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// The exit status says what came of a call. An interrupt is one only if it ended the call: what was
// partly done before it stays partly done.
func TestExitStatus(t *testing.T) {
	t.Parallel()
	problem := func(class migrate.Class, cause error) error {
		return fmt.Errorf("it failed: %w", &migrate.Problem{Class: class, What: "w", Why: "y", Next: "n", Err: cause})
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	command := newRoot(streams{strings.NewReader(""), io.Discard, io.Discard}, &requestLog{})
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want int
	}{
		"done":                      {t.Context(), nil, 0},
		"done, and stopped":         {stopped, nil, 0},
		"findings":                  {t.Context(), fmt.Errorf("found: %w", errFindings), 1},
		"a wrong call":              {t.Context(), errors.New("unknown flag: --x"), 2},
		"a wrong input":             {t.Context(), problem(migrate.BadInput, nil), 2},
		"out of reach":              {t.Context(), problem(migrate.Unreachable, nil), 3},
		"partly done":               {t.Context(), problem(migrate.Partial, nil), 4},
		"interrupted":               {stopped, context.Canceled, 130},
		"interrupted while reading": {stopped, problem(migrate.Unreachable, context.Canceled), 130},
		"partly done, and stopped":  {stopped, problem(migrate.Partial, nil), 4},
		"a part of it was canceled": {t.Context(), problem(migrate.Unreachable, context.Canceled), 3},
	} {
		if got, text := result(c.ctx, command, c.err); got != c.want || (text == "") != (got < 2) {
			t.Errorf("%s: %d, %q; want %d", name, got, text, c.want)
		}
	}
}
