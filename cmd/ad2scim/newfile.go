package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"ad2scim/migrate"
)

// writeNew writes a file that is not there yet, whole or not at all; nobody else
// may read it.
func writeNew(file string, content func(io.Writer) error) error {
	taken := func() error {
		return badFlag("cannot write "+migrate.Quote(file), "it is there already", "choose another name with --out, or remove it first")
	}
	if runtime.GOOS == "windows" {
		if err := checkWindowsName(file); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(file); err == nil {
		return taken()
	}
	err := writeWhole(file, content)
	if _, ok := errors.AsType[*migrate.Problem](err); ok || err == nil {
		return err
	}
	if errors.Is(err, fs.ErrExist) {
		return taken()
	}
	return &migrate.Problem{Class: migrate.BadInput, What: "cannot write " + migrate.Quote(file), Why: reason(err), Next: "choose another place with --out", Err: err}
}

func writeWhole(file string, content func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".ad2scim-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = content(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	// A link is refused where a file came to be meanwhile; some file systems
	// have none.
	if err := os.Link(f.Name(), file); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(f.Name(), file)
}
