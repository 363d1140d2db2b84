package runtest

import "golang.org/x/sys/unix"

// free returns the free bytes of a file system in memory; 0 where it isn't one, or where no
// program can be run.
func free(folder string) uint64 {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil || s.Type != unix.TMPFS_MAGIC || s.Flags&unix.MS_NOEXEC != 0 {
		return 0
	}
	return s.Bavail * uint64(s.Bsize)
}
