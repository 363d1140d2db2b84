package adsync

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// office is a desk on a workspace of its own.
func office(t *testing.T) Service {
	dir := t.TempDir()
	return Service{Hold: func() (*migration.Workspace, error) { return migration.Open(dir) }, Who: "ann"}
}

// within does something with the workspace of a desk.
func (d Service) within(t *testing.T, do func(*migration.Workspace)) {
	t.Helper()
	if err := d.hold(func(w *migration.Workspace) error { do(w); return nil }); err != nil {
		t.Fatal(err)
	}
}

func (d Service) look(t *testing.T, hosts ...Host) ([]ScanResult, RecordedScan) {
	t.Helper()
	looked, err := ScanTargets(t.Context(), hosts, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	taken, err := d.RecordScan(looked)
	if err != nil {
		t.Fatal(err)
	}
	return looked, taken
}

// typed is what a person types who knows the risk.
var typed = Consent{Typed: DeletionRisk().Type}

func back(r *Report, via string, m Memory) Intent { return ResumePlan(m, r.Host, via) }

// stopAll disables everything that may be AD sync.
func (d Service) stopAll(t *testing.T, hosts ...Host) {
	t.Helper()
	looked, taken := d.look(t, hosts...)
	work, _ := StopChoices(hosts, looked, taken, false)
	o, err := d.Do(t.Context(), nil, work, typed, func(*Change) {}, nil)
	if err != nil || o.Failed != nil || o.Rescan != nil {
		t.Fatal(err, o.Failed, o.Rescan)
	}
}

// While a person thinks, SCIM may be switched on, or somebody else may bring a
// task back: what holds when the work begins counts.
func TestResumeGoesByWhatHoldsThen(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	d := office(t)
	d.stopAll(t, m)
	looked, taken := d.look(t, m)
	work := Plan(ResumeScript, []Host{m}, looked, taken.Memory, back)
	if work.Tasks() != 2 {
		t.Fatalf("%+v", work)
	}
	d.within(t, func(w *migration.Workspace) {
		if err := w.Update(func(s *migration.State) error {
			s.Facts["scim_confidential"] = migration.Fact{Value: "on"}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
	before := m.changes
	if _, err := d.Do(t.Context(), nil, work, Consent{}, nil, nil); migrate.ClassOf(err) != migrate.BadInput ||
		m.changes != before {
		t.Errorf("it was resumed beside SCIM: %v", err)
	}
	only := work.Only(func(i int) bool { return i == 0 })
	if o, err := d.Do(t.Context(), nil, only, Consent{Force: "a trial"}, func(*Change) {}, nil); err != nil ||
		o.Failed != nil {
		t.Fatal(err, o.Failed)
	}
	d.within(t, func(w *migration.Workspace) {
		if f := w.State().Playbook.Forced; len(f) != 1 || f[0].Reason != "a trial" || f[0].By != "ann" {
			t.Errorf("forced %+v", f)
		}
	})
	m.tasks[0].Enabled = false // as somebody at the machine wanted afterwards
	if o, err := d.Do(t.Context(), nil, work, Consent{Force: "a trial"}, func(*Change) {}, nil); err != nil ||
		o.Failed != nil {
		t.Fatal(err, o.Failed)
	}
	if m.tasks[0].Enabled || !m.tasks[1].Enabled {
		t.Error("a task was enabled that was brought back before, or one that was due was not")
	}
}

// Of machines that are reached and machines of which a file tells, the work is
// divided; a look at one machine by both is refused.
func TestWorkIsDivided(t *testing.T) {
	near, far := newMachine("SRV1", `\A`), newMachine("SRV2", `\B`)
	d := office(t)
	looked, _ := d.look(t, near)
	r, err := Scan(t.Context(), far)
	if err != nil {
		t.Fatal(err)
	}
	looked = append(looked, ScanResult{Name: "found.json", Report: r, FromFile: true})
	taken, err := d.RecordScan(looked)
	if err != nil {
		t.Fatal(err)
	}
	work, meant := StopChoices([]Host{near}, looked, taken, false)
	if len(work.Parts) != 1 || work.Tasks() != 1 || len(work.ByHand) != 1 || work.ByHand[0].Host != "SRV2" ||
		!meant(TaskKey{"SRV2", `\B`}) {
		t.Errorf("%+v", work)
	}
	if _, err := ScanTargets(t.Context(), []Host{near, near}, nil, nil); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("two looks at one machine: %v", err)
	}
}

// A call that is interrupted before the second machine leaves it as it is.
func TestWorkIsInterrupted(t *testing.T) {
	first, second := newMachine("SRV1", `\A`), newMachine("SRV2", `\A`)
	d := office(t)
	looked, taken := d.look(t, first, second)
	work, _ := StopChoices([]Host{first, second}, looked, taken, false)
	stop := make(chan struct{})
	o, err := d.Do(t.Context(), stop, work, typed, func(*Change) { close(stop) }, nil)
	if err != nil || o.Failed == nil || second.changes != 0 || len(o.Changes) != 1 ||
		o.Recorded.Assessment.Script != "scheduled" {
		t.Errorf("%v, %+v", err, o)
	}
}

// Nothing is disabled without the words of the risk, whoever calls; what was
// typed is kept.
func TestDoAsksForTheWords(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := office(t)
	looked, taken := d.look(t, m)
	work, _ := StopChoices([]Host{m}, looked, taken, false)
	for _, words := range []string{"", "yes", "Groups can be deleted"} {
		o, err := d.Do(t.Context(), nil, work, Consent{Typed: words, Force: "a trial"}, nil, nil)
		if migrate.ClassOf(err) != migrate.BadInput || m.changes != 0 || len(o.Changes) != 0 {
			t.Errorf("%q: %v, %d changes", words, err, m.changes)
		}
	}
	if o, err := d.Do(t.Context(), nil, work, typed, func(*Change) {}, nil); err != nil || o.Rescan != nil ||
		m.changes != 1 {
		t.Fatal(err, o.Rescan, m.changes)
	}
	d.within(t, func(w *migration.Workspace) {
		if r := w.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Typed != typed.Typed {
			t.Errorf("the record is %+v", r)
		}
	})
}

// The look afterwards can be left out; the call before it is not cut off.
func TestTheLookAfterwardsIsStopped(t *testing.T) {
	m := newMachine("SRV1", `\A`)
	d := office(t)
	looked, taken := d.look(t, m)
	work, _ := StopChoices([]Host{heedful{m}}, looked, taken, false)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o, err := d.Do(ctx, nil, work, typed, func(*Change) {}, nil)
	if err != nil || o.Failed != nil || len(o.Changes) != 1 || m.tasks[0].Enabled {
		t.Errorf("%v, %+v", err, o)
	}
	if o.Rescan == nil || !strings.Contains(o.Rescan.Error(), "not scanned again") {
		t.Errorf("again: %v", o.Rescan)
	}
}

// heedful is a machine whose calls end with their context.
type heedful struct{ *machine }

func (h heedful) Run(ctx context.Context, s Script, a Arguments) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return h.machine.Run(ctx, s, a)
}

func TestMachinesAreRemembered(t *testing.T) {
	d := office(t)
	if err := d.RememberTargets(Targets{
		Names: []string{"srv1"},
		WinRM: WinRM{User: "u", Password: migrate.NewSecret("hush"), CAFile: "ca"},
	}, true); err != nil {
		t.Fatal(err)
	}
	d.within(t, func(w *migration.Workspace) {
		if m := w.State().Machines; m == nil || !slices.Equal(m.Hosts, []string{"srv1"}) || m.User != "u" ||
			m.CAFile != "ca" {
			t.Errorf("%+v", m)
		}
	})
}

func TestChangesAmong(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	if c, others, err := ChangesAmong([]string{missing}); err != nil || len(c) != 0 ||
		!slices.Equal(others, []string{missing}) {
		t.Errorf("%v, %v, %v", c, others, err)
	}
}

// A host that can't be reached by the scan after a change is named, though others were
// scanned. One that couldn't be reached before isn't named again.
func TestAHostThatIsNotScannedAgainIsNamed(t *testing.T) {
	t.Parallel()
	one, two := newMachine("SRV1", `\A`), newMachine("SRV2", `\A`)
	d := office(t)
	scans, taken := d.look(t, one, two)
	down := newMachine("SRV3", `\A`)
	down.changes = 1
	scans = append(scans, ScanResult{Name: "SRV3", Err: errors.New("no route")})
	noRoute := errors.New("no route")
	hosts := []Host{one, lostAfterwards{two, noRoute}, lostAfterwards{down, noRoute}}
	work, _ := StopChoices(hosts, scans, taken, false)
	o, err := d.Do(t.Context(), nil, work, typed, func(*Change) {}, nil)
	if err != nil || o.Failed != nil || len(o.Changes) != 2 || len(o.Recorded.Assessment.Hosts) == 0 {
		t.Errorf("%v, %+v", err, o)
	}
	if o.Rescan == nil || migrate.ClassOf(o.Rescan) != migrate.Partial ||
		!strings.Contains(o.Rescan.Error(), "not scanned again: “SRV2”: no route. Scan again") {
		t.Errorf("again: %v", o.Rescan)
	}
}

// If none of the hosts can be reached by the scan after a change, the change was made all the
// same, and the words that were typed for it are recorded.
func TestTheOnlyHostIsNotScannedAgain(t *testing.T) {
	t.Parallel()
	m := newMachine("SRV1", `\A`)
	d := office(t)
	scans, taken := d.look(t, m)
	lost := lostAfterwards{m, &migrate.Problem{Class: migrate.Unreachable, What: "no route"}}
	work, _ := StopChoices([]Host{lost}, scans, taken, false)
	o, err := d.Do(t.Context(), nil, work, typed, func(*Change) {}, nil)
	if err != nil || o.Failed != nil || len(o.Changes) != 1 || migrate.ClassOf(o.Rescan) != migrate.Partial ||
		!strings.Contains(o.Rescan.Error(), "not scanned again: “SRV1”: no route") {
		t.Errorf("%v, %+v", err, o)
	}
	d.within(t, func(w *migration.Workspace) {
		if r := w.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Typed != typed.Typed || r.Status.IsFinal() {
			t.Errorf("the record is %+v", r)
		}
	})
}

// lostAfterwards is a machine that can't be reached once it was changed.
type lostAfterwards struct {
	*machine
	why error
}

func (l lostAfterwards) Run(ctx context.Context, s Script, a Arguments) ([]byte, error) {
	if s == FindScript && l.changes > 0 {
		return nil, l.why
	}
	return l.machine.Run(ctx, s, a)
}

// atLogon is a machine with a task that starts at logon, and so has no next start.
func atLogon(clock time.Time) *machine {
	m := newMachine("SRV1", `\A`)
	m.now, m.tasks[0].Triggers = clock, []Trigger{{Type: 9, Enabled: true, Lasts: new(string)}}
	return m
}

// A task that starts at logon has no next start. A day after the stop, an audit log stands for
// one if it covers that day and has no change of groups in it. Here the stop is now.
func TestVerifyByAuditLog(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC()
	event := func(what string, after time.Duration) groupfile.AuditEvent {
		return groupfile.AuditEvent{Time: now.Add(after), Type: what}
	}
	before, later := event(groupfile.GroupCreated, -time.Hour), event("sso_enabled", 25*time.Hour)
	for name, c := range map[string]struct {
		events []groupfile.AuditEvent
		want   Certainty
		why    string
	}{
		"no log":             {nil, LikelyStopped, "give an audit log that covers"},
		"a quiet day":        {[]groupfile.AuditEvent{before, later}, Stopped, "no change of groups"},
		"it begins too late": {[]groupfile.AuditEvent{later}, LikelyStopped, "give an audit log that covers"},
		"it ends too early": {
			[]groupfile.AuditEvent{before, event("sso_enabled", time.Hour)}, LikelyStopped, "give an audit log that covers",
		},
		"a change that day": {
			[]groupfile.AuditEvent{before, event(groupfile.GroupDeleted, time.Hour), later},
			LikelyStopped,
			"1 group event after",
		},
		"a change after that day": {
			[]groupfile.AuditEvent{before, event(groupfile.GroupDeleted, 25*time.Hour)}, LikelyStopped, "1 group event after",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := atLogon(now)
			d := office(t)
			d.stopAll(t, m)
			m.now = now.Add(26 * time.Hour)
			scans, _ := d.look(t, m)
			v, _, err := d.Verify(scans, AdminStatement{Audited: c.events != nil, Events: c.events})
			if err != nil || v.Certainty != c.want || !strings.Contains(strings.Join(v.Reasons, "; "), c.why) {
				t.Fatalf("%v, %s: %q", err, v.Certainty, v.Reasons)
			}
			if (v.Grade == gradeVerified) != v.IsCertain() || !v.IsCertain() && v.Grade != "" {
				t.Errorf("%s with the grade %q", v.Certainty, v.Grade)
			}
			d.within(t, func(w *migration.Workspace) {
				done := w.State().Playbook.Steps[playbook.StepScriptStopped].Status == playbook.DoneVerified
				if done != (c.want == Stopped) {
					t.Errorf("the step is verified: %v", done)
				}
			})
		})
	}
}

// An audit log that stood for the next start is recorded with the step and in the journal, and
// counts without the file: until a later log has group events, or the task was enabled again.
func TestVerifyByAnAuditLogOfBefore(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC()
	m := atLogon(now)
	d := office(t)
	d.stopAll(t, m)
	m.now = now.Add(26 * time.Hour)
	log := func(kind string) AdminStatement {
		return AdminStatement{Audited: true, AuditSHA256: "0a1b", Events: []groupfile.AuditEvent{
			{Time: now.Add(25 * time.Hour), Type: kind}, {Time: now.Add(-time.Hour), Type: "sso_enabled"},
		}}
	}
	verify := func(said AdminStatement, want Certainty, why string) {
		t.Helper()
		scans, _ := d.look(t, m)
		v, _, err := d.Verify(scans, said)
		if err != nil || v.Certainty != want || v.IsCertain() && v.Grade != gradeVerified ||
			!strings.Contains(strings.Join(v.Reasons, "; "), why) {
			t.Errorf("%v, %s: %q, want %s: %s", err, v.Certainty, v.Reasons, want, why)
		}
		d.within(t, func(w *migration.Workspace) {
			r := w.State().Playbook.Steps[playbook.StepScriptStopped]
			if v.IsCertain() && (r.Status != playbook.DoneVerified || !strings.Contains(r.Saw, why)) {
				t.Errorf("the step is %+v, want %s", r, why)
			}
		})
	}
	verify(AdminStatement{}, LikelyStopped, "give an audit log")
	verify(log("sso_enabled"), Stopped, "the audit log has no change of groups")
	d.within(t, func(w *migration.Workspace) {
		memory, err := Remember(w.Journal())
		if err != nil || len(memory.logs) != 1 {
			t.Fatal(memory.logs, err)
		}
		l, key := memory.logs[0], TaskKey{"SRV1", `\A`}
		if l.SHA256 != "0a1b" || !l.From.Equal(now.Add(-time.Hour)) || !l.To.Equal(now.Add(25*time.Hour)) ||
			len(l.Quiet) != 1 || !l.Quiet[0].From.Equal(memory.Idle[key].Noted) {
			t.Errorf("%+v", l)
		}
	})
	verify(AdminStatement{}, Stopped, "the audit log that was given before (SHA-256 0a1b) has no change of groups")
	verify(log(groupfile.GroupCreated), LikelyStopped, "1 group event after")
	verify(AdminStatement{}, LikelyStopped, "give an audit log")
	verify(log("sso_enabled"), Stopped, "the audit log has no change of groups")
	m.tasks[0].Enabled = true
	verify(AdminStatement{}, NotStopped, "is enabled")
	m.tasks[0].Enabled, m.now = false, now.Add(27*time.Hour)
	d.look(t, m)
	m.now = now.Add(52 * time.Hour)
	verify(AdminStatement{}, LikelyStopped, "give an audit log")
}

// The audit log and the Admin Console don't know the clock of a host, which here is a day slow: a
// day that is quiet by that clock may lie before the stop.
func TestVerifyByAuditLogWithASlowClock(t *testing.T) {
	t.Parallel()
	now := time.Now().UTC()
	log := func(from, to time.Duration) []groupfile.AuditEvent {
		return []groupfile.AuditEvent{
			{Time: now.Add(from), Type: "sso_enabled"}, {Time: now.Add(to), Type: "sso_enabled"},
		}
	}
	reading := func(after time.Duration) []ConsoleReading {
		return []ConsoleReading{{Read: now.Add(after), Says: now.Add(-48 * time.Hour)}}
	}
	for name, c := range map[string]struct {
		said AdminStatement
		want Certainty
	}{
		"the day before the stop": {AdminStatement{Events: log(-25*time.Hour, time.Minute)}, LikelyStopped},
		"the day after it":        {AdminStatement{Events: log(-25*time.Hour, 25*time.Hour)}, Stopped},
		"read at the stop":        {AdminStatement{Console: reading(time.Minute)}, LikelyStopped},
		"read a day after it":     {AdminStatement{Console: reading(25 * time.Hour)}, Stopped},
	} {
		for _, byFile := range []bool{false, true} {
			m, d := atLogon(now.Add(-24*time.Hour)), office(t)
			var scans []ScanResult
			if byFile {
				m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
				d.lookByFile(t, m)
				m.now = now.Add(2 * time.Hour)
				scans = d.lookByFile(t, m)
			} else {
				d.stopAll(t, m)
				m.now = now.Add(2 * time.Hour)
				scans, _ = d.look(t, m)
			}
			c.said.Audited = c.said.Events != nil
			v, _, err := d.Verify(scans, c.said)
			if err != nil || v.Certainty != c.want {
				t.Errorf("%s, by file: %t: %v, %s: %q", name, byFile, err, v.Certainty, v.Reasons)
			}
		}
	}
}

// lookByFile records the result file of a scan.
func (d Service) lookByFile(t *testing.T, m *machine) []ScanResult {
	t.Helper()
	r, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	scans := []ScanResult{{Name: "found.json", Report: r, FromFile: true}}
	if _, err := d.RecordScan(scans); err != nil {
		t.Fatal(err)
	}
	return scans
}

// AD sync may run again from the moment at which it is resumed, whatever can be scanned afterwards.
// An instance that runs then is no matter, and a refusal changes nothing in part.
func TestResumeIsRecordedFirst(t *testing.T) {
	t.Parallel()
	m := newMachine("SRV1", `\A`)
	d := office(t)
	d.stopAll(t, m)
	scans, taken := d.look(t, m)
	m.tasks[0].State = "running"
	host := lostAfterwards{m, errors.New("no route")}
	o, err := d.Do(t.Context(), nil, Plan(ResumeScript, []Host{host}, scans, taken.Memory, back), Consent{},
		func(*Change) {}, nil)
	if err != nil || o.Failed != nil || o.Rescan == nil || o.Running || !m.tasks[0].Enabled {
		t.Errorf("%v, %+v", err, o)
	}
	d.within(t, func(w *migration.Workspace) {
		if r := w.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Status.IsFinal() {
			t.Errorf("the record is %+v", r)
		}
	})
}

// What was changed on no host has not failed in part. The words that were typed are recorded only
// if the tasks are seen disabled.
func TestAHostThatRefuses(t *testing.T) {
	t.Parallel()
	m := newMachine("SRV1", `\A`)
	d := office(t)
	scans, taken := d.look(t, m)
	work, _ := StopChoices([]Host{unreached{m}}, scans, taken, false)
	o, err := d.Do(t.Context(), nil, work, typed, func(*Change) {}, nil)
	if err != nil || migrate.ClassOf(o.Failed) != migrate.Unreachable || len(o.Changes) > 0 {
		t.Errorf("%v, %+v", err, o)
	}
	d.within(t, func(w *migration.Workspace) {
		if r := w.State().Playbook.Steps[playbook.StepScriptDisabled]; r.Typed != "" {
			t.Errorf("the record is %+v", r)
		}
	})
}

// unreached is a machine that can be scanned and not changed.
type unreached struct{ *machine }

func (u unreached) Run(ctx context.Context, s Script, a Arguments) ([]byte, error) {
	if s != FindScript {
		return nil, &migrate.Problem{Class: migrate.Unreachable, What: "no route"}
	}
	return u.machine.Run(ctx, s, a)
}

// What is settled is a task that the scan of its own host shows. What was resumed counts as stopped
// again if it is still disabled.
func TestSettleOnlyWhatIsSeen(t *testing.T) {
	t.Parallel()
	m, other := newMachine("SRV1", `\A`), newMachine("SRV2", `\A`)
	w := openWorkspace(t, t.TempDir())
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); err != nil {
		t.Fatal(err)
	}
	in := ResumePlan(remember(t, w), "SRV1", "x")
	func() {
		defer func() { recover() }()
		Apply(t.Context(), killed{m}, w.Journal(), "r", in)
	}()
	m.tasks[0].Enabled = false // the call did not get there
	settle := func(m *machine) []Settled {
		t.Helper()
		r, err := Scan(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		all, err := Settle(w.Journal(), "r", remember(t, w), ScanResult{Report: r})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := w.Journal().Last()
	hidden := newMachine("SRV1", `\B`)
	if all := append(settle(other), settle(hidden)...); len(all) > 0 || w.Journal().Last() != before {
		t.Errorf("settled by another host or task: %+v", all)
	}
	if all := settle(m); len(all) != 1 || all[0].Done {
		t.Errorf("%+v", all)
	}
	if again := ResumePlan(remember(t, w), "SRV1", "x"); len(again.Tasks) != 1 {
		t.Errorf("to resume are %+v", again.Tasks)
	}
}

// A task that is disabled still needs the change if its running instance is to be ended.
func TestDueTasks(t *testing.T) {
	t.Parallel()
	m := newMachine("SRV1", `\A`, `\B`)
	m.tasks[0].Enabled, m.tasks[0].State = false, "running"
	m.tasks[1].Enabled, m.tasks[1].State = false, "disabled"
	r, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	in := Intent{Action: StopScript, Host: "SRV1", Tasks: []Before{{Path: `\A`}, {Path: `\B`}, {Path: `\C`}}}
	for end, want := range map[bool]int{false: 1, true: 2} {
		in.End = end
		due, already := in.Due(r)
		if len(due.Tasks) != want || len(already) != 3-want {
			t.Errorf("ending instances: %t: %+v, %q", end, due.Tasks, already)
		}
	}
}

// A result that is older than a scan is recorded and changes nothing.
func TestOutdatedResultByHand(t *testing.T) {
	t.Parallel()
	m := newMachine("SRV1", `\A`)
	m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
	d := office(t)
	d.look(t, m)
	n, err := d.ByHand(&Change{
		Host: "SRV1", Action: "resume", Time: Moment{noon.Add(-time.Hour)},
		Tasks: []TaskChange{{Path: `\A`, Done: true, Before: &Standing{}, After: &Standing{Enabled: true, State: "running"}}},
	})
	if err != nil || !n.Outdated || n.Running {
		t.Errorf("%+v, %v", n, err)
	}
	d.within(t, func(w *migration.Workspace) {
		if f := w.State().Facts["ad_sync_script"]; f.Value != "disabled" {
			t.Errorf("%+v", f)
		}
	})
}

// Without SCIM, a reason overrides nothing and is recorded nowhere; beside it, signs alone are no
// reason. SCIM was started once that step is done.
func TestResumeBesideSCIM(t *testing.T) {
	t.Parallel()
	d := office(t)
	if err := d.ForceResumeWithSCIM("a trial"); err != nil {
		t.Error(err)
	}
	d.within(t, func(w *migration.Workspace) {
		if f := w.State().Playbook.Forced; len(f) > 0 {
			t.Errorf("forced %+v", f)
		}
	})
	s := migration.State{Facts: map[string]migration.Fact{string(doctor.SCIMSelfHosted): {Value: doctor.On}}}
	for force, may := range map[string]bool{"": false, "...": false, "a trial": true} {
		if err := MayResume(s, force); (err == nil) != may {
			t.Errorf("%q: %v", force, err)
		}
	}
	at := time.Now().UTC()
	for status, want := range map[playbook.Status]time.Time{playbook.DoneVerified: at, playbook.Failed: {}, "": {}} {
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{playbook.StepIDPStarted: {Status: status, At: at}}
		if got := SCIMStarted(s); !got.Equal(want) {
			t.Errorf("%q: started at %v", status, got)
		}
	}
}
