//go:build unix

package main

import (
	"errors"
	"syscall"
)

// isClosedPipe reports whether the reader of the output has ended, as head does.
func isClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
