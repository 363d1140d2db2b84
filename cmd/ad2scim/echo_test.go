package main

import (
	"io"
	"strings"
	"testing"
)

// A line ends at the enter key, and what was typed after it is left for the next question.
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
