package main

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// hideInput changes the state of a console so that it doesn't show what is typed.
func hideInput(s *term.State) { s.Mode &^= windows.ENABLE_ECHO_INPUT }
