package doctor

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	rules "ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/keys"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// chosen returns a workspace with a path, in which some steps are done.
func chosen(t *testing.T, change func(*migration.State)) session.Folder {
	t.Helper()
	folder := session.Folder{Dir: t.TempDir()}
	w, err := migration.Open(folder.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	err = w.Update(func(s *migration.State) error {
		if _, err := s.Choose(playbook.SelfHosted, playbook.Okta, playbook.StepUpdate{}); err != nil {
			return err
		}
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{}
		change(s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// put moves the cursor to a fact.
func (d *Doctor) put(k rules.Fact) {
	for i, fact := range rules.AllFacts() {
		if fact == k {
			d.table.MoveTo(i)
		}
	}
}

// The path is chosen in Migrate: here it stays unsaved when the other answers are saved, and
// the notice says so.
func TestPathIsNotSaved(t *testing.T) {
	folder := chosen(t, func(*migration.State) {})
	d, press := newScreen(t, folder)
	press("space")
	if got := noticeOf(d.save()); !strings.Contains(got, "Choose the path in Migrate with p") {
		t.Errorf("saving only the path says %q", got)
	}
	d.put(rules.PlanSCIM)
	press("space")
	shows(t, d, "* 2 not saved")
	d.saving = map[rules.Fact]string{rules.PlanSCIM: rules.Yes}
	if got := noticeOf(d.Update(session.Saved{Of: "facts"})); !strings.Contains(got,
		"except the path: choose it in Migrate with p") {
		t.Errorf("saved says %q", got)
	}
	shows(t, d, "* 1 not saved")
	if _, there := d.draft[rules.Path]; !there {
		t.Error("the unsaved path is gone")
	}
}

// An answer that is toggled back to the saved one needs no saving.
func TestToggledBackIsNothingToSave(t *testing.T) {
	folder := chosen(t, func(s *migration.State) {
		s.Facts["sso"] = migration.Fact{
			Value: "off", Grade: migration.GradeVerified, Time: time.Now().UTC(), Source: "Dashlane's public API",
		}
	})
	d, press := newScreen(t, folder)
	d.put(rules.SSO)
	for range rules.SSO.Answers() {
		press("right")
		shows(t, d, "* 1 not saved")
	}
	press("right")
	if len(d.draft) > 0 || strings.Contains(ansi.Strip(d.View()), "not saved") {
		t.Errorf("%v isn't saved:\n%s", d.draft, ansi.Strip(d.View()))
	}
}

// A fact from a step is undone at that step, and a verified fact isn't replaced by an answer.
func TestVerifiedFactIsNotOverwritten(t *testing.T) {
	now := time.Now().UTC()
	folder := chosen(t, func(s *migration.State) {
		s.Playbook.Steps["ad-sync-off"] = playbook.Record{Status: playbook.DoneConfirmed, At: now, By: "alice"}
		s.Facts["sso"] = migration.Fact{
			Value: "off", Grade: migration.GradeVerified, Time: now,
			Source: "Dashlane's public API",
		}
	})
	d, press := newScreen(t, folder)
	d.put(rules.ADSync)
	press("left", "a")
	if d.draft[rules.ADSync] != "" || len(d.draft) != 1 {
		t.Fatalf("the draft is %v", d.draft)
	}
	shows(t, d, "AD sync can't be removed here")
	shows(t, d, "it comes from step")
	press("u")
	d.put(rules.SSO)
	press("right", "right", "a")
	shows(t, d, "Single sign-on can't be saved")
	shows(t, d, "run the check again with v in")
	st, err := folder.Load()
	if err != nil || st.Facts["sso"].Value != "off" || st.Facts["sso"].Grade != migration.GradeVerified {
		t.Errorf("%+v, %v", st.Facts, err)
	}
}

// A verification after the screen was loaded counts too: a contradicting answer isn't saved,
// and an agreeing one leaves it verified.
func TestLaterVerificationIsNotOverwritten(t *testing.T) {
	for value, want := range map[string]string{"off": "Single sign-on can't be saved", "on": "facts"} {
		folder := chosen(t, func(*migration.State) {})
		d, press := newScreen(t, folder)
		d.put(rules.SSO)
		for d.draft[rules.SSO] != value {
			press("space")
		}
		_, err := folder.Update(func(s *migration.State) (store.Entry, error) {
			s.Facts["sso"] = migration.Fact{
				Value: "on", Grade: migration.GradeVerified, Time: time.Now().UTC(),
				Source: "Dashlane's public API",
			}
			return store.Entry{Kind: "test", Text: "a look"}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		press("a")
		shows(t, d, want)
		st, err := folder.Load()
		if err != nil || st.Facts["sso"].Value != "on" || st.Facts["sso"].Grade != migration.GradeVerified {
			t.Errorf("%s: %+v, %v", value, st.Facts["sso"], err)
		}
	}
}

// A verified fact isn't lost when a step is confirmed later.
func TestFactBehindAStepIsNotOverwritten(t *testing.T) {
	now := time.Now().UTC()
	folder := chosen(t, func(s *migration.State) {
		s.Facts["ad_sync_script"] = migration.Fact{
			Value: "running", Grade: migration.GradeVerified,
			Time: now.Add(-time.Hour), Source: "sync-find",
		}
		s.Playbook.Steps["script-disabled"] = playbook.Record{Status: playbook.DoneConfirmed, At: now}
	})
	d, press := newScreen(t, folder)
	d.put(rules.ADSyncScript)
	for d.draft[rules.ADSyncScript] != "absent" {
		press("space")
	}
	press("a")
	shows(t, d, "AD sync script can't be saved")
	if st, err := folder.Load(); err != nil || st.Facts["ad_sync_script"].Value != "running" {
		t.Errorf("%+v, %v", st.Facts, err)
	}
}

// A fact about the login holds only until the next change, and an old fact that Set up was
// available no longer counts.
func TestOldFactsDoNotCount(t *testing.T) {
	now := time.Now().UTC()
	d, _ := newScreen(t, chosen(t, func(s *migration.State) {
		s.Playbook.Steps["relogin"] = playbook.Record{Status: playbook.DoneConfirmed, At: now.Add(-time.Hour)}
		s.Playbook.Steps["card-open"] = playbook.Record{Status: playbook.DoneConfirmed, At: now.Add(time.Hour)}
		s.Facts["ad_sync"] = migration.Fact{Value: "off", Grade: migration.GradeConfirmed, Time: now}
	}))
	shows(t, d, "? Logged in again    unknown")
	shows(t, d, "? Set up unavailable unknown")
	shows(t, d, "◐ AD sync            off")
	shows(t, d, "why Set up is unavailable")
}

// In the smallest terminal, everything can be read and changes are visible.
func TestSmallestTerminalShowsAll(t *testing.T) {
	d, press := newScreen(t, session.Folder{Dir: t.TempDir()})
	const width, height = 80, 20
	d.SetSize(width, height)
	for _, k := range rules.AllFacts() {
		d.put(k)
		d.questionScroll = 0
		read := ""
		for range 10 {
			lines := strings.Split(ansi.Strip(d.View()), "\n")
			for _, l := range lines[questionTop:] {
				left, _, _ := strings.Cut(l, "│")
				read += " " + left
			}
			d.Update(tea.KeyMsg{Type: tea.KeyPgDown})
			screentest.CheckGrid(t, d.View(), width, height)
		}
		words := strings.Join(strings.Fields(read), "") // words may be broken at hyphens
		for _, w := range strings.Fields(k.Question().HowToFind) {
			if !strings.Contains(words, strings.Trim(w, ".")) {
				t.Errorf("%s: %q is nowhere in %s", k, w, words)
			}
		}
	}
	d.Update(tea.KeyMsg{Type: tea.KeyHome})
	for range 200 {
		press("]")
	}
	most := d.scroll
	shows(t, d, "↑ [ more")
	if press("["); d.scroll != most-1 || most == 0 {
		t.Errorf("from the end, %d, one up is %d", most, d.scroll)
	}
	d.put(rules.ADSync)
	press("right", "right")
	if d.scroll != 0 {
		t.Errorf("the findings are scrolled to %d and not to the top", d.scroll)
	}
	shows(t, d, "✗ AD sync is still on")
}

// The help lists every key that does something.
func TestHelpNamesTheKeys(t *testing.T) {
	d, _ := newScreen(t, session.Folder{})
	all := ""
	for _, column := range d.FullHelp() {
		for _, b := range column {
			all += b.Help().Key + " "
		}
	}
	for _, k := range []string{"space", "←", "→", keys.PageDown.Help().Key} {
		if !strings.Contains(all, k) {
			t.Errorf("%s is not in the help: %s", k, all)
		}
	}
}
