//go:build unix

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// A log that can't be written, as on a full disk, doesn't stop the work and is reported once at
// the end.
func TestLogOnAFullDisk(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("this system has no /dev/full")
	} else if err != nil {
		t.Fatal(err)
	}
	l := requestLog{file: "requests\x1b.log", opened: &logFile{file: full}}
	l.trace = migrate.NewTrace(l.opened)
	l.trace.Note("x")
	l.trace.Note("x")
	var screen bytes.Buffer
	l.end(&screen, 0, "")
	const want = `ad2scim: warning: the log "requests\x1b.log" is incomplete: no space left on device`
	if strings.TrimSpace(screen.String()) != want {
		t.Error(screen.String())
	}
}
