//go:build !windows

package store

import (
	"os"
	"path/filepath"
	"syscall"
)

// share lets the group of the folder read and write a file or folder in it, where
// the folder is one that the group may write to: then it was made for several
// admins. Others never may. A file system that does not want it leaves the file
// to its owner.
func share(f *os.File, folder string) {
	shared, err := os.Stat(folder)
	if err != nil || shared.Mode().Perm()&0o020 == 0 {
		return
	}
	info, err := f.Stat()
	if err != nil {
		return
	}
	group, ok := shared.Sys().(*syscall.Stat_t)
	own, ok2 := info.Sys().(*syscall.Stat_t)
	// Without the folder's group, the bits would be for another one.
	if !ok || !ok2 || own.Gid != group.Gid && f.Chown(-1, int(group.Gid)) != nil {
		return
	}
	mode := os.FileMode(0o660)
	if info.IsDir() {
		mode = 0o770 | shared.Mode()&os.ModeSetgid
	}
	_ = f.Chmod(mode)
}

// sharePath is share for what is at a path, and is no link.
func sharePath(path string) {
	f, err := os.OpenFile(path, os.O_RDONLY|noFollow, 0)
	if err != nil {
		return
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.IsDir() && (!info.Mode().IsRegular() || names(info) > 1) {
		return
	}
	share(f, filepath.Dir(path))
}
