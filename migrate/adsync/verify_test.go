package adsync

import (
	"testing"
	"time"

	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// How certain it is at each time after a stop at noon of a task that starts
// every hour and last ran at eleven.
func TestSurety(t *testing.T) {
	after := func(d time.Duration) time.Time { return noon.Add(d) }
	tests := map[string]struct {
		now    time.Time
		change func(*machine, *Memory)
		want   Certainty
		until  time.Time
	}{
		"at once":      {now: noon, want: LikelyStopped, until: after(time.Hour)},
		"within":       {now: after(59 * time.Minute), want: LikelyStopped, until: after(time.Hour)},
		"the interval": {now: after(time.Hour), want: LikelyStopped, until: after(time.Hour)},
		"longer":       {now: after(time.Hour + time.Second), want: Stopped},
		"a day later":  {now: after(24 * time.Hour), want: Stopped},
		"enabled again": {
			now: after(2 * time.Hour), change: func(m *machine, _ *Memory) { m.tasks[0].Enabled = true },
			want: NotStopped,
		},
		"running": {
			now: after(2 * time.Hour), change: func(m *machine, _ *Memory) { m.tasks[0].State = "running" },
			want: NotStopped,
		},
		"ran since": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
			m.tasks[0].LastRun = Moment{after(time.Minute)}
		}, want: NotStopped},
		"about to run": {
			now: after(2 * time.Hour), change: func(m *machine, _ *Memory) { m.tasks[0].State = "queued" },
			want: NotStopped,
		},
		"never remembered": {
			now: after(2 * time.Hour), change: func(_ *machine, m *Memory) { m.Idle = nil },
			want: LikelyStopped, until: after(3 * time.Hour),
		},
		"the task is gone": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) { m.tasks = nil }, want: Stopped},
		"it is gone early": {
			now: after(time.Minute), change: func(m *machine, _ *Memory) { m.tasks = nil },
			want: LikelyStopped, until: after(time.Hour),
		},
		"it hides": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
			m.tasks[0].Enabled, m.tasks[0].State, m.tasks[0].Files = true, "ready", nil
		}, want: NotStopped},
		"another is there": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
			m.tasks = append(m.tasks, syncTask(`\B`))
		}, want: NotStopped},
		"a process": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
			m.procs = []Process{{ID: 1, Name: "powershell.exe", Files: []string{scriptPath}}}
		}, want: NotStopped},
		"no interval": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
			m.tasks[0].Triggers = []Trigger{{Type: 9}}
		}, want: LikelyStopped, until: after(24 * time.Hour)},
		"triggers are gone": {
			now: after(23 * time.Hour), change: func(m *machine, _ *Memory) { m.tasks[0].Triggers = nil },
			want: LikelyStopped, until: after(24 * time.Hour),
		},
		"not all was seen": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
			m.files = append(m.files, File{Path: "z", Why: "denied"})
		}, want: LikelyStopped},
		"only possibly it": {now: after(48 * time.Hour), change: func(m *machine, memory *Memory) {
			m.tasks[0].Name, m.tasks[0].Files, m.tasks[0].Evidence, m.files = "Dashlane report", nil,
				[]Evidence{{Kind: kindDashlane}}, nil
			m.tasks[0].Path = `\Dashlane report`
			memory.Idle = map[TaskKey]IdlePeriod{{"SRV1", `\Dashlane report`}: {
				Since: noon, LastRun: m.tasks[0].LastRun.Time,
				Interval: time.Hour,
			}}
			memory.known = nil
		}, want: LikelyStopped},
		"part of the day": {now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
			hour := "PT1H"
			m.tasks[0].Triggers = []Trigger{{Type: 2, Repeat: "PT15M", Days: 1, Lasts: &hour}}
		}, want: LikelyStopped, until: after(23 * time.Hour)},
		"nothing known": {now: after(2 * time.Hour), change: func(m *machine, memory *Memory) {
			m.tasks, memory.Idle,
				memory.known = nil, nil, nil
		}, want: LikelyStopped},
		"not all was seen, early": {now: after(time.Minute), change: func(m *machine, _ *Memory) {
			m.files = append(m.files, File{Path: "z", Why: "denied"})
		}, want: LikelyStopped}, // time alone doesn't help
		"a run may take long": {
			now: after(time.Hour + time.Minute), change: func(_ *machine, m *Memory) {
				m.runs = map[TaskKey]time.Duration{{"SRV1", `\Sync`}: 30 * time.Minute}
			},
			want: LikelyStopped, until: after(90 * time.Minute),
		},
		"made again, and ran before that": {
			now: after(2 * time.Hour), change: func(_ *machine, m *Memory) {
				m.Idle[TaskKey{"SRV1", `\Sync`}] = IdlePeriod{Since: noon, Interval: time.Hour, Gone: true}
			},
			want: LikelyStopped, until: after(3 * time.Hour),
		},
		"it started once a day before": {
			now: after(2 * time.Hour), change: func(m *machine, memory *Memory) {
				p := memory.Idle[TaskKey{"SRV1", `\Sync`}]
				p.Schedule = &Schedule{Triggers: []Trigger{{Type: 2, Days: 1}}, zone: m.tasks[0].zone}
				memory.Idle[TaskKey{"SRV1", `\Sync`}] = p
			},
			want: LikelyStopped, until: after(24 * time.Hour),
		},
		"another is only possibly it, and is disabled": {
			now: after(2 * time.Hour), change: func(m *machine, _ *Memory) {
				m.tasks = append(m.tasks, Task{
					Name: "Dashlane report", Path: `\Dashlane report`, Standing: Standing{State: "disabled"},
					Evidence: []Evidence{{Kind: kindDashlane}},
				})
			},
			want: Stopped,
		},
		"no next start, and the date is of before": {
			now:    after(25 * time.Hour),
			change: noNextStart(ConsoleReading{Read: after(24 * time.Hour), Says: after(-time.Hour)}),
			want:   Stopped,
		},
		"no next start, and the date was read too early": {
			now:    after(25 * time.Hour),
			change: noNextStart(ConsoleReading{Read: after(23 * time.Hour), Says: after(-time.Hour)}),
			want:   LikelyStopped,
		},
		"no next start, and the date moved": {
			now: after(25 * time.Hour), change: noNextStart(ConsoleReading{Read: after(24 * time.Hour), Says: after(time.Hour)}),
			want: LikelyStopped,
		},
		"another host unseen": {now: after(2 * time.Hour), change: func(_ *machine, m *Memory) {
			m.Idle[TaskKey{"SRV9", `\Sync`}], m.known[TaskKey{"SRV9", `\Sync`}] = IdlePeriod{Since: noon}, 0
		}, want: LikelyStopped},
	}
	for name, test := range tests {
		m := newMachine("SRV1", `\Sync`)
		m.now = test.now
		m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
		sync := TaskKey{"SRV1", `\Sync`}
		memory := Memory{Idle: map[TaskKey]IdlePeriod{sync: {
			Since: noon, Noted: noon, LastRun: noon.Add(-time.Hour),
			Interval: time.Hour,
		}}, known: map[TaskKey]time.Duration{sync: time.Hour}}
		if test.change != nil {
			test.change(m, &memory)
		}
		report, err := Scan(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		v := Verify(test.now, Assess([]ScanResult{{Name: "SRV1", Report: report}}, memory), memory)
		if v.Certainty != test.want || !v.Until.Equal(test.until) || len(v.Reasons) == 0 {
			t.Errorf("%s: %s until %v, want %s until %v: %q", name, v.Certainty, v.Until.Time, test.want, test.until, v.Reasons)
		}
	}
}

