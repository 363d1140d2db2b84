package store

import (
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

// Who may not read is not told that writing failed.
func TestMissingRightsAreNamed(t *testing.T) {
	refused := &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}
	for want, err := range map[string]error{
		"may not read it":     unreadable("cannot read x", refused),
		"may not write there": wrapFSError("cannot save x", refused),
	} {
		if text := err.Error(); !strings.Contains(text, want) || !strings.Contains(text, "let your group read and write") ||
			!strings.Contains(text, "--workspace") {
			t.Error(text)
		}
	}
}
