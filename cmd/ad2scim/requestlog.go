package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ad2scim/migrate"
)

// requestLog records the requests of a command and their answers, for --verbose and --log-file.
type requestLog struct {
	verbose bool
	file    string

	trace  *migrate.Trace // nil without a log
	opened *logFile       // nil without a file
	began  time.Time
}

// begin opens the log. It must come before any request.
func (l *requestLog) begin(cmd *cobra.Command, screen io.Writer) error {
	var to []io.Writer
	if l.verbose {
		if err := refuseVerbose(cmd); err != nil {
			return err
		}
		catchClosedPipe()
		to = append(to, &screenLog{screen: screen})
	}
	if cmd.Flags().Changed("log-file") {
		f, err := openLog(l.file)
		if err != nil {
			return err
		}
		if f.shared {
			fmt.Fprintln(screen, "ad2scim: warning: other users can read the log "+migrate.Quote(l.file))
		}
		l.opened = f
		to = append(to, f)
	}
	if len(to) == 0 {
		return nil
	}
	l.trace, l.began = migrate.NewTrace(to...), time.Now()
	cmd.SetContext(migrate.WithTrace(cmd.Context(), l.trace))
	// Only the names of the flags: a value could be a secret given by mistake.
	var flags []string
	cmd.Flags().Visit(func(f *pflag.Flag) { flags = append(flags, "--"+f.Name) })
	l.trace.Note("start", slog.String("version", strings.Join(strings.Fields(versionText()), " ")),
		slog.String("command", cmd.CommandPath()), slog.String("flags", strings.Join(flags, " ")))
	return nil
}

// end records the result of the command, and warns if the file is incomplete.
func (l *requestLog) end(screen io.Writer, status int, text string) {
	about := []slog.Attr{slog.Int("status", status), slog.Duration("took", time.Since(l.began).Round(time.Millisecond))}
	if text != "" {
		about = append(about, slog.String("error", text))
	}
	l.trace.Note("end", about...)
	if l.opened == nil {
		return
	}
	if err := l.opened.close(); err != nil {
		fmt.Fprintln(screen, oneLine(fmt.Sprintf("ad2scim: warning: the log %s is incomplete: %s", migrate.Quote(l.file),
			migrate.FileReason(err))))
	}
}

// refuseVerbose refuses --verbose if the command needs standard error for something else.
func refuseVerbose(cmd *cobra.Command) error {
	is := func(flag string) bool {
		on, err := cmd.Flags().GetBool(flag)
		return on && err == nil
	}
	switch path := cmd.CommandPath(); {
	case is("quiet"):
		return badFlag("--verbose and --quiet can't be used together", "one shows what the other leaves out",
			"use one of them")
	case path == "ad2scim" && !is("version"), path == "ad2scim demo" && !is("serve"):
		return badFlag("--verbose can't be used with the app", "its lines would overwrite the screen",
			"use --log-file FILE")
	}
	return nil
}

// openLog opens a file to append to: a new or empty one, or an earlier log, so that no other file is damaged by
// mistake. A new file can be read only by its owner.
func openLog(file string) (*logFile, error) {
	const next = "choose another file with --log-file"
	if file == "" {
		return nil, badFlag("--log-file has no file", "it is empty", "give a file name")
	}
	what := "cannot write the log " + migrate.Quote(file)
	if p, refused := errors.AsType[*migrate.Problem](refuseWindowsName(file)); refused {
		return nil, badFlag(what, p.Why, next)
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return nil, badFlag(what, "it exists and is not a regular file", next) // opening a pipe would block
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: what, Why: migrate.FileReason(err), Next: next, Err: err,
		}
	}
	begin := make([]byte, 128)
	n, err := f.ReadAt(begin, 0)
	if n > 0 && !logForm.Match(begin[:n]) || err != nil && !errors.Is(err, io.EOF) {
		f.Close()
		return nil, badFlag(what, "it exists and is not a log of requests", next)
	}
	info, err := f.Stat()
	return &logFile{file: f, shared: err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o044 != 0}, nil
}

// logForm matches the beginning of a log.
var logForm = regexp.MustCompile(`^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z msg=`)

// screenLog writes lines to standard error until that fails, as when its reader has ended.
type screenLog struct {
	screen io.Writer
	failed atomic.Bool
}

// Write writes a line.
func (l *screenLog) Write(line []byte) (int, error) {
	if l.failed.Load() {
		return len(line), nil
	}
	n, err := l.screen.Write(line)
	if err != nil {
		l.failed.Store(true)
	}
	return n, err
}

// logFile appends lines and keeps the first error; the command continues.
type logFile struct {
	file   *os.File
	shared bool // other users can read it

	mu     sync.Mutex
	failed error
}

// Write writes a line.
func (f *logFile) Write(line []byte) (int, error) {
	n, err := f.file.Write(line)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed == nil && !errors.Is(err, os.ErrClosed) { // a connection may log after the end
		f.failed = err
	}
	return n, err
}

func (f *logFile) close() error {
	err := f.file.Close()
	f.mu.Lock()
	defer f.mu.Unlock()
	return errors.Join(f.failed, err)
}
