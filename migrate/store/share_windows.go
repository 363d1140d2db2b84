package store

import "os"

// share and sharePath do nothing: on Windows a file has the rights of its folder.
func share(*os.File, string) {}

func sharePath(string) {}
