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

// chosen is a workspace with a way, in which something is done and known.
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

// The way is chosen on Migrate: it stays a trial when the others are saved, and
// that is said.
func TestWayStaysATrial(t *testing.T) {
	folder := chosen(t, func(*migration.State) {})
	d, press := sit(t, folder)
	press("space")
	if got := told(d.save()); !strings.Contains(got, "Choose the path in Migrate with p") {
		t.Errorf("saving the way alone says %q", got)
	}
	d.put(rules.PlanSCIM)
	press("space")
	shows(t, d, "* 2 not saved")
	d.saving = map[rules.Fact]string{rules.PlanSCIM: rules.Yes}
	if got := told(d.Update(session.Saved{Of: "facts"})); !strings.Contains(got,
		"except the path: choose it in Migrate with p") {
		t.Errorf("saved says %q", got)
	}
	shows(t, d, "* 1 not saved")
	if _, there := d.draft[rules.Path]; !there {
		t.Error("the way that was tried is gone")
	}
}

// An answer that comes back to what is remembered is nothing to save.
func TestToggledBackIsNothingToSave(t *testing.T) {
	folder := chosen(t, func(s *migration.State) {
		s.Facts["sso"] = migration.Fact{
			Value: "off", Grade: migration.GradeVerified, Time: time.Now().UTC(), Source: "Dashlane's public API",
		}
	})
	d, press := sit(t, folder)
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

// What a step tells is taken back there, and what was seen does not give way to
// what is said.
func TestWhatIsKnownBetterIsNotOverwritten(t *testing.T) {
	now := time.Now().UTC()
	folder := chosen(t, func(s *migration.State) {
		s.Playbook.Steps["ad-sync-off"] = playbook.Record{Status: playbook.DoneAttested, At: now, By: "alice"}
		s.Facts["sso"] = migration.Fact{
			Value: "off", Grade: migration.GradeVerified, Time: now,
			Source: "Dashlane's public API",
		}
	})
	d, press := sit(t, folder)
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

// What was seen after the screen last read the workspace counts too: an answer
// that denies it is not saved, and one that agrees leaves it as seen.
func TestWhatWasSeenMeanwhileIsNotOverwritten(t *testing.T) {
	for value, want := range map[string]string{"off": "Single sign-on can't be saved", "on": "facts"} {
		folder := chosen(t, func(*migration.State) {})
		d, press := sit(t, folder)
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

// What was seen before a step was merely said to be done is not lost either.
func TestWhatAStepHidesIsNotOverwritten(t *testing.T) {
	now := time.Now().UTC()
	folder := chosen(t, func(s *migration.State) {
		s.Facts["ad_sync_script"] = migration.Fact{
			Value: "running", Grade: migration.GradeVerified,
			Time: now.Add(-time.Hour), Source: "sync-find",
		}
		s.Playbook.Steps["script-disabled"] = playbook.Record{Status: playbook.DoneAttested, At: now}
	})
	d, press := sit(t, folder)
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

// A login holds only until something is changed, and that Set up was open when a
// step was done says nothing now.
func TestOldFactsDoNotHold(t *testing.T) {
	now := time.Now().UTC()
	d, _ := sit(t, chosen(t, func(s *migration.State) {
		s.Playbook.Steps["relogin"] = playbook.Record{Status: playbook.DoneAttested, At: now.Add(-time.Hour)}
		s.Playbook.Steps["card-open"] = playbook.Record{Status: playbook.DoneAttested, At: now.Add(time.Hour)}
		s.Facts["ad_sync"] = migration.Fact{Value: "off", Grade: migration.GradeConfirmed, Time: now}
	}))
	shows(t, d, "? Logged in again    unknown")
	shows(t, d, "? Set up unavailable unknown")
	shows(t, d, "◐ AD sync            off")
	shows(t, d, "why Set up is unavailable")
}

// In the smallest terminal all can be read, and what changes is seen.
func TestSmallestTerminalShowsAll(t *testing.T) {
	d, press := sit(t, session.Folder{Dir: t.TempDir()})
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
		words := strings.Join(strings.Fields(read), "") // a word may be broken at a hyphen
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
		t.Errorf("what follows is not seen at the top, but from %d", d.scroll)
	}
	shows(t, d, "✗ AD sync is still on")
}

// Each key that does something is in the help.
func TestHelpNamesTheKeys(t *testing.T) {
	d, _ := sit(t, session.Folder{})
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
