package store

import (
	"errors"
	"io/fs"
	"syscall"

	"ad2scim/migrate"
)

var otherFolder = migrate.Remedies{{Kind: migrate.RemedyOtherFolder}}

// askForRights is the start of the advice about missing permissions.
const askForRights = "ask who made the folder to let your group read and "

// wrapReadError wraps an error of reading a file.
func wrapReadError(what string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return &migrate.Problem{
			Class: migrate.BadInput, What: what, Why: "this user may not read it",
			Next: askForRights + "write in it and the files there", Remedies: otherFolder, Err: err,
		}
	}
	return wrapFSError(what, err)
}

// wrapFSError turns a file system error into a Problem.
func wrapFSError(what string, err error) error {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p
	}
	p := &migrate.Problem{Class: migrate.BadInput, What: what, Err: err}
	switch {
	case isFull(err):
		p.Why, p.Next = "the disk is full", "make room and do it again; nothing that was written before is lost"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		p.Why, p.Next, p.Remedies = "this user may not write there", askForRights+"write", otherFolder
	case errors.Is(err, errReadOnly):
		p.Why = errReadOnly.Error()
	default:
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		p.Why, p.Next, p.Remedies = err.Error(), "check the folder", otherFolder
	}
	return p
}
