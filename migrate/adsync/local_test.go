//go:build unix

package adsync

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// fakePowerShell writes a program that keeps its arguments and its standard input,
// and then does what a shell's lines say. PowerShell itself is not to be had here.
func fakePowerShell(t *testing.T, lines string) (program, folder string) {
	t.Helper()
	folder = t.TempDir()
	program = filepath.Join(folder, "powershell.exe")
	text := "#!/bin/sh\ncd '" + folder + "'\nprintf '%s\\n' \"$@\" >args\ncat >input\n" + lines + "\n"
	if err := os.WriteFile(program, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return program, folder
}

// What the local runner hands to PowerShell for hostile tasks: the same flags as
// ever, and data by standard input. What comes back is a change of those paths.
func TestLocalRunnerHandsOnData(t *testing.T) {
	m := newMachine("SRV1", hostile...)
	program, folder := fakePowerShell(t, "cat answer")
	args := Arguments{Tasks: hostile}
	answer := m.print(StopScript, args.encode())
	if err := os.WriteFile(filepath.Join(folder, "answer"), []byte(answer), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := runPowerShell(t.Context(), program, StopScript, args)
	if err != nil {
		t.Fatal(err)
	}
	change, err := parseChange(out, "x", StopScript)
	if err != nil || change.Complete(hostile) != nil {
		t.Error(err, change)
	}
	given, err := os.ReadFile(filepath.Join(folder, "args"))
	if err != nil || !slices.Equal(strings.Fields(string(given)), powerShellFlags()) {
		t.Errorf("%v: %s", err, given)
	}
	input, err := os.ReadFile(filepath.Join(folder, "input"))
	if err != nil || string(input) != StopScript.input(args) {
		t.Errorf("%v: the input is not as it was made", err)
	}
	for _, b := range input {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=.\r\n", rune(b)) {
			t.Fatalf("the input holds %q", b)
		}
	}
}

// A PowerShell that fails is reported in one line; one that hangs ends with the call.
func TestLocalRunnerFails(t *testing.T) {
	program, _ := fakePowerShell(t,
		"echo '#< CLIXML' >&2; echo '<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><S S=\"Error\">cannot load it_x000D__x000A_</S></Objs>' >&2; exit 1")
	_, err := runPowerShell(t.Context(), program, FindScript, Arguments{})
	if migrate.ClassOf(err) != migrate.Unreachable || strings.Contains(err.Error(), "CLIXML") ||
		strings.Contains(err.Error(), "_x00") || !strings.Contains(err.Error(), "cannot load it") {
		t.Error(err)
	}
	program, folder := fakePowerShell(t, "mkfifo pipe; echo x >started; exec cat pipe")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := runPowerShell(ctx, program, FindScript, Arguments{})
		ended <- err
	}()
	for {
		if _, err := os.Stat(filepath.Join(folder, "started")); err == nil {
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("it ended by itself: %v", err)
		default:
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
