package store

import "os"

// share and sharePath do nothing: on Windows, a file inherits the permissions of its folder.
func share(*os.File, string) {}

func sharePath(string) {}
