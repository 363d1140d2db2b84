//go:build unix

package main

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// enter is what the enter key sends.
const enter = '\n'

// hideInput changes the state of a terminal so that it doesn't show what is typed. It still
// edits the line, and interrupts the program at Ctrl+C.
func hideInput(s *term.State) {
	s.Lflag &^= unix.ECHO
	s.Lflag |= unix.ICANON | unix.ISIG
	s.Iflag |= unix.ICRNL
}
