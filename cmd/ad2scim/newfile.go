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

// writeNew writes a new file, completely or not at all. Only the owner may read it.
func writeNew(file string, content func(io.Writer) error) error {
	if err := refuseExisting(file); err != nil {
		return err
	}
	// Link fails if the file has been created in the meantime. Some file systems have no links.
	err := writeWhole(file, content, func(temporary string) error {
		if err := os.Link(temporary, file); err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
		return os.Rename(temporary, file)
	})
	if errors.Is(err, fs.ErrExist) {
		return existsError(file)
	}
	return writeError(file, err)
}

// writeOver writes a file completely or not at all, and replaces an existing one.
func writeOver(file string, content func(io.Writer) error) error {
	if err := refuseWindowsName(file); err != nil {
		return err
	}
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return badFlag("cannot write "+migrate.Quote(file), "it exists and is not a regular file",
			"choose another name with --out")
	}
	return writeError(file, writeWhole(file, content, func(temporary string) error { return os.Rename(temporary, file) }))
}

// refuseWindowsName refuses the names of devices and streams on Windows. It must come before
// any access to the file, because a device looks like an existing file.
func refuseWindowsName(file string) error {
	if runtime.GOOS != "windows" {
		return nil
	}
	return checkWindowsName(file)
}

// refuseExisting refuses the name of an existing file.
func refuseExisting(file string) error {
	if err := refuseWindowsName(file); err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		return existsError(file)
	}
	return nil
}

func existsError(file string) error {
	return badFlag("cannot write "+migrate.Quote(file), "the file already exists",
		"choose another name with --out, or remove it first")
}

func writeError(file string, err error) error {
	if _, ok := errors.AsType[*migrate.Problem](err); ok || err == nil {
		return err
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot write " + migrate.Quote(file), Why: migrate.FileReason(err),
		Next: "choose another location with --out", Err: err,
	}
}

func writeWhole(file string, content func(io.Writer) error, install func(temporary string) error) error {
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
	return install(f.Name())
}