// noNextStart makes the task one that starts at logon, with a reading of the Admin Console.
func noNextStart(read ConsoleReading) func(*machine, *Memory) {
	return func(m *machine, memory *Memory) {
		m.tasks[0].Triggers, memory.Console = []Trigger{{Type: 9}}, []ConsoleReading{read}
	}
}

// It is certain once each task would have started and could have ended; never while one isn't
// idle.
func TestCertainAt(t *testing.T) {
	t.Parallel()
	one, two := TaskKey{"SRV1", `\A`}, TaskKey{"SRV1", `\B`}
	m := Memory{
		known: map[TaskKey]time.Duration{one: time.Hour, two: time.Hour},
		Idle:  map[TaskKey]IdlePeriod{one: {Since: noon}, two: {Since: noon.Add(time.Minute)}},
		runs:  map[TaskKey]time.Duration{one: 30 * time.Minute},
	}
	if got := m.certainAt(); !got.Equal(noon.Add(90 * time.Minute)) {
		t.Errorf("certain at %v", got)
	}
	delete(m.Idle, two)
	if got := m.certainAt(); !got.IsZero() {
		t.Errorf("one isn't idle, and it is certain at %v", got)
	}
}

// An audit log is quiet if it covers the period and has no change of groups in it.
func TestQuiet(t *testing.T) {
	t.Parallel()
	to := noon.Add(24 * time.Hour)
	at := func(after time.Duration, kind string) groupfile.AuditEvent {
		return groupfile.AuditEvent{Time: noon.Add(after), Type: kind}
	}
	before := at(-time.Hour, "sso_enabled")
	for name, c := range map[string]struct {
		events []groupfile.AuditEvent
		want   bool
	}{
		"none":            {nil, false},
		"it ends before":  {[]groupfile.AuditEvent{before, at(23*time.Hour, "sso_enabled")}, false},
		"it begins after": {[]groupfile.AuditEvent{at(time.Second, "sso_enabled"), at(25*time.Hour, "sso_enabled")}, false},
		"covered":         {[]groupfile.AuditEvent{before, at(24*time.Hour, "sso_enabled")}, true},
		"changed at once": {[]groupfile.AuditEvent{at(0, groupfile.GroupCreated), at(25*time.Hour, "sso_enabled")}, true},
		"changed meanwhile": {
			[]groupfile.AuditEvent{before, at(time.Second, groupfile.GroupCreated), at(25*time.Hour, "sso_enabled")}, false,
		},
		"changed at the end": {[]groupfile.AuditEvent{before, at(24*time.Hour, groupfile.GroupCreated)}, false},
		"changed after it":   {[]groupfile.AuditEvent{before, at(25*time.Hour, groupfile.GroupCreated)}, true},
	} {
		if got := quiet(c.events, noon, to); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// A result file tells of the time at which it was made, however late it is read.
func TestOldResultFile(t *testing.T) {
	m := newMachine("SRV1", `\Sync`)
	m.tasks[0].Enabled = false
	report, err := Scan(t.Context(), m) // at noon
	if err != nil {
		t.Fatal(err)
	}
	memory := Memory{Idle: map[TaskKey]IdlePeriod{{"SRV1", `\Sync`}: {
		Since:   noon.Add(-time.Minute),
		LastRun: noon.Add(-time.Hour), Interval: time.Hour,
	}}}
	if v := Verify(noon.Add(48*time.Hour), Assess([]ScanResult{{Name: "f", Report: report, FromFile: true}}, Memory{}),
		memory); v.Certainty != LikelyStopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
}

// A result file that is older than what is known of its host shows nothing new: neither a move,
// nor a host that wasn't scanned. One from a clock that is ahead was made when it first came.
func TestResultFileThatIsOlderThanWhatIsKnown(t *testing.T) {
	t.Parallel()
	m := newMachine("SRV1", `\Sync`)
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	report, err := Scan(t.Context(), m) // at noon
	if err != nil {
		t.Fatal(err)
	}
	memory := Memory{
		machines: map[string]*seen{"srv1": {host: "SRV1", at: noon.Add(time.Hour), whole: true}},
		came:     map[scanKey]time.Time{{"SRV1", noon}: noon.Add(-time.Hour)},
	}
	found := Assess([]ScanResult{{Name: "f", Report: report, FromFile: true}}, memory)
	if v := Verify(noon.Add(2*time.Hour), found, memory); v.Moves || len(v.Elsewhere) > 0 {
		t.Errorf("%+v, %q: %q", v.Moves, v.Elsewhere, v.Reasons)
	}
	if got := found.scannedAt("SRV1", noon.Add(2*time.Hour), memory); !got.Equal(noon.Add(-time.Hour)) {
		t.Errorf("scanned at %v", got)
	}
}

// A machine whose clock is ahead: the same file shown again is no new look.
func TestOldResultFileFromAClockThatIsAhead(t *testing.T) {
	w, err := migration.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	m := newMachine("SRV1", `\Sync`)
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	m.now = time.Now().UTC().Add(3 * time.Hour).Truncate(time.Second)
	report, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	found := Assess([]ScanResult{{Name: "f", Report: report, FromFile: true}}, Memory{})
	for range 2 {
		if err := NoteScan(w.Journal(), "run", found); err != nil {
			t.Fatal(err)
		}
	}
	memory, err := Remember(w.Journal())
	if err != nil {
		t.Fatal(err)
	}
	if v := Verify(time.Now().Add(2*time.Hour), found, memory); v.Certainty != LikelyStopped {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
	m.now = m.now.Add(2 * time.Hour) // it was looked at once more
	if report, err = Scan(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if v := Verify(time.Now().Add(2*time.Hour), Assess([]ScanResult{{Name: "f", Report: report, FromFile: true}},
		Memory{}),
		memory); v.Certainty != Stopped {
		t.Errorf("a new look: %s: %q", v.Certainty, v.Reasons)
	}
}

// The gate of the playbook opens with a certain verdict alone, and shuts when
// AD sync wakes up.
func TestGateOpensAndShuts(t *testing.T) {
	walk, err := playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Okta)
	if err != nil {
		t.Fatal(err)
	}
	open := func(s migration.State) bool {
		for _, g := range walk.Progress(walk.Evaluate(s.Playbook, nil, playbook.Names{})).Requirements {
			if g.ID == playbook.RequirementScriptStopped {
				return len(g.Blockers) == 0
			}
		}
		t.Fatal("no such gate")
		return false
	}
	var s migration.State
	found := Assessment{Script: "disabled", Hosts: []HostScan{{Name: "h", Elevated: true}}}
	for i, step := range []struct {
		surety Certainty
		script string
		moves  bool
		open   bool
	}{
		{NotStopped, "scheduled", false, false},
		{LikelyStopped, "disabled", false, false},
		{Stopped, "disabled", false, true},
		{LikelyStopped, "disabled", false, true},
		{LikelyStopped, "disabled", true, false},
		{Stopped, "disabled", false, true},
		{NotStopped, "running", true, false},
	} {
		found.Script = step.script
		RecordVerdict(&s, Verdict{Certainty: step.surety, Script: step.script, Assessment: found, Moves: step.moves},
			Memory{},
			noon.Add(time.Duration(i)*time.Hour), "me")
		if open(s) != step.open {
			t.Errorf("%d: %s: open is %v", i, step.surety, open(s))
		}
		if f := s.Facts["ad_sync_script"]; f.Value != step.script || f.Grade != migration.GradeVerified {
			t.Errorf("%+v", f)
		}
	}
}

// A confirmed verdict never replaces a verified one that still counts; once that one is
// too old, or AD sync has moved since, it does.
func TestAConfirmedVerdictKeepsAVerifiedStep(t *testing.T) {
	found := Assessment{Script: "disabled", Hosts: []HostScan{{Name: "h", Elevated: true}}}
	verdict := func(certainty Certainty, grade string) Verdict {
		return Verdict{Certainty: certainty, Grade: grade, Script: "disabled", Assessment: found}
	}
	for name, c := range map[string]struct {
		later time.Duration
		moved bool
		want  playbook.Status
	}{
		"an hour later": {time.Hour, false, playbook.DoneVerified},
		"too late":      {playbook.ScriptAge + time.Hour, false, playbook.DoneConfirmed},
		"it moved":      {time.Hour, true, playbook.DoneConfirmed},
	} {
		var s migration.State
		at := time.Now().UTC().Add(-c.later - time.Hour)
		RecordVerdict(&s, verdict(Stopped, gradeVerified), Memory{}, at, "me")
		if c.moved {
			moves := verdict(LikelyStopped, "")
			moves.Moves = true
			RecordVerdict(&s, moves, Memory{}, at.Add(time.Minute), "me")
		}
		RecordVerdict(&s, verdict(Stopped, gradeConfirmed), Memory{}, at.Add(c.later), "me")
		if got := s.Playbook.Steps[playbook.StepScriptStopped].Status; got != c.want {
			t.Errorf("%s: the step is %q, want %q", name, got, c.want)
		}
		if e := s.Evidence[len(s.Evidence)-1]; e.Grade != migration.GradeConfirmed {
			t.Errorf("%s: the evidence is %+v", name, e)
		}
	}
}

func TestHearAudit(t *testing.T) {
	events := []groupfile.AuditEvent{
		{Time: noon.Add(-time.Hour), Type: groupfile.GroupCreated},
		{Time: noon.Add(time.Hour), Type: "sso_enabled"},
	}
	v := Verdict{Certainty: Stopped}
	if n := v.ApplyAuditEvents(events, noon, time.Time{}); n != 0 || v.Certainty != Stopped {
		t.Errorf("%d, %s", n, v.Certainty)
	}
	if n := v.ApplyAuditEvents(append(events, groupfile.AuditEvent{
		Time: noon.Add(time.Minute),
		Type: groupfile.GroupDeleted,
	}),
		noon, time.Time{}); n != 1 || v.Certainty != LikelyStopped || !v.Moves {
		t.Errorf("%d, %s", n, v.Certainty)
	}
}

// SCIM makes group events too: those after it was started say nothing.
func TestHearAuditBesideSCIM(t *testing.T) {
	events := []groupfile.AuditEvent{{Time: noon.Add(2 * time.Hour), Type: groupfile.GroupCreated}}
	for scim, want := range map[time.Duration]int{time.Hour: 0, 3 * time.Hour: 1} {
		v := Verdict{Certainty: Stopped}
		if n := v.ApplyAuditEvents(events, noon, noon.Add(scim)); n != want || v.Moves != (want > 0) {
			t.Errorf("SCIM after %v: %d", scim, n)
		}
	}
}

// The date moved only counts as a sync where it moved to after the stop, which was
// at noon here.
func TestHearConsole(t *testing.T) {
	read := func(after time.Duration, says time.Duration) ConsoleReading {
		return ConsoleReading{Read: noon.Add(after), Says: noon.Add(says)}
	}
	for name, test := range map[string]struct {
		readings []ConsoleReading
		old      bool // they were made in an earlier call
		still    bool
		surety   Certainty
	}{
		"none":     {nil, false, false, Stopped},
		"one":      {[]ConsoleReading{read(time.Hour, -time.Hour)}, false, false, Stopped},
		"still":    {[]ConsoleReading{read(0, -time.Hour), read(2*time.Hour, -time.Hour)}, false, true, Stopped},
		"too soon": {[]ConsoleReading{read(0, -time.Hour), read(time.Hour, -time.Hour)}, false, false, Stopped},
		"moved": {
			[]ConsoleReading{read(0, -time.Hour), read(2*time.Hour, time.Hour)},
			false, false,
			NotStopped,
		},
		"moved, as was said": {
			[]ConsoleReading{read(0, -time.Hour), read(2*time.Hour, time.Hour)},
			true, false,
			LikelyStopped,
		},
		"one, after it": {[]ConsoleReading{read(2*time.Hour, time.Hour)}, false, false, NotStopped},
		"moved, too soon": {[]ConsoleReading{
			read(0, -time.Hour), read(2*time.Hour, time.Hour),
			read(2*time.Hour+time.Minute, time.Hour),
		}, false, false, NotStopped},
		"moved, then still": {[]ConsoleReading{
			read(0, -time.Hour), read(2*time.Hour, time.Hour),
			read(4*time.Hour, time.Hour),
		}, false, true, Stopped},
		"moved before it": {
			[]ConsoleReading{read(-2*time.Hour, -3*time.Hour), read(time.Hour, -time.Hour)},
			false, false,
			Stopped,
		},
		"moved before, still": {[]ConsoleReading{
			read(-2*time.Hour, -3*time.Hour), read(time.Hour, -time.Hour),
			read(3*time.Hour, -time.Hour),
		}, false, true, Stopped},
		"of three": {
			[]ConsoleReading{read(0, -time.Hour), read(time.Hour, 0), read(3*time.Hour, 0)},
			false, true,
			Stopped,
		},
	} {
		v := Verdict{Certainty: Stopped, Grade: gradeVerified}
		if got := v.ApplyConsoleReadings(test.readings, !test.old, time.Hour, noon); got != test.still ||
			v.Certainty != test.surety || (v.Grade != "") != v.IsCertain() ||
			len(test.readings) > 0 && len(v.Reasons) != 1 {
			t.Errorf("%s: %v, %s, %q", name, got, v.Certainty, v.Reasons)
		}
	}
}

func TestISODuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"PT1H": time.Hour, "PT30M": 30 * time.Minute, "P1D": 24 * time.Hour,
		"P1DT2H3M4S": 26*time.Hour + 3*time.Minute + 4*time.Second,
		"":           0, "P": 0, "PT": 0, "1H": 0, "PT0S": 0, "P1Y": 0,
	} {
		if got, ok := isoDuration(text); got != want || ok != (want > 0) {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
}
