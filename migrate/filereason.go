package migrate

import (
	"errors"
	"io/fs"
)

// FileReason returns the text of an error from package os without the file's name, for a sentence that already
// names the file.
func FileReason(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}
