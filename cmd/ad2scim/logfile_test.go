//go:build unix

package main

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

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

// A connection to a server that breaks in the middle of a write is not the reader of the output that ended.
func TestABrokenConnectionIsNoClosedPipe(t *testing.T) {
	t.Parallel()
	broken := &migrate.Problem{Class: migrate.Unreachable, What: "cannot rename", Err: syscall.EPIPE}
	for err, want := range map[error]int{broken: int(migrate.Unreachable), syscall.EPIPE: 0} {
		if status, text := result(t.Context(), &cobra.Command{}, err); status != want || (text == "") != (want == 0) {
			t.Errorf("%v: status %d, %q", err, status, text)
		}
	}
}
