package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// What a folder that others may write to can hold in place of a file of ours.
var (
	errNotAFile   = errors.New("it is not a plain file: ad2scim follows no links and opens nothing else there")
	errNotAFolder = errors.New("it is not a plain folder: ad2scim follows no links")
	errTwoNames   = errors.New("the file has a second name (a hard link), so it may be somebody else's")
	errTooBig     = errors.New("the file is larger than 256 MiB")
)

// openFile opens a plain file of the folder. A link is not followed, and what is
// no file (a pipe, a device) neither waited for nor written to.
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
	case names(info) > 1:
		err = errTwoNames
	default:
		return f, nil
	}
	f.Close()
	return nil, err
}

// maxFile is the most bytes of a file that is read whole.
const maxFile = 256 << 20

// readFile reads a plain file of the folder.
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

// checkFolder makes sure that a folder inside the workspace is one, if it is
// there.
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
