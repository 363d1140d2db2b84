package store

import (
	"errors"
	"io/fs"

	"ad2scim/migrate"
)

const watchFile = "watch.json"

// SaveWatch keeps what a watch has told, in the form of the package watch, whole
// or not at all.
func (f *Folder) SaveWatch(data []byte) error {
	what := "cannot save " + migrate.Quote(f.path(watchFile))
	if f.lock == nil {
		return wrapFSError(what, errReadOnly)
	}
	if err := replaceFile(f.path(watchFile), data); err != nil {
		return wrapFSError(what, err)
	}
	return nil
}

// Watch returns what SaveWatch kept; nil: nothing yet.
func (f *Folder) Watch() ([]byte, error) {
	data, err := readFile(f.path(watchFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable("cannot read "+migrate.Quote(f.path(watchFile)), err)
	}
	return data, nil
}
