package migration

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// driver drives the screen on a workspace in a folder, without the rest of the app.
type driver struct {
	t      *testing.T
	s      *session.Session
	m      *Migration
	folder session.Folder
}

// number returns the number of a step on the chosen path.
func (d *driver) number(id playbook.StepID) int {
	d.t.Helper()
	return screentest.Step(d.t, d.s.Runbook.Path, d.s.Runbook.IDP, id).Number
}

func newDriver(t *testing.T, folder string, c session.Config) *driver {
	t.Helper()
	c.Workspace, c.Patience = session.Folder{Dir: folder}, time.Millisecond
	s := session.New(t.Context(), c)
	d := &driver{t, s, New(s), session.Folder{Dir: folder}}
	d.m.SetSize(100, 40)
	screentest.Follow(s.Reload(), d.update)
	return d
}

func (d *driver) update(msg tea.Msg) tea.Cmd { return tea.Batch(d.s.Update(msg), d.m.Update(msg)) }

func (d *driver) press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		if k == "esc" {
			d.m.Back()
			continue
		}
		screentest.Follow(d.m.Update(screentest.Key(k)), d.update)
	}
}

func (d *driver) view() string { return ansi.Strip(d.m.View()) }

// shows fails unless every text is on the screen, ignoring line breaks.
func (d *driver) shows(texts ...string) {
	d.t.Helper()
	v := flat(d.view())
	for _, text := range texts {
		if !strings.Contains(v, text) {
			d.t.Fatalf("%q is not on\n%s", text, d.view())
		}
	}
}

