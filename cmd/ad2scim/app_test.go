//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The app on the demo, from the first screen to the last key, in the smallest terminal and in a
// wide one.
func TestDemoApp(t *testing.T) {
	t.Parallel()
	for name, size := range map[string][2]int{"80x24": {80, 24}, "140x45": {140, 45}} {
		if testing.Short() && name != "80x24" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := openTerminal(t, size[0], size[1], nil, "demo")
			overview := term.waitFor("names that differ", "case", "lookalike", "? help")
			fits(t, overview, size[0], size[1])

			term.press("Tab")
			groups := term.waitFor("AD name", "provisioned name", "? help")
			fits(t, groups, size[0], size[1])

			term.press("/")
			term.waitFor("keep the filter")
			term.typeText("sales emea")
			term.waitFor("2 of ", "Sales EMEA")
			term.press("Enter")
			term.waitFor("trailing space", "? help")
			fits(t, term.screen(), size[0], size[1])

			term.press("?")
			term.waitFor("quit at once")
			term.press("?")
			term.waitGone("quit at once")
			term.press("C-c")
			if status := term.waitExit(); status != 0 {
				t.Errorf("exit status %d", status)
			}
		})
	}
}

// fits checks that a screen fits the terminal. tmux cuts the rest, so the last line, the keys,
// must be there.
func fits(t *testing.T, screen string, width, height int) {
	t.Helper()
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	if len(lines) > height || !strings.Contains(lines[len(lines)-1], "help") {
		t.Errorf("the screen does not end in the line of keys at %d×%d:\n%s", width, height, screen)
	}
}

// Names with control characters are shown escaped.
func TestDemoAppShowsHostileNames(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for _, c := range []struct{ filter, want string }{
		{"invoices", "‹U+202E›"},
		{"red team", "‹U+001B›"},
		{"facturaci", "‹0xF3›"},
		{"release", "‹U+200B›"},
	} {
		t.Run(c.filter, func(t *testing.T) {
			t.Parallel()
			term := openTerminal(t, 120, 40, nil, "demo")
			term.waitFor("names that differ")
			term.press("Tab")
			term.waitFor("AD name")
			term.press("/")
			term.waitFor("keep the filter")
			term.typeText(c.filter)
			term.waitFor(c.want)
			for _, bad := range []string{"\u202e", "\u200b", "\ufeff"} {
				if strings.Contains(term.screen(), bad) {
					t.Errorf("%q went to the terminal", bad)
				}
			}
		})
	}
}

var colorSequence = regexp.MustCompile(`\x1b\[[0-9;:]*\b(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;:m]`)

func TestDemoAppKeepsToNoColor(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	plain := openTerminal(t, 100, 30, []string{"NO_COLOR=1"}, "demo")
	plain.waitFor("names that differ")
	if found := colorSequence.FindString(plain.colored()); found != "" {
		t.Errorf("with NO_COLOR the screen has the sequence %q", found)
	}
	colored := openTerminal(t, 100, 30, nil, "demo")
	colored.waitFor("names that differ")
	if colorSequence.FindString(colored.colored()) == "" {
		t.Error("without NO_COLOR the screen has no color, so this test proves nothing")
	}
}

func TestAppInASmallTerminalSaysSo(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	term := openTerminal(t, 60, 15, nil, "demo")
	term.waitFor("60×15", "80×24")
	term.tmux("resize-window", "-x", "100", "-y", "30")
	term.waitFor("names that differ")
}

// Without flags the app opens and asks for both sides.
func TestBareAppOpens(t *testing.T) {
	t.Parallel()
	term := openTerminal(t, 100, 30, nil)
	term.waitFor("Overview", "Groups")
	term.press("q")
	if status := term.waitExit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestInterruptEndsTheApp(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "requests.log")
	term := openTerminal(t, 100, 30, nil, "demo", "--log-file", file)
	term.waitFor("Review the 27 names that differ")
	term.press("C-c")
	if status := term.waitExit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	log, err := os.ReadFile(file)
	if last := checkLog(t, string(log)); err != nil || !strings.Contains(last, "msg=end status=0") ||
		!strings.Contains(string(log), `msg="LDAP bind answer"`) {
		t.Errorf("%v: the log is\n%s", err, log)
	}
}

// When the terminal closes, the demo's files are removed.
func TestClosedTerminalLeavesNothing(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	temporary := t.TempDir()
	term := openTerminal(t, 100, 30, []string{"TMPDIR=" + temporary}, "demo")
	term.waitFor("names that differ")
	count := func() int {
		files, err := os.ReadDir(temporary)
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	if count() == 0 {
		t.Fatal("the demo has no temporary folder, so this test proves nothing")
	}
	term.tmux("kill-server")
	for end := time.Now().Add(patience); count() > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the temporary folder is still there")
		}
	}
}
