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
	if err := refuseExisting(file); err != nil {
		return err
	}
	// A link is refused where a file came to be meanwhile; some file systems
	// have none.
	err := writeWhole(file, content, func(made string) error {
		if err := os.Link(made, file); err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
		return os.Rename(made, file)
	})
	if errors.Is(err, fs.ErrExist) {
		return existing(file)
	}
	return unwritable(file, err)
}

// writeOver writes a file whole or not at all, in place of one that is there.
func writeOver(file string, content func(io.Writer) error) error {
	if err := refuseWindowsName(file); err != nil {
		return err
	}
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return badFlag("cannot write "+migrate.Quote(file), "it exists and is not a regular file",
			"choose another name with --out")
	}
	return unwritable(file, writeWhole(file, content, func(made string) error { return os.Rename(made, file) }))
}

// refuseWindowsName refuses, on Windows, the name of a device or a stream. It goes
// before any look at the disk, where a device seems to be a file that is there.
func refuseWindowsName(file string) error {
	if runtime.GOOS != "windows" {
		return nil
	}
	return checkWindowsName(file)
}

// refuseExisting refuses a file that is there already.
func refuseExisting(file string) error {
	if err := refuseWindowsName(file); err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		return existing(file)
	}
	return nil
}

func existing(file string) error {
	return badFlag("cannot write "+migrate.Quote(file), "the file already exists",
		"choose another name with --out, or remove it first")
}

func unwritable(file string, err error) error {
	if _, ok := errors.AsType[*migrate.Problem](err); ok || err == nil {
		return err
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot write " + migrate.Quote(file), Why: migrate.FileReason(err),
		Next: "choose another location with --out", Err: err,
	}
}

func writeWhole(file string, content func(io.Writer) error, place func(made string) error) error {
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
	return place(f.Name())
}
