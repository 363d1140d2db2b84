package main

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// useHugePages has the heap begin with a block of size bytes in huge pages. In
// pages of 4 KiB, a large comparison spends an eighth of its time in page faults.
func useHugePages(size int64) {
	adviseHugePages(size)
	runtime.GC() // the block is the heap's again, which uses it before any other
}

func adviseHugePages(size int64) {
	block := make([]byte, size)
	_ = unix.Madvise(block, unix.MADV_HUGEPAGE) // only costs time where the kernel has none
}
