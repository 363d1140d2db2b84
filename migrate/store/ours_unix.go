//go:build !windows

package store

import (
	"os"
	"syscall"
)

// noFollow has opening a link fail, and a pipe not wait for its other end.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// names is how many names a file has.
func names(info os.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink) //nolint:unconvert // other systems have another type
	}
	return 1
}
