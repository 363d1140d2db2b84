package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Errors for files that another user may have put into a shared folder.
var (
	errNotAFile   = errors.New("it is not a plain file: ad2scim follows no links and opens nothing else there")
	errNotAFolder = errors.New("it is not a plain folder: ad2scim follows no links")
	errTwoNames   = errors.New("the file has a second name (a hard link), so it may be somebody else's")
	errTooBig     = errors.New("the file is larger than 256 MiB")
)

// openFile opens a regular file of the folder. It doesn't follow a link, and neither waits for nor writes to
// anything else, such as a pipe or a device.
func openFile(path string, flag int) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errNotAFile
	}
	f, err := os.OpenFile(path, flag|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errNotAFile
	case linkCount(info) > 1:
		err = errTwoNames
	default:
		return f, nil
	}
	f.Close()
	return nil, err
}

// maxFile is the maximum size in bytes of a file that is read as a whole.
const maxFile = 256 << 20

// readFile reads a regular file of the folder.
func readFile(path string) ([]byte, error) {
	f, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = errTooBig
	}
	return data, err
}

// checkFolder returns an error if the path exists and isn't a plain folder.
func checkFolder(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return errNotAFolder
	}
	return nil
}
