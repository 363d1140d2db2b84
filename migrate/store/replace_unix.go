//go:build !windows

package store

import (
	"io"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// replaceFile writes a file whole: after a crash there is the old content or
// the new, never a part. Only its owner can read it, or those who share the folder.
func replaceFile(path string, data []byte) error {
	return replaceWith(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// replaceWith is replaceFile for content that write makes.
func replaceWith(path string, write func(io.Writer) error) error {
	// The temporary file lies beside the target, so that the disk that is full
	// is the one that matters.
	f, err := renameio.NewPendingFile(path, renameio.WithStaticPermissions(0o600),
		renameio.WithTempDir(filepath.Dir(path)))
	if err != nil {
		return err
	}
	defer f.Cleanup()
	share(f.File, filepath.Dir(path))
	if err := write(f); err != nil {
		return err
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in the folder last.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
