package main

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// enter is what the enter key sends.
const enter = '\r'

// hideInput changes the state of a console so that it doesn't show what is typed, and still
// interrupts the program at Ctrl+C. It doesn't wait for whole lines: the console would cut
// them after 254 characters, which are too few for some tokens (go.dev/issue/36071).
func hideInput(s *term.State) {
	s.Mode &^= windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT
	s.Mode |= windows.ENABLE_PROCESSED_INPUT
}
