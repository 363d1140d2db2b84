package adsync

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// looking is a workspace and the looks that come into it.
type looking struct {
	t    *testing.T
	w    *migration.Workspace
	aged time.Duration // how long ago the looks before are taken to be
}

// note takes a look at machines, as sync find and sync verify do, and returns the
// verdict on it.
func (l looking) note(fromFile bool, all ...*machine) Verdict {
	l.t.Helper()
	var looked []ScanResult
	for _, m := range all {
		r, err := Scan(l.t.Context(), m)
		looked = append(looked, ScanResult{Name: m.name, Report: r, Err: err, FromFile: fromFile})
	}
	found := Assess(looked, remember(l.t, l.w))
	if err := NoteScan(l.w.Journal(), "run", found); err != nil {
		l.t.Fatal(err)
	}
	m := remember(l.t, l.w)
	for k, s := range m.Idle {
		s.Since = s.Since.Add(-l.aged)
		m.Idle[k] = s
	}
	now := time.Now()
	v := Verify(now, found, m)
	if err := l.w.Update(func(s *migration.State) error { RecordVerdict(s, v, m, now, "me"); return nil }); err != nil {
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
	if got := s.Playbook.Steps[playbook.StepScriptDisabled].Status; got != disabled {
		l.t.Errorf("%s: script-disabled is %q, want %q", why, got, disabled)
	}
	if got := s.Playbook.Steps[playbook.StepScriptStopped].Status; got != stopped {
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
		if v.Certainty != NotStopped || v.Script != "scheduled" || !strings.Contains(strings.Join(v.Reasons, "; "),
			"AD sync was scheduled on “SRV1”") {
			t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
		}
		l.stands("SRV2 is disabled", "scheduled", "", "")
		l.aged = 2 * time.Hour
	}
	l.aged = 0
	one.now, one.tasks[0].Enabled, one.tasks[0].State = time.Now(), false, "disabled"
	if v := l.note(false, one, two); v.Certainty != LikelyStopped || v.Script != "disabled" {
		t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
	}
	l.aged = 2 * time.Hour
	one.now, two.now = time.Now(), time.Now()
	if v := l.note(false, one, two); v.Certainty != Stopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
	l.stands("both", "disabled", playbook.DoneVerified, playbook.DoneVerified)

	// One that is quiet but was left out is not called certain, and one that woke
	// up shuts the gate, whichever is looked at next.
	if v := l.note(false, two); v.Certainty != LikelyStopped {
		t.Errorf("SRV1 left out: %s: %q", v.Certainty, v.Reasons)
	}
	one.tasks[0].Enabled, one.tasks[0].State = true, "running"
	l.note(false, one)
	l.note(false, two)
	l.stands("SRV1 woke up", "running", playbook.Failed, playbook.Failed)
}

// A task of AD sync that is found after all was certain shuts the gate until it has
// stood still too; an old result, or a machine that does not answer, does not.
func TestFoundAfterAllWasCertain(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	begun := time.Now().UTC().Truncate(time.Second).Add(-2 * time.Hour)
	one, two := disabledMachine("SRV1", begun), disabledMachine("SRV2", begun)
	l.note(true, one)
	l.aged, one.now = 2*time.Hour, begun.Add(2*time.Hour)
	l.note(true, one)
	l.stands("SRV1", "disabled", playbook.DoneVerified, playbook.DoneVerified)
	if at := l.w.State().Playbook.Steps[playbook.StepScriptStopped].At; !at.Equal(one.now) {
		t.Errorf("it is evidence of %v, want %v", at, one.now)
	}
	old := disabledMachine("SRV1", begun.Add(time.Minute))
	l.note(true, old)
	l.stands("an old result", "disabled", playbook.DoneVerified, playbook.DoneVerified)
	one.name = ""
	l.note(false, one)
	if got := l.w.State().Playbook.Steps[playbook.StepScriptStopped].Status; got != playbook.DoneVerified {
		t.Errorf("no answer: %s", got)
	}
	l.aged = 0
	l.note(false, two)
	if got := l.w.State().Playbook.Steps[playbook.StepScriptStopped].Status; got != playbook.Failed {
		t.Errorf("SRV2: %s", got)
	}
}

// A look that saw less than the one before takes nothing away, and one that did not
// see a task does not make a run of what it saw before; a machine that was never seen
// whole does take something away, and so does a policy that brings the task back.
func TestLookThatSawLess(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := disabledMachine("SRV1", noon)
	l.note(false, m)
	l.aged = 2 * time.Hour
	l.note(false, m)
	l.stands("all was seen", "disabled", playbook.DoneVerified, playbook.DoneVerified)
	task := m.tasks
	m.tasks, m.files = nil, []File{{Path: "z", Why: "denied"}}
	if v := l.note(false, m); v.Certainty == Stopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
	l.stands("less was seen", "disabled", playbook.DoneVerified, playbook.DoneVerified)
	m.tasks, m.files = task, []File{{Path: scriptPath, Readable: true, Evidence: newMachine("x").files[0].Evidence}}
	if v := l.note(false, m); v.Certainty != Stopped {
		t.Errorf("all was seen again: %s: %q", v.Certainty, v.Reasons)
	}
	m.policy = []string{`\Sync`}
	l.note(false, m)
	l.stands("a policy enables it", "disabled", playbook.DoneVerified, playbook.Failed)
	m.policy = nil
	l.note(false, m)
	other := newMachine("SRV2")
	other.files = []File{{Path: "z", Why: "denied"}}
	l.note(false, other)
	l.stands("another was never seen whole", "unknown", playbook.DoneVerified, playbook.Failed)
}

// A task that was hidden from a look without rights has not run when it is seen
// again.
func TestTaskThatWasHidden(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := newMachine("SRV1", `\Sync`)
	l.note(false, m)
	task := m.tasks
	m.tasks, m.files = nil, []File{{Path: "z", Why: "denied"}}
	l.note(false, m)
	if still := remember(t, l.w).Idle; len(still) > 0 {
		t.Errorf("what is hidden is said to stand still: %v", still)
	}
	m.tasks, m.files = task, newMachine("x").files
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	if v := l.note(false, m); v.Certainty != LikelyStopped || v.Until.IsZero() {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
	m.tasks[0].Enabled = true
	l.note(false, m)
	m.tasks = nil // it is gone, and comes back disabled
	l.note(false, m)
	m.tasks = task
	m.tasks[0].Enabled = false
	if v := l.note(false, m); v.Certainty != LikelyStopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
}

// What a clock noted that was ahead holds up nothing.
func TestClockThatWasAhead(t *testing.T) {
	folder := t.TempDir()
	l := looking{t, openWorkspace(t, folder), 0}
	m := disabledMachine("SRV1", noon)
	l.note(false, m)
	ahead := time.Now().UTC().AddDate(0, 0, 2)
	update(t, l.w, func(s *migration.State) {
		r := s.Playbook.Steps[playbook.StepScriptDisabled]
		r.At = ahead
		s.Playbook.Steps[playbook.StepScriptDisabled], s.Playbook.Steps[playbook.StepScriptStopped] = r, playbook.Record{
			Status: playbook.DoneVerified,
			At:     ahead,
		}
		s.Facts["ad_sync_script"] = migration.Fact{Value: "disabled", Grade: migration.GradeVerified, Time: ahead}
	})
	journal := filepath.Join(folder, "journal.ndjson")
	lines, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	l.w.Close()
	year := time.Now().UTC().Format(time.DateOnly)
	if err := os.WriteFile(journal, bytes.ReplaceAll(lines, []byte(`"time":"`+year),
		[]byte(`"time":"`+ahead.Format(time.DateOnly))), 0o600); err != nil {
		t.Fatal(err)
	}
	l.w = openWorkspace(t, folder)
	if since := remember(t, l.w).Idle[TaskKey{"SRV1", `\Sync`}].Since; !since.Equal(noon) {
		t.Fatalf("it is idle by this program's clock, not by its host's: %v", since)
	}
	l.aged = 2 * time.Hour
	if v := l.note(false, m); v.Certainty != Stopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
	if r := l.w.State().Playbook.Steps[playbook.StepScriptStopped]; r.At.After(time.Now()) {
		t.Errorf("it is noted as seen at %v", r.At)
	}
}

// A machine that could not be seen whole makes the others no better.
func TestMachineThatWasNotSeenWhole(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	one, two := newMachine("SRV1"), disabledMachine("SRV2", noon)
	one.files = []File{{Path: "z", Why: "denied"}}
	l.note(false, one)
	two.now = time.Now()
	if v := l.note(false, two); v.Certainty != LikelyStopped || v.Script != "unknown" ||
		!strings.Contains(strings.Join(v.Reasons, "; "), "not known") {
		t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
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
	if v := l.note(false, two); v.Certainty != Stopped || v.Script != "disabled" {
		t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
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
	if v := l.note(true, old); v.Certainty != NotStopped || v.Script != "scheduled" {
		t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
	}
	l.stands("the old file says disabled", "scheduled", "", "")

	quiet := disabledMachine("SRV1", noon.Add(2*time.Hour))
	l.note(true, quiet)
	awake := newMachine("SRV1", `\Sync`) // at noon
	if v := l.note(true, awake); v.Certainty == Stopped || v.Script != "disabled" ||
		!strings.Contains(strings.Join(v.Reasons, "; "), "older than its last scan") {
		t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
	}
	if v := l.note(false, awake); v.Certainty != NotStopped || v.Script != "scheduled" {
		t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
	}
}

// A task that was disabled by name stays under watch, though nothing but that
// speaks for it; and what was AD sync still is once its script was moved away.
func TestTaskThatLooksLikeAnother(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := newMachine("SRV1", `\Nightly`)
	m.tasks[0].Files = nil
	report, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Apply(t.Context(), m, l.w.Journal(), "r", StopPlan(report, Memory{}, "SRV1", []TaskName{`\nightly`},
		false)); err != nil {
		t.Fatal(err)
	}
	if v := l.note(false, m); v.Certainty != LikelyStopped || v.Until.IsZero() {
		t.Errorf("at once: %s: %q", v.Certainty, v.Reasons)
	}
	m.tasks[0].Enabled = true
	if v := l.note(false, m); v.Certainty != NotStopped || v.Script != "scheduled" {
		t.Errorf("enabled again: %s, %s: %q", v.Certainty, v.Script, v.Reasons)
	}
	if in := StopPlan(report, remember(t, l.w), "SRV1", nil, false); len(in.Tasks) != 1 {
		t.Errorf("it is not in the plan: %v", in)
	}
	m.tasks[0].Enabled, l.aged = false, 48*time.Hour
	l.note(false, m)
	if v := l.note(false, m); v.Certainty != LikelyStopped || !strings.Contains(strings.Join(v.Reasons, "; "),
		"no sign of AD sync except that you named them") {
		t.Errorf("disabled for long, and never seen to be AD sync: %s: %q", v.Certainty, v.Reasons)
	}
	m.tasks, l.aged = nil, 0
	if v := l.note(false, m); v.Certainty != LikelyStopped || !strings.Contains(v.Reasons[0], "is gone") {
		t.Errorf("gone: %s: %q", v.Certainty, v.Reasons)
	}
	l.aged = 48 * time.Hour
	if v := l.note(false, m); v.Certainty != LikelyStopped || !strings.Contains(strings.Join(v.Reasons, "; "),
		"no sign of AD sync except that you named them") {
		t.Errorf("long gone, and never seen to be AD sync: %s: %q", v.Certainty, v.Reasons)
	}
	m.tasks = []Task{syncTask(`\Nightly`)} // with AD sync's script
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	l.note(false, m)
	if v := l.note(false, m); v.Certainty != Stopped {
		t.Errorf("it was AD sync: %s: %q", v.Certainty, v.Reasons)
	}
}

// A candidate that is disabled by name is AD sync by what was seen and said
// together.
func TestPossibleTaskThatIsNamed(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := newMachine("SRV1", `\Dashlane`)
	m.tasks[0].Files, m.tasks[0].Evidence = nil, []Evidence{{Kind: kindDashlane}}
	l.note(false, m)
	report, _ := Scan(t.Context(), m)
	if _, err := Apply(t.Context(), m, l.w.Journal(), "r", StopPlan(report, remember(t, l.w), "SRV1",
		[]TaskName{`\Dashlane`}, false)); err != nil {
		t.Fatal(err)
	}
	l.aged = 48 * time.Hour
	if v := l.note(false, m); v.Certainty != Stopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
}

// A result by hand of tasks that no look saw waits for as long as what tells no
// interval.
func TestStoppedByHandUnseen(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	c := &Change{
		Host: "SRV1", Action: "stop", Time: Moment{time.Now()},
		Tasks: []TaskChange{{Path: `\Sync`, Done: true, Before: &Standing{Enabled: true}, After: &Standing{}}},
	}
	if err := NoteChange(l.w.Journal(), "r", c, false); err != nil {
		t.Fatal(err)
	}
	m := newMachine("SRV1", `\Sync`)
	m.tasks = nil
	l.aged = 23 * time.Hour
	if v := l.note(false, m); v.Certainty != LikelyStopped || v.Until.IsZero() {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
}

// AD sync that runs as a service alone stands still as a task does; one that
// anything can start is never certain, and none is while it is on its way.
func TestService(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := newMachine("SRV1", `\Sync`)
	m.tasks = nil
	service := func(start, state string) {
		m.services = []WindowsService{{Name: "ADSync", Start: start, State: state, Files: []string{scriptPath}}}
		l.aged = 48 * time.Hour
	}
	for _, c := range []struct {
		start, state string
		want         Certainty
		script       string
	}{
		{"auto", "running", NotStopped, "running"},
		{"auto", "stopped", NotStopped, "scheduled"},
		{"manual", "stopped", LikelyStopped, "unknown"},
		{"disabled", "stop pending", NotStopped, "running"},
		{"manual", "paused", NotStopped, "running"},
		{"disabled", "stopped", Stopped, "disabled"},
	} {
		service(c.start, c.state)
		if c.want == Stopped { // nothing tells when it would start next
			l.note(false, m)
			if v := l.note(false, m); v.Certainty != LikelyStopped || !v.Until.IsZero() {
				t.Errorf("without the Admin Console's date: %s: %q", v.Certainty, v.Reasons)
			}
			read := ConsoleReading{Read: time.Now().Add(25 * time.Hour), Says: noon.Add(-48 * time.Hour)}
			if err := NoteConsole(l.w.Journal(), "r", read); err != nil {
				t.Fatal(err)
			}
		}
		l.note(false, m)
		if v := l.note(false, m); v.Certainty != c.want || v.Script != c.script {
			t.Errorf("%s, %s: %s, %s: %q", c.start, c.state, v.Certainty, v.Script, v.Reasons)
		}
	}
	m.services = nil
	if v := l.note(false, m); v.Certainty != Stopped || v.Grade != gradeConfirmed ||
		!strings.Contains(strings.Join(v.Reasons, "; "),
			"the service “ADSync” on “SRV1” is gone") {
		t.Errorf("gone: %s: %q", v.Certainty, v.Reasons)
	}
	service("manual", "stopped")
	l.note(false, m)
	if v := l.note(false, m); v.Certainty != LikelyStopped || !strings.Contains(strings.Join(v.Reasons, "; "),
		"can still be started") {
		t.Errorf("manual: %s: %q", v.Certainty, v.Reasons)
	}
}

// An older look is no news of a change: neither a result file from before it, nor
// a look that had begun when it was noted.
func TestLookFromBeforeAChange(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	l.note(true, newMachine("SRV1", `\Sync`)) // at noon
	began := time.Now()
	c := &Change{
		Host: "SRV1", Action: "resume", Time: Moment{noon.Add(2 * time.Hour)},
		Tasks: []TaskChange{{Path: `\Sync`, Done: true, Before: &Standing{}, After: &Standing{Enabled: true}}},
	}
	if err := NoteChange(l.w.Journal(), "r", c, false); err != nil {
		t.Fatal(err)
	}
	if v := l.note(true, disabledMachine("SRV1", noon.Add(time.Hour))); v.Script != "scheduled" {
		t.Errorf("a result from before it: %s: %q", v.Script, v.Reasons)
	}
	slow := disabledMachine("SRV1", noon.Add(3*time.Hour))
	r, err := Scan(t.Context(), slow)
	if err != nil {
		t.Fatal(err)
	}
	found := Assess([]ScanResult{{Name: "SRV1", Report: r, began: began}}, remember(t, l.w))
	if err := NoteScan(l.w.Journal(), "r", found); err != nil {
		t.Fatal(err)
	}
	if got := remember(t, l.w).Script(); got != "scheduled" {
		t.Errorf("a look that began before it: %s", got)
	}
	found = Assess([]ScanResult{{Name: "SRV1", Report: r, began: time.Now()}}, remember(t, l.w))
	if err := NoteScan(l.w.Journal(), "r", found); err != nil {
		t.Fatal(err)
	}
	if got := remember(t, l.w).Script(); got != "disabled" {
		t.Errorf("a look after it: %s", got)
	}
}

// What ran although it was disabled shuts the gate again, until it has stood still
// for another interval.
func TestRanOnceMore(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := disabledMachine("SRV1", noon)
	l.note(false, m)
	l.aged = 2 * time.Hour
	if v := l.note(false, m); v.Certainty != Stopped {
		t.Fatalf("%s: %q", v.Certainty, v.Reasons)
	}
	m.tasks[0].LastRun = Moment{noon.Add(time.Hour)}
	l.aged = 0
	for range 2 {
		if v := l.note(false, m); v.Certainty != NotStopped || !strings.Contains(v.Reasons[0], "ran once more") {
			t.Errorf("%s: %q", v.Certainty, v.Reasons)
		}
	}
	l.stands("it ran", "disabled", playbook.DoneVerified, playbook.Failed)
	l.aged = 23 * time.Hour // what starts it may come by once a day
	if v := l.note(false, m); v.Certainty != NotStopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
	l.aged = 25 * time.Hour
	if v := l.note(false, m); v.Certainty != Stopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
}

// So does one that had never run.
func TestRanForTheFirstTime(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := disabledMachine("SRV1", noon)
	m.tasks[0].LastRun = Moment{}
	l.note(false, m)
	m.tasks[0].LastRun = Moment{noon.Add(time.Hour)}
	if v := l.note(false, m); v.Certainty != NotStopped || !strings.Contains(v.Reasons[0], "ran once more") {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
}

// Machines of one name in two domains are two; where a domain is not told, it does
// not count.
func TestMachinesOfOneName(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	a, b := newMachine("SRV1", `\Sync`), disabledMachine("SRV1", noon)
	a.domain, b.domain = "a.example.com", "b.example.com"
	l.note(false, a)
	l.aged = 2 * time.Hour
	for range 2 {
		if v := l.note(false, b); v.Certainty != NotStopped || v.Script != "scheduled" {
			t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
		}
	}
	if _, err := Apply(t.Context(), a, l.w.Journal(), "r", plan(t, a)); err != nil {
		t.Fatal(err)
	}
	m := remember(t, l.w)
	if on := ResumePlan(m, "SRV1.b.example.com", ""); len(on.Tasks) != 0 {
		t.Errorf("to come back on the other: %v", on)
	}
	for _, name := range []string{"SRV1.a.example.com", "srv1"} {
		if on := ResumePlan(m, name, ""); len(on.Tasks) != 1 {
			t.Errorf("%s: to come back: %v", name, on)
		}
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{{"SRV1", "srv1.a.b", true}, {"srv1.a.b", "SRV1.A.B", true}, {"srv1.a", "srv1.b", false}, {"srv1", "srv10", false}} {
		if sameHost(c.a, c.b) != c.same || sameHost(c.b, c.a) != c.same {
			t.Errorf("%s and %s", c.a, c.b)
		}
	}
}

// A task that is merely possible says nothing while it is disabled, and a machine
// without any task does not prove that there is none elsewhere.
func TestNothingWasEverFound(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := newMachine("PRINT7", `\Dashlane report`)
	m.tasks[0].Enabled, m.tasks[0].State, m.tasks[0].Files, m.tasks[0].Evidence = false, "disabled", nil,
		[]Evidence{{Kind: kindDashlane}}
	for range 2 {
		if v := l.note(false, m); v.Certainty != LikelyStopped || v.Script != "absent" {
			t.Errorf("%s, %s: %q", v.Certainty, v.Script, v.Reasons)
		}
		l.stands("possible and disabled", "absent", "", "")
		if f := l.w.State().Facts["ad_sync_script"]; f.Grade != migration.GradeUnknown {
			t.Errorf("%+v", f)
		}
		m.tasks = nil
	}
}

// A result from before what was done since settles and undoes nothing, whatever it
// is of.
func TestOldResultSettlesNothing(t *testing.T) {
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := newMachine("SRV1", `\Sync`)
	old, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	m.now = noon.Add(time.Minute)
	l.note(false, m)
	m.lose = true
	if _, err := Apply(t.Context(), m, l.w.Journal(), "r", plan(t, m)); err == nil {
		t.Fatal("a lost answer is no error")
	}
	settled, err := Settle(l.w.Journal(), "r", remember(t, l.w), ScanResult{Report: old, FromFile: true})
	if err != nil || len(settled) != 0 || len(remember(t, l.w).Uncertain) != 1 {
		t.Errorf("%v, %v", settled, err)
	}
	fresh, _ := Scan(t.Context(), m)
	if settled, err = Settle(l.w.Journal(), "r", remember(t, l.w),
		ScanResult{Report: fresh, FromFile: true}); err != nil ||
		len(settled) != 1 || !settled[0].Done {
		t.Errorf("%v, %v", settled, err)
	}

	change := func(action string, at time.Time, before, after bool) *Change {
		return &Change{
			Host: "SRV1", Action: action, Time: Moment{at},
			Tasks: []TaskChange{{
				Path: `\Sync`, Done: true, Before: &Standing{Enabled: before},
				After: &Standing{Enabled: after},
			}},
		}
	}
	stop, resume := change("stop", noon.Add(time.Hour), true, false), change("resume", noon.Add(2*time.Hour), false, true)
	for _, c := range []*Change{stop, resume} {
		if memory := remember(t, l.w); c.Outdated(memory) || c.Heard(memory) {
			t.Errorf("%s is not new", c.Action)
		}
		if err := NoteChange(l.w.Journal(), "r", c, false); err != nil {
			t.Fatal(err)
		}
	}
	memory := remember(t, l.w)
	if !stop.Outdated(memory) || !stop.Heard(memory) || len(memory.Stopped) != 0 {
		t.Errorf("%+v", memory)
	}
	if err := NoteChange(l.w.Journal(), "r", stop, true); err != nil {
		t.Fatal(err)
	}
	if memory = remember(t, l.w); len(memory.Stopped) != 0 || memory.Script() != "scheduled" {
		t.Errorf("%s: %+v", memory.Script(), memory)
	}
}

func update(t *testing.T, w *migration.Workspace, change func(*migration.State)) {
	t.Helper()
	if err := w.Update(func(s *migration.State) error { change(s); return nil }); err != nil {
		t.Fatal(err)
	}
}
