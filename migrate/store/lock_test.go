package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate/runtest"
	"ad2scim/migrate/store"
)

const holderVariable = "AD2SCIM_TEST_HOLDS"

// TestMain lets this binary be another process too.
func TestMain(m *testing.M) {
	if dir := os.Getenv(holderVariable); dir != "" {
		os.Exit(hold(dir))
	}
	runtest.Main(m)
}

// hold opens a workspace, says so, and keeps it until its input ends.
func hold(dir string) int {
	w, err := store.Open(dir)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer w.Close()
	fmt.Println("open")
	io.Copy(io.Discard, os.Stdin)
	return 0
}

func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holderVariable+"="+dir)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); strings.TrimSpace(line) != "open" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	host, _ := os.Hostname()
	_, err = store.Open(dir)
	runtest.WantBadInput(t, err, fmt.Sprintf("process %d", cmd.Process.Pid), host, "since 20")
	reader := store.OpenReadOnly(dir)
	if err := reader.OpenJournal(); err != nil {
		t.Fatalf("it cannot even be read: %v", err)
	}
	reader.Close()

	// Killed, its holder leaves lock.json behind, but not the lock.
	cmd.Process.Kill()
	cmd.Wait()
	stdin.Close()
	w := open(t, dir)
	if _, err := store.Open(dir); err == nil {
		t.Error("one process opens it twice")
	}
	holder := filepath.Join(dir, "lock.json")
	if err := os.WriteFile(holder, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(dir); err == nil || !strings.Contains(err.Error(), "another ad2scim has it open") ||
		strings.Contains(err.Error(), "process") {
		t.Errorf("by a holder that isn't known: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(holder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is free, and its holder is still named: %v", err)
	}
	open(t, dir)
	for host, ours := range map[string]bool{host: true, "elsewhere." + host: false} {
		if e := (&store.LockedError{PID: os.Getpid(), Host: host}); e.IsThisProcess() != ours {
			t.Errorf("this process' number on %s is ours: %t", host, !ours)
		}
	}
}
