package main

import (
	"errors"
	"syscall"
)

const errorNoData = syscall.Errno(232) // ERROR_NO_DATA: the pipe is being closed

// isClosedPipe reports whether the reader of the output has ended.
func isClosedPipe(err error) bool {
	return errors.Is(err, syscall.ERROR_BROKEN_PIPE) || errors.Is(err, errorNoData)
}

// catchClosedPipe does nothing: such a write returns an error.
func catchClosedPipe() {}
