package migration

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// newNarrowDriver opens the screen in the smallest window.
func newNarrowDriver(t *testing.T, path playbook.Path, idp playbook.IDP, statuses map[playbook.StepID]playbook.Status,
	c session.Config,
) *driver {
	t.Helper()
	folder := t.TempDir()
	done(t, folder, path, idp, statuses)
	d := newDriver(t, folder, c)
	d.m.SetSize(80, 21)
	return d
}

// The words that confirm a step that can't be undone are asked for only below the reason.
func TestReasonIsAlwaysVisible(t *testing.T) {
	why := "After you set up Confidential SSO, you can't change to self-hosted SSO or self-hosted SCIM."
	d := newNarrowDriver(t, "confidential", "entra", map[playbook.StepID]playbook.Status{"access": playbook.DoneConfirmed},
		session.Config{})
	for _, size := range [][2]int{{80, 21}, {100, 45}, {160, 47}} {
		d.m.SetSize(size[0], size[1])
		d.at("choose-path")
		d.press("a")
		d.shows(why, "Type: no way back", "esc cancel")
		for range 5 {
			d.press("down")
			d.shows(why, "Type: no way back")
		}
		d.press("esc")
	}
	d = newNarrowDriver(t, "confidential", "entra", nil, session.Config{})
	d.at("choose-path")
	d.press("!")
	d.shows(why, "Type: no way back", "Reason (it goes into the report)")
}

func TestDialogScrollsByPagesAndByTheWheel(t *testing.T) {
	d := newNarrowDriver(t, "confidential", "entra", nil, session.Config{})
	d.at("access")
	long := &dialog{title: "long", action: "yes", run: func(*dialog) tea.Cmd { return nil }}
	for range 60 {
		long.text = append(long.text, paragraph{text: "a line"})
	}
	d.m.open(long)
	after := func(msg tea.Msg) int { d.m.Update(msg); d.view(); return long.scroll }
	if at := after(tea.KeyMsg{Type: tea.KeyPgDown}); at < 5 {
		t.Errorf("a page is %d lines", at)
	}
	at := long.scroll
	if now := after(tea.MouseMsg{X: 50, Y: 10, Button: tea.MouseButtonWheelDown}); now != at+wheel {
		t.Errorf("the wheel scrolls from %d to %d", at, now)
	}
	after(tea.MouseMsg{X: 50, Y: 10, Button: tea.MouseButtonWheelUp})
	if now := after(tea.KeyMsg{Type: tea.KeyPgUp}); now != 0 {
		t.Errorf("back on %d", now)
	}
}

// A question that doesn't fit names the key that scrolls it, in the footer too.
func TestKeyThatScrollsAQuestionIsNamed(t *testing.T) {
	d := newNarrowDriver(t, "confidential", "okta", nil, session.Config{})
	listed := func() string {
		d.view()
		out := ""
		for _, b := range d.m.ShortHelp() {
			out += b.Help().Key + " " + b.Help().Desc + "  "
		}
		return out
	}
	d.at("idp-connection")
	d.press("!")
	d.shows("Override", "↓ more", "↑/↓ scroll", "esc cancel")
	if help := listed(); !strings.Contains(help, "↑/↓ scroll") {
		t.Errorf("the footer lists %q", help)
	}
	d.m.SetSize(160, 47)
	if help := listed(); strings.Contains(help, "scroll") {
		t.Errorf("where all is seen the footer lists %q", help)
	}
}

func TestSmallestWindowIsComplete(t *testing.T) {
	statuses := map[playbook.StepID]playbook.Status{
		"access": playbook.DoneVerified, "choose-path": playbook.DoneConfirmed,
		"plan": playbook.Failed,
	}
	d := newNarrowDriver(t, "confidential", "entra", statuses, session.Config{
		Check: func(context.Context, playbook.Probe, session.CheckInput, migrate.Report) (string, error) {
			return "", errors.New("an offer")
		},
	})
	head := strings.SplitN(d.view(), "\n", 2)[0]
	if !strings.Contains(head, fmt.Sprintf("2 of %d done  ● 1  ◐ 1  ✗ 1", len(d.m.session.Steps))) ||
		strings.Contains(head, "1  …") {
		t.Errorf("the head is %q", head)
	}
	d.at("plan")
	d.shows("u undo")
	d.press("enter", "]", "]", "]", "]", "]", "]", "]", "]", "]", "]")
	d.shows("result [failed]")
}

// Every key in the help does something or says why it doesn't.
func TestKeyThatDoesNothingSaysSo(t *testing.T) {
	d := newNarrowDriver(t, "confidential", "entra", map[playbook.StepID]playbook.Status{
		"choose-path": playbook.DoneConfirmed,
	},
		session.Config{})
	d.at("access")
	for k, want := range map[string]string{
		"v": "this step can't be checked automatically: press a to confirm it yourself",
		"u": "nothing is recorded for this step",
		"!": "nothing locks this step",
		"e": "this step needs no token",
	} {
		cmd := d.m.Update(screentest.Key(k))
		if cmd == nil {
			t.Errorf("%s says nothing", k)
			continue
		}
		if n, ok := cmd().(screen.Notice); !ok || !n.Wrong || !strings.Contains(n.Text, want) {
			t.Errorf("%s says %+v", k, n)
		}
	}
}

func TestHelpListsWhatWorksNow(t *testing.T) {
	listed := func(m *Migration) string {
		var out []string
		for _, g := range m.FullHelp() {
			for _, b := range g {
				out = append(out, b.Help().Key+" "+b.Help().Desc)
			}
		}
		return strings.Join(out, "\n")
	}
	d := newDriver(t, t.TempDir(), session.Config{})
	if help := listed(d.m); !strings.Contains(help, "choose this") || strings.Contains(help, "run the check") {
		t.Errorf("while path chosen help lists\n%s", help)
	}
	d = newNarrowDriver(t, "confidential", "entra", nil, session.Config{})
	if help := listed(d.m); !strings.Contains(help, "run the check") || strings.Contains(help, "identity provider") {
		t.Errorf("without a provider to open help lists\n%s", help)
	}
}
