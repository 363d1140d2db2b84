//go:build unix

package main

import (
	"errors"
	"syscall"
)

// isClosedPipe says that whoever read the output has had enough, as head does.
func isClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
