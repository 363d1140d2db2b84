//go:build unix

package main_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// walker goes through a migration with commands only.
type walker struct {
	folder string
	home   string // a different one for each admin
	env    []string
}

func newWalker(t *testing.T) walker { return walker{folder: t.TempDir(), home: t.TempDir()} }

func (w walker) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, append(args, "--workspace", filepath.Join(w.folder, "ws"))...)
	// No session bus, so that the tests don't use this machine's keyring.
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+w.home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	cmd.Env = append(cmd.Env, w.env...)
	return cmd
}

func (w walker) run(t *testing.T, into any, args ...string) (status int, stderr string) {
	t.Helper()
	cmd := w.command(args...)
	var errOut strings.Builder
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(out, into); err != nil {
			t.Fatalf("%q: %v: %s%s", args, err, out, errOut.String())
		}
	}
	return cmd.ProcessState.ExitCode(), errOut.String()
}

type statusJSON struct {
	Next   *struct{ ID string }
	Forced []struct{ Step, Reason string }
	Steps  []struct {
		ID, Status string
		Evidence   string
	}
	Summary map[string]int
}

type stepsJSON struct {
	Steps []struct {
		Number                  int
		ID, Title, Attest, Skip string
		Confirm                 *struct{ Type string }
	}
}

// Both paths from the first step to the report, by two admins in turn and with commands that
// are killed in between. What can't be verified here is overridden, and the report says so.
// TestWalkEveryPathWithoutOverrides does the same without overrides.
func TestWalkBothPathsWithOverrides(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	list := filepath.Join(t.TempDir(), "groups.csv")
	if err := os.WriteFile(list, []byte("id,name\n1,Sales\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"confidential", "self-hosted"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			w := newWalker(t)
			if status, errOut := w.run(t, nil, "steps", "choose", "--path", path, "--idp", "okta"); status != 0 {
				t.Fatal(errOut)
			}
			w.walk(t, list)
		})
	}
}

func (w walker) walk(t *testing.T, list string) {
	random := rand.New(rand.NewPCG(1, uint64(len(t.Name()))))
	var book stepsJSON
	w.run(t, &book, "steps", "--format", "json")
	forced := 0
	for range 3 * len(book.Steps) {
		var now statusJSON
		status, _ := w.run(t, &now, "status", "--format", "json")
		if now.Next == nil {
			if status != 0 {
				t.Errorf("nothing is left, and the exit status is %d", status)
			}
			w.end(t, now, forced)
			return
		}
		if status != 1 {
			t.Fatalf("exit status %d with a step left", status)
		}
		args := []string{"steps", "done", now.Next.ID, "--saw", "walked"}
		for _, s := range book.Steps {
			if s.ID == now.Next.ID && s.Confirm != nil {
				if status, errOut := w.run(t, nil, args...); status != 2 ||
					!strings.Contains(errOut, fmt.Sprintf("type %q", s.Confirm.Type)) &&
						!strings.Contains(errOut, fmt.Sprintf("Type %q", s.Confirm.Type)) {
					t.Fatalf("%s without the words: %d %s", s.ID, status, errOut)
				}
				args = append(args, "--type", s.Confirm.Type)
			}
		}
		if now.Next.ID == "names-exact" {
			sent := filepath.Join(w.folder, "sent.csv")
			if err := os.WriteFile(sent, []byte("id,name\n9,Sales\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if status, errOut := w.run(t, nil, "connect", "--ad", list, "--scim", sent, "--quiet"); status != 0 {
				t.Fatal(errOut)
			}
			if status, errOut := w.run(t, nil, "diff", "--ad", list, "--scim", sent, "--quiet"); status != 0 {
				t.Fatal(errOut)
			}
		}
		w.killed(t, random, args)
		if status, errOut := w.run(t, nil, args...); status != 0 {
			forced++
			if status, _ := w.run(t, nil, append(args, "--force", "seen by hand: "+errOut)...); status != 0 {
				t.Fatalf("%s can't be overridden afterwards: %s", now.Next.ID, errOut)
			}
		}
		w.home = t.TempDir() // the other admin takes over
	}
	t.Fatal("the walk doesn't end")
}

// killed runs a command and kills it after a moment. Whatever it had done, the workspace is
// intact and not locked.
func (w walker) killed(t *testing.T, random *rand.Rand, args []string) {
	cmd := w.command(args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Duration(random.IntN(25)) * time.Millisecond)
	cmd.Process.Kill()
	cmd.Wait()
	var now statusJSON
	if status, errOut := w.run(t, &now, "status", "--format", "json"); status > 1 {
		t.Fatalf("after a kill: %d %s", status, errOut)
	}
}

func (w walker) end(t *testing.T, now statusJSON, forced int) {
	t.Helper()
	for _, s := range now.Steps {
		if s.Evidence == "open" && s.Status != "not-needed" {
			t.Errorf("%s is %s, known as %s", s.ID, s.Status, s.Evidence)
		}
	}
	if forced == 0 || len(now.Forced) < 1 {
		t.Errorf("%d steps were overridden, %d are reported", forced, len(now.Forced))
	}
	file := filepath.Join(w.folder, "report.html")
	if status, errOut := w.run(t, nil, "report", "--format", "html", "--out", file); status != 0 {
		t.Fatal(errOut)
	}
	page, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(page), "seen by hand") || strings.Contains(string(page), "What is left") {
		t.Errorf("%v: the report doesn't list the overrides, or doesn't say that nothing is left", err)
	}
}
