//go:build !windows

package store

import (
	"errors"
	"syscall"
)

// isFull reports whether err means that there is no space: on the disk, in the user's quota, or for a file of this
// size.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
