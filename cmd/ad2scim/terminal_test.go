//go:build unix

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long to wait for a text on a busy machine.
const patience = 2 * time.Minute

// terminal is the program in a real terminal: tmux with its own server.
type terminal struct {
	t      *testing.T
	socket string
	status string // the file for the exit status
}

// openTerminal runs the program in a terminal of this size. env are additional variables, as
// NAME=value.
func openTerminal(t *testing.T, width, height int, env []string, args ...string) *terminal {
	t.Helper()
	requireLab(t, "tmux")
	// The path of a socket must be short, so t.TempDir can't be used.
	folder, err := os.MkdirTemp("", "tmux-")
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, socket: filepath.Join(folder, "s"), status: filepath.Join(folder, "status")}
	home := t.TempDir()
	command := []string{
		"sh", "-c", `trap : INT; "$@"; echo $? >"$0"`, term.status, "env", "-u", "CI", "-u", "NO_COLOR",
		"-u", "COLORFGBG", "HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "COLORTERM=truecolor",
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + home + "/no-bus",
	}
	command = append(append(command, env...), append([]string{program}, args...)...)
	config := filepath.Join(folder, "tmux.conf")
	const settings = "set -g default-terminal tmux-256color\nset -g remain-on-exit on\nset -g status off\nset -s escape-time 0\n"
	if err := os.WriteFile(config, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	start := append([]string{"-f", config, "new-session", "-d", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height)},
		command...)
	t.Cleanup(func() {
		exec.Command("tmux", "-S", term.socket, "kill-server").Run() // it may have ended already
		os.RemoveAll(folder)
	})
	term.tmux(start...)
	return term
}

// requireLab skips a test if programs aren't installed. With CI set, it fails.
func requireLab(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is not installed", p)
			}
			t.Skipf("the lab is not installed: no %s", p)
		}
	}
}

func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", term.socket}, args...)...).CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %s: %v: %s", args[0], err, out)
	}
	return string(out)
}

// screen returns the current screen as text.
func (term *terminal) screen() string { return term.tmux("capture-pane", "-p") }

// colored returns the current screen with its color sequences.
func (term *terminal) colored() string { return term.tmux("capture-pane", "-p", "-e") }

// waitFor waits until every text is on the screen, and returns the screen.
func (term *terminal) waitFor(texts ...string) string {
	term.t.Helper()
	return term.until(strings.Join(texts, " and "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// waitGone waits until a text is no longer on the screen.
func (term *terminal) waitGone(text string) string {
	term.t.Helper()
	return term.until("no "+text, func(screen string) bool { return !strings.Contains(screen, text) })
}

func (term *terminal) until(what string, fits func(screen string) bool) string {
	term.t.Helper()
	// Each look costs a process, so the pause gets longer.
	pause := 10 * time.Millisecond
	for end := time.Now().Add(patience); ; time.Sleep(pause) {
		pause = min(pause*5/4, 200*time.Millisecond)
		screen := term.screen()
		if fits(screen) {
			return screen
		}
		if time.Now().After(end) {
			term.t.Fatalf("waited for %s; the screen shows:\n%s", what, screen)
		}
	}
}

// press sends keys by tmux's names.
func (term *terminal) press(keys ...string) {
	term.t.Helper()
	term.tmux(append([]string{"send-keys"}, keys...)...)
}

// typeText sends text unchanged.
func (term *terminal) typeText(text string) {
	term.t.Helper()
	term.tmux("send-keys", "-l", text)
}

// waitExit waits until the program has ended, and returns its exit status.
func (term *terminal) waitExit() int {
	term.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if text, err := os.ReadFile(term.status); err == nil && strings.HasSuffix(string(text), "\n") {
			status, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil {
				term.t.Fatal(err)
			}
			return status
		}
	}
	term.t.Fatalf("the program does not end; the screen shows:\n%s", term.screen())
	return -1
}
