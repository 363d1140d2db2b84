//go:build !windows

package store

import (
	"os"
	"syscall"
)

// noFollow makes opening a link fail, and prevents opening a pipe from blocking.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// linkCount returns the number of names that a file has.
func linkCount(info os.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink) //nolint:unconvert // other systems have another type
	}
	return 1
}
