package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ad2scim/migrate"
)

// Who may not read is not told that writing failed.
func TestMissingPermissionsAreNamed(t *testing.T) {
	refused := &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}
	for want, err := range map[string]error{
		"may not read it":     wrapReadError("cannot read x", refused),
		"may not write there": wrapFSError("cannot save x", refused),
	} {
		if text := err.Error(); !strings.Contains(text, want) || !strings.Contains(text, "let your group read and write") ||
			!strings.Contains(text, "--workspace") {
			t.Error(text)
		}
	}
}

// TestFileSystemErrors becomes a reason and advice, and the path is not said twice.
func TestFileSystemErrors(t *testing.T) {
	t.Parallel()
	inner := &migrate.Problem{Class: migrate.BadInput, What: "another thing failed"}
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"full": {
			&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC},
			"cannot save x: the disk is full. Make room",
		},
		"read-only": {
			&fs.PathError{Op: "open", Path: "x", Err: syscall.EROFS},
			"cannot save x: this user may not write there",
		},
		"opened so": {errReadOnly, "cannot save x: the workspace was opened for reading"},
		"anything": {
			&fs.PathError{Op: "open", Path: "x", Err: syscall.EIO},
			"cannot save x: input/output error. Check the folder",
		},
		"said already":  {inner, "another thing failed"},
		"without an op": {os.ErrDeadlineExceeded, "cannot save x: i/o timeout"},
	} {
		if text := wrapFSError("cannot save x", c.err).Error(); !strings.HasPrefix(text, c.says) {
			t.Errorf("%s: %q is not %q", name, text, c.says)
		}
	}
}

func asLocked(err error) *LockedError {
	locked, _ := errors.AsType[*LockedError](err)
	return locked
}

// TestLockedError is said as far as it is known.
func TestLockedError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]LockedError{
		`{"pid":7,"host":"else","who":"ann","since":"2026-01-02T15:04:05Z"}`: {7, "else"},
		`{"pid":`: {},
		`{}`:      {},
	} {
		if err := os.WriteFile(filepath.Join(dir, holderFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir)
		locked := asLocked(err)
		if locked == nil || *locked != want || locked.IsThisProcess() {
			t.Errorf("%s: it is %+v: %v", text, locked, err)
		}
		if !strings.Contains(err.Error(), "another ad2scim has it open") ||
			strings.Contains(err.Error(), "2026-01-02T15:04:05Z") != (want.PID != 0) {
			t.Error(err)
		}
	}
	if err := os.Remove(filepath.Join(dir, holderFile)); err != nil {
		t.Fatal(err)
	}
	f.Close()
	again, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	_, err = Open(dir)
	if locked := asLocked(err); locked == nil || !locked.IsThisProcess() || !strings.Contains(locked.Error(),
		"has it open") {
		t.Errorf("this process holds it: %v", err)
	}
}

// TestRunIDsDiffer: two of one second too; and they sort by their start.
func TestRunIDsDiffer(t *testing.T) {
	t.Parallel()
	a, b := NewRun(), NewRun()
	start, _, _ := strings.Cut(a, "-")
	at, err := time.Parse("20060102T150405Z", start)
	if a == b || err != nil || time.Since(at) > time.Minute {
		t.Error(a, b, err)
	}
}