// flat joins the text of the right half of a screen into one line.
func flat(view string) string {
	var b strings.Builder
	for _, l := range strings.Split(view, "\n") {
		if at := strings.IndexAny(l, "│┃"); at >= 0 { // the border or the scroll bar
			l = l[at+len("│"):]
		}
		b.WriteString(strings.TrimLeft(l, "┃ ") + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// at moves the cursor to a step.
func (d *driver) at(id playbook.StepID) {
	d.t.Helper()
	d.m.currentID = id
	d.m.refresh()
	if v, ok := d.m.current(); !ok || v.Step.ID != id {
		d.t.Fatalf("there is no step %s", id)
	}
}

func (d *driver) state() migration.State {
	d.t.Helper()
	st, err := d.folder.Load()
	if err != nil {
		d.t.Fatal(err)
	}
	return st
}

// done records steps as done, without the screen.
func done(t *testing.T, folder string, path playbook.Path, idp playbook.IDP,
	statuses map[playbook.StepID]playbook.Status,
) {
	t.Helper()
	_, err := session.Folder{Dir: folder}.Update(func(s *migration.State) (store.Entry, error) {
		s.Path, s.IdP = path, idp
		at := time.Now()
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{}
		for id, st := range statuses {
			s.Playbook.Steps[id] = playbook.Record{Status: st, At: at, By: "another"}
		}
		if statuses["names-exact"].IsFinal() {
			migrationtest.Connect(s, migration.Comparison{Time: time.Now(), Exact: 1})
		}
		return store.Entry{Kind: "test", Text: "x"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMigrationIsResumed(t *testing.T) {
	folder := t.TempDir()
	d := newDriver(t, folder, session.Config{})
	d.shows("Which path do you use?")
	d.press("down", "enter")
	d.shows("Which identity provider", "JumpCloud")
	d.press("down", "enter")
	d.shows("Self-hosted SSO · Okta", "1. Get both admin accounts ready")
	d.press("a")
	d.shows("not verified", "I can change settings in the Dashlane Admin Console")
	d.press("enter")
	d.shows("◐ confirmed", "1 of ")
	if r := d.state().Playbook.Steps["access"]; r.Status != playbook.DoneConfirmed || r.By == "" || r.At.IsZero() {
		t.Fatalf("on the disk: %+v", r)
	}

	again := newDriver(t, folder, session.Config{})
	again.shows("Self-hosted SSO · Okta", "2. Choose the path")
	again.at("access")
	again.shows("◐ confirmed", ", by ", "result [confirmed]")
	again.press("u", "enter")
	if _, there := again.state().Playbook.Steps["access"]; there {
		t.Error("what was undone is still there")
	}
	if e := again.state().Evidence; len(e) != 2 || e[0].Grade != migration.GradeConfirmed ||
		e[1].Grade != migration.GradeUnknown {
		t.Errorf("the evidence is %+v", e)
	}
}

func TestLockedStepStaysLocked(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{
		"card-open":       playbook.DoneConfirmed,
		"service-answers": playbook.DoneConfirmed,
	})
	d := newDriver(t, folder, session.Config{})
	for _, key := range []string{"a", "e"} {
		d.at("token")
		d.press(key)
		d.shows("Locked: step", "the AD sync script isn't verified as stopped", "AD sync isn't confirmed as off",
			"the group names haven't been compared")
		d.press("!")
		d.shows("Override step", "enter a reason")
		d.press("enter", "esc")
	}
	d.at("script-stopped")
	d.press("a")
	if d.m.dialog != nil {
		t.Error("that the script has stopped can be attested")
	}
	for id := range d.state().Playbook.Steps {
		if id == "token" || id == "script-stopped" {
			t.Errorf("%s was recorded although it is locked", id)
		}
	}
	if !d.s.Entered.Token.IsZero() {
		t.Error("a token was accepted")
	}
}

func TestOverrideNeedsAReason(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "confidential", "okta", map[playbook.StepID]playbook.Status{"card-open": playbook.DoneConfirmed})
	d := newDriver(t, folder, session.Config{})
	d.at("token")
	d.press("!")
	d.shows("‼ Override step", "✗ the AD sync script isn't verified as stopped", "enter a reason")
	d.press("enter", "space", "enter")
	if len(d.state().Playbook.Forced) > 0 {
		t.Fatal("it was overridden without a reason")
	}
	d.press("test tenant", "enter")
	d.shows("‼ overridden", "‼ 1 override", "test tenant")
	st := d.state()
	if len(st.Playbook.Forced) != 1 || st.Playbook.Forced[0].Reason != "test tenant" ||
		len(st.Playbook.Forced[0].Over) < 3 {
		t.Errorf("noted: %+v", st.Playbook.Forced)
	}
	entries, err := d.folder.Entries()
	if err != nil || !strings.HasPrefix(entries[len(entries)-1].Text, "OVERRIDDEN ") {
		t.Errorf("the journal ends in %+v (%v)", entries[len(entries)-1], err)
	}
}

func TestIrreversibleStepIsTyped(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "confidential", "entra", map[playbook.StepID]playbook.Status{"access": playbook.DoneConfirmed})
	d := newDriver(t, folder, session.Config{})
	d.at("choose-path")
	d.press("a")
	d.shows("After you set up Confidential SSO", "Type: no way back")
	for _, typed := range []string{"", "no way", " bac"} {
		d.press(typed, "enter")
		if len(d.state().Playbook.Steps) > 1 {
			t.Fatalf("it was accepted with %q", typed)
		}
	}
	d.press("k", "enter")
	if r := d.state().Playbook.Steps["choose-path"]; r.Status != playbook.DoneConfirmed || r.Typed != "no way back" {
		t.Errorf("noted: %+v", r)
	}
}

func TestChangingThePathAsksFirst(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{
		"choose-path":     playbook.DoneConfirmed,
		"script-disabled": playbook.DoneConfirmed,
	})
	d := newDriver(t, folder, session.Config{})
	d.press("p", "up", "enter", "enter")
	d.shows("Change the path?", "Choose the path")
	d.press("esc", "esc", "esc")
	if d.state().Path != "self-hosted" {
		t.Fatal("the path was changed without asking")
	}
	d.press("p", "up", "enter", "enter", "enter")
	st := d.state()
	if _, there := st.Playbook.Steps["choose-path"]; there || st.Path != "confidential" ||
		st.Playbook.Steps["script-disabled"].Status != playbook.DoneConfirmed {
		t.Errorf("after the change: %s %+v", st.Path, st.Playbook.Steps)
	}
}

// An interrupted step is reported, unless another process is still running it.
func TestInterruptedStepIsReported(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "confidential", "okta", map[playbook.StepID]playbook.Status{"script-found": playbook.Running})
	release := screentest.HoldWorkspace(t, folder)
	d := newDriver(t, folder, session.Config{})
	d.at("script-found")
	d.shows("▷ running", "started by another")
	release()
	d = newDriver(t, folder, session.Config{})
	d.shows("Find the PowerShell script", "✗ failed", "it was interrupted, so it may or may not be done")
	if got := d.state().Playbook.Steps["script-found"].Status; got != playbook.Failed {
		t.Errorf("on the disk it is %s", got)
	}
}

// A change by another admin is shown, and the state on disk counts.
func TestChangeByAnotherAdmin(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "confidential", "okta", nil)
	d := newDriver(t, folder, session.Config{})
	done(t, folder, "confidential", "okta", map[playbook.StepID]playbook.Status{"access": playbook.DoneConfirmed})
	screentest.Follow(d.s.Reload(), d.update)
	d.at("access")
	d.shows("◐ confirmed", "by another")

	done(t, folder, "self-hosted", "okta", nil)
	d.at("plan")
	d.press("a", "enter")
	d.shows("someone chose another path meanwhile")
	if len(d.state().Playbook.Steps) > 0 {
		t.Error("a step of another path was recorded")
	}
}

func TestLockedWorkspaceIsReportedWhenChoosingThePath(t *testing.T) {
	folder := t.TempDir()
	release := screentest.HoldWorkspace(t, folder)
	d := newDriver(t, folder, session.Config{})
	d.m.SetSize(80, 21)
	d.press("enter", "enter")
	d.shows("another ad2scim has it open", "enter try again")
	release()
	d.press("enter")
	if st := d.state(); st.Path != "confidential" || st.IdP != "entra" {
		t.Errorf("after the lock was released: %q, %q", st.Path, st.IdP)
	}
}

// If the workspace is damaged while the app is open, the app says so.
func TestDamagedWorkspaceIsReported(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "confidential", "okta", nil)
	d := newDriver(t, folder, session.Config{})
	if err := os.WriteFile(filepath.Join(folder, "migration.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.press("r")
	d.shows("✗ can't read", "ad2scim didn't write it")
}

func TestLockedWorkspaceIsReported(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "confidential", "okta", nil)
	d := newDriver(t, folder, session.Config{})
	release := screentest.HoldWorkspace(t, folder)
	d.press("a", "enter")
	d.shows("another ad2scim has it open", "process")
	release()
	d.press("a", "enter")
	if d.state().Playbook.Steps["access"].Status != playbook.DoneConfirmed {
		t.Error("after the lock was released the step isn't recorded")
	}
}

// The token is on no screen and in no file. Only a token that the endpoint accepts is verified,
// not its format alone.
func TestTokenStaysHidden(t *testing.T) {
	const secret = "3f1b6c1e-2c5d-4a57-9d3e-6f0b8c2a1d44"
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{
		"card-open":       playbook.DoneConfirmed,
		"service-answers": playbook.DoneConfirmed,
		"script-stopped":  playbook.DoneVerified, "ad-sync-off": playbook.DoneConfirmed, "names-exact": playbook.DoneVerified,
	})
	taken := false
	d := newDriver(t, folder, session.Config{Check: func(_ context.Context, p playbook.Probe, given session.CheckInput,
		_ migrate.Report,
	) (string, error) {
		if p != playbook.ProbeToken || given.Entered.Token.Reveal() != secret {
			t.Errorf("%s uses another token", p)
		}
		if !taken {
			return "", &migrate.Problem{
				Class: migrate.BadInput, What: "no endpoint has taken it yet",
				Next: "confirm the step yourself",
			}
		}
		return "the endpoint takes it", nil
	}})
	d.at("token")
	d.press("e", "DLP_"+secret)
	d.shows("public API")
	d.press("enter")
	if !d.s.Entered.Token.IsZero() {
		t.Fatal("a key of the public API was accepted")
	}
	d.press("esc", "e", secret)
	if v := d.view(); strings.Contains(v, secret[:4]) {
		t.Errorf("the token is shown:\n%s", v)
	}
	d.shows(strings.Repeat("•", len(secret))) // hidden, as in every form
	d.press("enter")
	d.shows("○ open", "no endpoint has taken it yet")
	taken = true
	d.press("v")
	d.shows("● verified", ", by ad2scim")
	if d.s.Entered.Token.Reveal() != secret {
		t.Error("the token is not in memory")
	}
	err := filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), secret[:8]) {
			t.Errorf("the token is in %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(d.view(), secret[:4]) {
		t.Error("the token is shown afterwards")
	}
}

