package main

import (
	"context"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/charmbracelet/x/term"
)

// askSilently asks for a line on the terminal without showing what is typed. It returns "" at
// the end of input, when ctx ends, or if the terminal can't hide the input.
//
// The read may outlive ctx, so it doesn't touch the terminal's mode (as term.ReadPassword
// does). Only this function changes and restores it.
func (s streams) askSilently(ctx context.Context, question string) string {
	fd, _ := descriptor(s.in)
	before, err := term.GetState(fd)
	if err != nil {
		return ""
	}
	// Set before asking: the answer may come at once, from the clipboard.
	silent := *before
	hideInput(&silent)
	if err := term.SetState(fd, &silent); err != nil {
		return ""
	}
	defer term.Restore(fd, before)
	fmt.Fprint(s.err, question)
	defer fmt.Fprintln(s.err)

	typed := make(chan string, 1)
	go func() { typed <- typedLine(s.in) }()
	select {
	case line := <-typed:
		return line
	case <-ctx.Done():
		return ""
	}
}

// typedLine reads up to the enter key or the end of input, but no further: the rest answers the
// next question.
func typedLine(in io.Reader) string {
	var line []byte
	key := make([]byte, 1)
	for {
		n, err := in.Read(key)
		switch {
		case n == 0 && err != nil, n == 1 && key[0] == enter:
			return string(line)
		case n == 0, key[0] == '\r', key[0] == '\n': // the other half of a line ending
		case key[0] == '\b': // on Windows; elsewhere the terminal handles it
			_, size := utf8.DecodeLastRune(line)
			line = line[:len(line)-size]
		default:
			line = append(line, key[0])
		}
	}
}
