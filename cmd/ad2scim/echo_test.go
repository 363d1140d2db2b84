package main

import (
	"io"
	"strings"
	"testing"
)

// A line ends at the enter key, and later input is left for the next question.
func TestTypedLine(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][2]string{
		"token" + string(enter) + "yes": {"token", "yes"},
		"\btoké\b\ben" + string(enter):  {"toen", ""},
		"no end":                        {"no end", ""},
	} {
		in := strings.NewReader(typed)
		line := typedLine(in)
		if rest, _ := io.ReadAll(in); line != want[0] || string(rest) != want[1] {
			t.Errorf("%q: got %q, and %q is left", typed, line, rest)
		}
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