// Leaving a confirmed path that can't be undone needs the typed words and a reason, which is
// recorded.
func TestLeavingAnIrreversiblePathIsTyped(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "confidential", "okta", map[playbook.StepID]playbook.Status{"access": playbook.DoneConfirmed})
	d := newDriver(t, folder, session.Config{})
	d.at("choose-path")
	d.press("a", "no way back", "enter")
	d.press("p", "down", "enter", "enter", "enter")
	d.shows("Override: choose another path", "Confidential was confirmed by typing", "Type: no way back",
		"enter a reason")
	d.press("enter")
	if st := d.state(); st.Path != "confidential" {
		t.Fatal("the path was left without the typed words")
	}
	d.press("nothing is set up yet")
	screentest.Follow(d.m.Update(tea.KeyMsg{Type: tea.KeyTab}), d.update)
	d.press("no way back", "enter")
	st := d.state()
	if st.Path != "self-hosted" || len(st.Playbook.Forced) != 1 ||
		st.Playbook.Forced[0].Reason != "nothing is set up yet" {
		t.Errorf("%s %+v\n%s", st.Path, st.Playbook.Forced, d.view())
	}
}

// A key pressed while a step is saved isn't lost, but it doesn't answer a question that opens
// afterwards.
func TestKeysWhileAStepIsSaved(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{})
	d.at("access")
	d.press("a")
	save := d.m.Update(screentest.Key("enter"))
	for _, k := range []string{"n", "a", "enter"} {
		if cmd := d.m.Update(screentest.Key(k)); cmd != nil {
			t.Fatalf("%s was taken before the step was saved", k)
		}
	}
	screentest.Follow(save, d.update)
	d.shows("Confirm step 2")
	if n := len(d.state().Playbook.Steps); n != 1 {
		t.Errorf("%d steps are noted", n)
	}
}
