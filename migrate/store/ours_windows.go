package store

import "os"

// noFollow is nothing: a link takes a right on Windows that few have, and is
// refused before.
const noFollow = 0

func names(os.FileInfo) uint64 { return 1 }
