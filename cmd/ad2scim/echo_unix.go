//go:build unix

package main

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// enter is what the enter key sends.
const enter = '\n'

// hideInput sets a terminal's state to hide what is typed. Line editing and Ctrl+C still work.
func hideInput(s *term.State) {
	s.Lflag &^= unix.ECHO
	s.Lflag |= unix.ICANON | unix.ISIG
	s.Iflag |= unix.ICRNL
}
