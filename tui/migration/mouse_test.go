package migration

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// click presses the left button on the line with this text.
func (d *driver) click(text string) {
	d.t.Helper()
	for y, l := range strings.Split(d.view(), "\n") {
		if strings.Contains(l, text) {
			msg := tea.MouseMsg{X: 6, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
			screentest.Follow(d.m.Update(msg), d.update)
			return
		}
	}
	d.t.Fatalf("%q is not on\n%s", text, d.view())
}

func TestMouseChoosesThePathAndAStep(t *testing.T) {
	d := newDriver(t, t.TempDir(), session.Config{})
	d.click("Self-hosted SSO")
	if d.m.chooser.stage != 0 {
		t.Fatal("one click chooses the path")
	}
	d.click("Self-hosted SSO")
	d.click("JumpCloud")
	d.click("JumpCloud")
	if st := d.state(); st.Path != "self-hosted" || st.IdP != "jumpcloud" {
		t.Fatalf("chosen: %q, %q", st.Path, st.IdP)
	}
	d.click(" 5 Check that your plan")
	if d.m.currentID != "plan" || d.m.detailOpen {
		t.Fatalf("a click is on %s", d.m.currentID)
	}
	d.click(" 5 Check that your plan")
	if !d.m.detailOpen {
		t.Error("a second click does not open the step")
	}
	d.press("esc")
	d.click("Make the names exact")
	if d.m.currentID != "names-saved" {
		t.Errorf("a click on a heading is on %s, want the first step below it", d.m.currentID)
	}
}

// keyring is a keyring in memory: the system's may ask a person.
type keyring struct{ kept map[string]string }

func (k keyring) Token(string) (migrate.Secret, error)                             { return migrate.Secret{}, nil }
func (k keyring) Complete(_ migrate.Side, c migrate.Connection) migrate.Connection { return c }
func (k keyring) Keep(c migrate.Connection, s migrate.Secret) error {
	k.kept[c.Location] = s.Reveal()
	return nil
}

func TestTokenIsSavedInTheKeyringOnlyOnRequest(t *testing.T) {
	const first, second = "3f1b6c1e-2c5d-4a57-9d3e-6f0b8c2a1d44", "8d2c1f90-7a6b-4c3d-8e1f-0a9b8c7d6e5f"
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{
		"card-open":       playbook.DoneConfirmed,
		"service-answers": playbook.DoneConfirmed,
		"script-stopped":  playbook.DoneVerified, "ad-sync-off": playbook.DoneConfirmed, "names-exact": playbook.DoneVerified,
	})
	ring := keyring{map[string]string{}}
	d := newDriver(t, folder, session.Config{Secrets: ring, SCIM: migrate.Connection{
		Location: "https://es.example.com/scim/2.0",
	}})
	d.at("token")
	d.press("e", first, "enter")
	if len(ring.kept) > 0 {
		t.Fatal("the token was saved in the keyring without a request")
	}
	d.press("u", "enter", "e")
	screentest.Follow(d.m.Update(tea.KeyMsg{Type: tea.KeyCtrlK}), d.update)
	d.shows("also kept in the system's keyring")
	d.press(second, "enter")
	if ring.kept["https://es.example.com/scim/2.0"] != second {
		t.Errorf("kept: %d secrets, not the one of the endpoint", len(ring.kept))
	}
}
