//go:build !windows

package store

import (
	"os"
	"path/filepath"
	"syscall"
)

// share lets the folder's group read and write a file or folder in it, if the group may write to the folder: then
// it was made for several admins. Other users never get access. If the file system doesn't support it, only the
// owner has access.
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
	// Without the folder's group, the permissions would be given to another one.
	if !ok || !ok2 || own.Gid != group.Gid && f.Chown(-1, int(group.Gid)) != nil {
		return
	}
	mode := os.FileMode(0o660)
	if info.IsDir() {
		mode = 0o770 | shared.Mode()&os.ModeSetgid
	}
	_ = f.Chmod(mode)
}

// sharePath is share for a path that isn't a link.
func sharePath(path string) {
	f, err := os.OpenFile(path, os.O_RDONLY|noFollow, 0)
	if err != nil {
		return
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.IsDir() && (!info.Mode().IsRegular() || linkCount(info) > 1) {
		return
	}
	share(f, filepath.Dir(path))
}
