package main_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/runtest"
)

// program is the path of the compiled program that the tests run: static and stripped, as make
// build makes it.
var program string

// The flags of the build.
var (
	buildFlags = []string{"-trimpath"}
	cgo        = "0"
)

func TestMain(m *testing.M) {
	runtest.InMemory()
	runtest.AtOnce(12) // tests wait for the program, a server or a terminal, some for half a minute
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	// Built elsewhere if this system has no compiler, as under wine.
	if program = os.Getenv("AD2SCIM_TEST_PROGRAM"); program != "" {
		return sambatest.Main(m)
	}
	folder, err := os.MkdirTemp("", "ad2scim-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	program = filepath.Join(folder, "ad2scim")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	// Written changes show within seconds here, so no test waits a minute.
	const ldflags = "-s -w -X main.version=v0.0.0-test -X main.commit=abc123 -X ad2scim/migrate/fix.lateness=10s"
	args := append([]string{"build", "-ldflags", ldflags, "-o", program}, buildFlags...)
	build := exec.Command("go", append(args, ".")...)
	build.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "cannot build the program:", err)
		return 1
	}
	return sambatest.Main(m)
}

// skipIfShort skips a slow test under -short. A faster test or a sample covers the same.
func skipIfShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("not under -short: takes seconds")
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ESC", "\x1b")
			env.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			// No session bus, so that the tests don't use this machine's keyring.
			env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(env.WorkDir, "no-bus"))
			said := &transcript{replace: []string{env.WorkDir, "$WORK", filepath.Dir(program), "$BIN"}}
			env.Values[transcriptKey{}] = said
			t := env.T().(testing.TB)
			name := strings.TrimPrefix(filepath.Base(t.Name()), "script-")
			env.Defer(func() {
				if !t.Failed() {
					said.compare(t, name)
				}
			})
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "bytes": writeBytes, "dated": dated,
			"golden": golden,
		},
	})
}

// transcriptKey is the key of a script's transcript.
type transcriptKey struct{}

// status runs a program, which must end with this status: status N PROGRAM ARGS...
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := call(ts, args[1:]); got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// golden runs a program and records its output and status in the script's golden file: golden
// PROGRAM ARGS...
func golden(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: golden program args...")
	}
	call(ts, args)
}

// call runs a program, records its output, and returns its exit status.
func call(ts *testscript.TestScript, args []string) int {
	status := 0
	if err := ts.Exec(args[0], args[1:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = exit.ExitCode()
	}
	ts.Value(transcriptKey{}).(*transcript).call(args, ts.ReadFile("stdout"), ts.ReadFile("stderr"), status)
	return status
}

// dated replaces @NOW@ in files by the time: dated FILE...
func dated(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: dated FILE...")
	}
	for _, file := range args {
		text := strings.ReplaceAll(ts.ReadFile(file), "@NOW@", time.Now().UTC().Format(time.RFC3339))
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o600))
	}
}

// writeBytes writes a Go string literal to a file, for names that a script can't contain: bytes
// FILE STRING
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes FILE STRING")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}
