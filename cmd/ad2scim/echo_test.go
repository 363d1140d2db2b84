package main

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// A line ends at the enter key, and what was typed after it is left for the next question.
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

// Consent is --yes or the word that would be typed, and no other word is.
func TestOnlyYesIsConsent(t *testing.T) {
	t.Parallel()
	s := streams{strings.NewReader("yes\n"), io.Discard, io.Discard}
	for _, c := range []struct {
		yes   bool
		typed string
		want  bool
	}{{true, "", true}, {false, "yes", true}, {true, "yes", true}, {true, "no", false}, {false, "no", false}, {false, "", false}} {
		if err := s.confirm(t.Context(), "Go on?", c.yes, c.typed); (err == nil) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
