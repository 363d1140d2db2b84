package store

import (
	"errors"
	"io/fs"

	"ad2scim/migrate"
)

const watchFile = "watch.json"

// SaveWatch atomically writes what a watch has reported, in the format of package watch.
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

// LoadWatch returns what SaveWatch stored, or nil if there is nothing yet.
func (f *Folder) LoadWatch() ([]byte, error) {
	data, err := readFile(f.path(watchFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, wrapReadError("cannot read "+migrate.Quote(f.path(watchFile)), err)
	}
	return data, nil
}
