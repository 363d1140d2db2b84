//go:build unix

package main

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// hideInput changes the state of a terminal so that it doesn't show what is typed.
func hideInput(s *term.State) { s.Lflag &^= unix.ECHO }
