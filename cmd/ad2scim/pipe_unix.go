//go:build unix

package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// isClosedPipe reports whether the reader of the output has ended, as head does.
func isClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

// catchClosedPipe makes a write to standard output or error whose reader has ended return an error. Otherwise it would
// end the program.
func catchClosedPipe() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
