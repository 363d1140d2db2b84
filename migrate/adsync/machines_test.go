package adsync

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// looking is a workspace and the looks that come into it.
type looking struct {
	t    *testing.T
	w    *workspace.Workspace
	aged time.Duration // how long ago the looks before are taken to be
}

// note takes a look at machines, as sync find and sync verify do, and returns the
// verdict on it.
func (l looking) note(fromFile bool, all ...*machine) Verdict {
	l.t.Helper()
	var looked []Looked
	for _, m := range all {
		r, err := Look(l.t.Context(), m)
		looked = append(looked, Looked{Name: m.name, Report: r, Err: err, FromFile: fromFile})
	}
	found := Judge(looked)
	if err := NoteLook(l.w.Journal(), "run", found); err != nil {
		l.t.Fatal(err)
	}
	m := remember(l.t, l.w)
	for k, s := range m.Still {
		s.Since = s.Since.Add(-l.aged)
		m.Still[k] = s
	}
	now := time.Now()
	v := Verify(now, found, m)
	if err := l.w.Update(func(s *workspace.State) error { RecordVerdict(s, v, m, now, "me"); return nil }); err != nil {
		l.t.Fatal(err)
	}
	return v
}

// stands checks the fact and the steps that hang on it.
func (l looking) stands(why, script string, disabled, stopped playbook.Status) {
	l.t.Helper()
	s := l.w.State()
	if got := s.Facts["ad_sync_script"].Value; got != script {
		l.t.Errorf("%s: the script is %s, want %s", why, got, script)
	}
	if got := s.Playbook.Steps[stepDisabled].Status; got != disabled {
		l.t.Errorf("%s: script-disabled is %q, want %q", why, got, disabled)
	}
	if got := s.Playbook.Steps[stepStopped].Status; got != stopped {
		l.t.Errorf("%s: script-stopped is %q, want %q", why, got, stopped)
	}
}

func disabledMachine(name string, at time.Time) *machine {
	m := newMachine(name, `\Sync`)
	m.now = at
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	return m
}

// Of every machine the newest look counts, and of these the worst: what is seen on
// one cannot hide what was seen on another.
func TestWorstMachineCounts(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	one, two := newMachine("SRV1", `\Sync`), disabledMachine("SRV2", noon)
	l.note(false, one)
	l.stands("SRV1 is enabled", "scheduled", "", "")
	for range 2 { // the second look is later than the interval of SRV2's task
		two.now = time.Now()
		v := l.note(false, two)
		if v.Surety != NotStopped || v.Script != "scheduled" || !strings.Contains(strings.Join(v.Reasons, "; "), `AD sync was scheduled on "SRV1"`) {
			t.Errorf("%s, %s: %q", v.Surety, v.Script, v.Reasons)
		}
		l.stands("SRV2 is disabled", "scheduled", "", "")
		l.aged = 2 * time.Hour
	}
	l.aged = 0
	one.now, one.tasks[0].Enabled, one.tasks[0].State = time.Now(), false, "disabled"
	if v := l.note(false, one, two); v.Surety != LikelyStopped || v.Script != "disabled" {
		t.Errorf("%s, %s: %q", v.Surety, v.Script, v.Reasons)
	}
	l.aged = 2 * time.Hour
	one.now, two.now = time.Now(), time.Now()
	if v := l.note(false, one, two); v.Surety != Stopped {
		t.Errorf("%s: %q", v.Surety, v.Reasons)
	}
	l.stands("both", "disabled", playbook.DoneVerified, playbook.DoneVerified)

	// One that is quiet but was left out is not called certain, and one that woke
	// up shuts the gate, whichever is looked at next.
	if v := l.note(false, two); v.Surety != LikelyStopped {
		t.Errorf("SRV1 left out: %s: %q", v.Surety, v.Reasons)
	}
	one.tasks[0].Enabled, one.tasks[0].State = true, "running"
	l.note(false, one)
	l.note(false, two)
	l.stands("SRV1 woke up", "running", playbook.Failed, playbook.Failed)
}

// A machine that could not be seen whole makes the others no better.
func TestMachineThatWasNotSeenWhole(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	one, two := newMachine("SRV1"), disabledMachine("SRV2", noon)
	one.files = []File{{Path: "z", Why: "denied"}}
	l.note(false, one)
	two.now = time.Now()
	if v := l.note(false, two); v.Surety != LikelyStopped || v.Script != "unknown" || !strings.Contains(strings.Join(v.Reasons, "; "), "not known") {
		t.Errorf("%s, %s: %q", v.Surety, v.Script, v.Reasons)
	}
	l.stands("SRV1 was not seen whole", "unknown", "", "")
}

// A machine that is no more is forgotten, until it is looked at again.
func TestMachineThatIsGone(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	one, two := newMachine("SRV1", `\Sync`), disabledMachine("SRV2", noon)
	l.note(false, one)
	l.note(false, two)
	if err := NoteGone(l.w.Journal(), "run", remember(t, l.w), "SRV9", "me"); err == nil {
		t.Error("a machine that was never looked at is gone")
	}
	if err := NoteGone(l.w.Journal(), "run", remember(t, l.w), "srv1.corp.example.com", "me"); err != nil {
		t.Fatal(err)
	}
	two.now, l.aged = time.Now(), 2*time.Hour
	if v := l.note(false, two); v.Surety != Stopped || v.Script != "disabled" {
		t.Errorf("%s, %s: %q", v.Surety, v.Script, v.Reasons)
	}
	l.note(false, one)
	l.stands("it is back", "scheduled", playbook.Failed, playbook.Failed)
}

// A result file that is older than what was seen since tells nothing; a look that
// is made now always does, even where the machine's clock was set back.
func TestOldResultChangesNothing(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	old, now := disabledMachine("SRV1", noon), newMachine("SRV1", `\Sync`)
	now.now = noon.Add(time.Hour)
	l.note(true, now)
	if v := l.note(true, old); v.Surety != NotStopped || v.Script != "scheduled" {
		t.Errorf("%s, %s: %q", v.Surety, v.Script, v.Reasons)
	}
	l.stands("the old file says disabled", "scheduled", "", "")

	quiet := disabledMachine("SRV1", noon.Add(2*time.Hour))
	l.note(true, quiet)
	awake := newMachine("SRV1", `\Sync`) // at noon
	if v := l.note(true, awake); v.Surety == Stopped || v.Script != "disabled" || !strings.Contains(strings.Join(v.Reasons, "; "), "older than the last look") {
		t.Errorf("%s, %s: %q", v.Surety, v.Script, v.Reasons)
	}
	if v := l.note(false, awake); v.Surety != NotStopped || v.Script != "scheduled" {
		t.Errorf("%s, %s: %q", v.Surety, v.Script, v.Reasons)
	}
}
