package main

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// enter is what the enter key sends.
const enter = '\r'

// hideInput sets a console's state to hide what is typed. Ctrl+C still works. It doesn't wait
// for whole lines, because the console limits them to 254 characters, too few for some tokens
// (go.dev/issue/36071).
func hideInput(s *term.State) {
	s.Mode &^= windows.ENABLE_ECHO_INPUT | windows.ENABLE_LINE_INPUT
	s.Mode |= windows.ENABLE_PROCESSED_INPUT
}
