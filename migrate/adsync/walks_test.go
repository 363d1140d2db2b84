package adsync

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// walkMachine is a host in Berlin on which AD sync runs every night, as find and stop see it.
func walkMachine(name string, enabled bool, given any) windowsMachine {
	state := 3
	if !enabled {
		state = 1
	}
	return windowsMachine{
		"name": name, "host": "SRV1", "domain": "corp.example.com", "arguments": given,
		"zone": map[string]any{"id": "W. Europe Standard Time", "offset": 60, "changes": []any{}},
		"tasks": []any{map[string]any{
			"path": `\Dashlane\Sync`, "enabled": enabled, "state": state, "last_run": "2026-11-20T01:00:00Z",
			"actions":  []any{map[string]any{"path": "powershell.exe", "arguments": `-File C:\Jobs\sync.ps1`}},
			"triggers": []any{map[string]any{"type": 2, "start": "2026-01-05T02:00:00", "random_delay": "PT30M"}},
			"settings": map[string]any{"RestartCount": 3, "RestartInterval": "PT10M"},
		}},
		"files": map[string]any{`C:\Jobs\sync.ps1`: syncText},
	}
}

// madeAt is a result with another time.
func madeAt(t *testing.T, said string, at time.Time) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(said), &v); err != nil {
		t.Fatal(err)
	}
	v["time"] = at.Format(time.RFC3339)
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Two walks, with the same scripts in a real PowerShell: by hand, by scripts and result
// files alone, and over WinRM. They end with the same state and the same certainty: the
// next night's start in Berlin, its random delay and its restarts have passed.
func TestByHandAsOverWinRM(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	given := Arguments{Tasks: []string{`\Dashlane\Sync`}, Host: "SRV1.corp.example.com"}
	finds := onMachines(t, FindScript, []windowsMachine{
		walkMachine("before", true, nil), walkMachine("after", false, nil),
	})
	stop := onMachines(t, StopScript, []windowsMachine{walkMachine("stop", true, given)})["stop"].Said
	begun := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	due := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC) // 02:00 in Berlin, and an hour that it may be late
	before := func(at time.Duration) string { return madeAt(t, finds["before"].Said, begun.Add(at)) }
	after := func(at time.Time) string { return madeAt(t, finds["after"].Said, at) }

	type end struct {
		verdicts  []Verdict
		certainAt time.Time
		steps     map[playbook.StepID]playbook.Status
		script    migration.Fact
	}
	finish := func(d Service, verdicts []Verdict) (e end) {
		d.within(t, func(w *migration.Workspace) {
			s := w.State()
			e = end{verdicts, s.Playbook.CertainAt, map[playbook.StepID]playbook.Status{}, s.Facts["ad_sync_script"]}
			e.script.Time, e.script.Source = time.Time{}, ""
			for id, r := range s.Playbook.Steps {
				e.steps[id] = r.Status
			}
		})
		for i := range e.verdicts {
			e.verdicts[i].Time, e.verdicts[i].Assessment = Moment{}, Assessment{}
			e.verdicts[i].Reasons = e.verdicts[i].Reasons[:1] // a result file's age is told too
		}
		return e
	}
	moments := []time.Time{begun.Add(time.Hour), due, due.Add(time.Second)}

	file := func(said string) string {
		name := filepath.Join(t.TempDir(), "r.json")
		if err := os.WriteFile(name, []byte(said), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	hand := office(t)
	scans, err := ScanTargets(t.Context(), nil, []string{file(before(0))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hand.RecordScan(scans); err != nil {
		t.Fatal(err)
	}
	c, err := ReadChangeFile(file(madeAt(t, stop, begun.Add(time.Minute))), StopScript)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hand.ByHand(c); err != nil {
		t.Fatal(err)
	}
	hand.within(t, func(w *migration.Workspace) {
		if at := w.State().Playbook.CertainAt; !at.Equal(due) {
			t.Errorf("after the stop by hand it is certain at %s, want %s", at, due)
		}
	})
	var byHand []Verdict
	for _, at := range moments {
		scans, err := ScanTargets(t.Context(), nil, []string{file(after(at))}, nil)
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := hand.Verify(scans, AdminStatement{})
		if err != nil {
			t.Fatal(err)
		}
		byHand = append(byHand, v)
	}

	wire := office(t)
	says := before(0)
	host := open(t, serve(t, true, func(s Script, _ string) string {
		if s == StopScript {
			says = after(begun.Add(time.Minute))
			return madeAt(t, stop, begun.Add(time.Minute))
		}
		return says
	}), nil)
	wire.stopAll(t, host)
	wire.within(t, func(w *migration.Workspace) {
		if at := w.State().Playbook.CertainAt; !at.Equal(due) {
			t.Errorf("after the stop over WinRM it is certain at %s, want %s", at, due)
		}
	})
	var overWinRM []Verdict
	for _, at := range moments {
		says = after(at)
		scans, err := ScanTargets(t.Context(), []Host{host}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := wire.Verify(scans, AdminStatement{})
		if err != nil {
			t.Fatal(err)
		}
		overWinRM = append(overWinRM, v)
	}

	for i, want := range []Certainty{LikelyStopped, LikelyStopped, Stopped} {
		if got := byHand[i]; got.Certainty != want || want != Stopped && !got.Until.Equal(due) {
			t.Errorf("at %s: %s until %s: %q", moments[i], got.Certainty, got.Until.Time, got.Reasons)
		}
	}
	a, b := finish(hand, byHand), finish(wire, overWinRM)
	delete(a.steps, playbook.StepScriptFound) // both found it
	delete(b.steps, playbook.StepScriptFound)
	if !reflect.DeepEqual(a, b) {
		t.Errorf("by hand %+v\nover WinRM %+v", a, b)
	}
}

// A stop script's result of another host, of another time, or of a script that was changed
// is refused, and nothing is recorded of it.
func TestResultOfAnotherScript(t *testing.T) {
	t.Parallel()
	d := office(t)
	_, sum, err := StopScript.File(Arguments{Tasks: []string{`\Sync`}, Host: "SRV1"})
	if err != nil {
		t.Fatal(err)
	}
	d.within(t, func(w *migration.Workspace) {
		err := NoteScript(w.Journal(), "r", WrittenScript{
			Action: StopScript, Host: "SRV1", Tasks: []string{`\Sync`},
			SHA256: sum,
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	change := func(host, script string, at time.Time) *Change {
		return &Change{
			Host: host, Action: "stop", Time: Moment{at}, Script: script,
			Tasks: []TaskChange{{Path: `\Sync`, Done: true, Before: &Standing{Enabled: true}, After: &Standing{}}},
		}
	}
	now := time.Now().UTC()
	for name, c := range map[string]struct {
		change *Change
		want   string // "": it is taken
	}{
		"of a changed script": {change("SRV1", strings.Repeat("0", 64), now), "it was changed"},
		"of another host":     {change("SRV2", sum, now), "written for “SRV1”"},
		"of another time":     {change("SRV1", sum, now.Add(-time.Hour)), "before the script was written"},
		"of a clock behind":   {change("SRV1", sum, now.Add(-clockSkew/2)), ""},
		"of the script":       {change("SRV1.corp.example.com", sum, now), ""},
		"run from no file":    {change("SRV1", "", now.Add(time.Second)), ""},
	} {
		_, err := d.ByHand(c.change)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	resume := change("SRV1", strings.Repeat("0", 64), now.Add(2*time.Second))
	resume.Action = "resume"
	if _, err := d.ByHand(resume); err != nil {
		t.Errorf("no script to resume was written: %v", err)
	}
	d.within(t, func(w *migration.Workspace) {
		if m := remember(t, w); m.find("SRV2") != nil {
			t.Error("the result of another host is recorded")
		}
	})
}

// A result that was made by another script says which result is missing.
func TestResultOfAnotherAction(t *testing.T) {
	t.Parallel()
	m := newMachine("SRV1", `\Sync`)
	find, stop := m.print(FindScript, ""), m.print(StopScript, Arguments{Tasks: []string{`\Sync`}}.encode())
	_, err := parseChange([]byte(find), "r.json", StopScript)
	if err == nil || !strings.Contains(err.Error(),
		"it is the result of the script find; the result of stop is missing") ||
		!strings.Contains(err.Error(), "--action stop") {
		t.Errorf("find for stop: %v", err)
	}
	if _, err = parseChange([]byte(stop), "r.json", ResumeScript); err == nil || !strings.Contains(err.Error(),
		"resume is missing") {
		t.Errorf("stop for resume: %v", err)
	}
	if _, err = parseReport([]byte(stop), "r.json"); err == nil || !strings.Contains(err.Error(),
		"the result of find is missing") {
		t.Errorf("stop for find: %v", err)
	}
}

// A task that a failover cluster holds is never certainly stopped on one node: the result
// names the nodes and what to do.
func TestClusteredTask(t *testing.T) {
	t.Parallel()
	l := looking{t, openWorkspace(t, t.TempDir()), 0}
	m := disabledMachine("SRV1", noon)
	m.tasks[0].Path = `\Microsoft\Windows\Failover Clustering\Sync`
	m.tasks[0].Clustered, m.tasks[0].Nodes = true, []string{"SRV1", "SRV2"}
	l.note(false, m)
	l.aged = 48 * time.Hour
	v := l.note(false, m)
	if why := strings.Join(v.Reasons, "; "); v.Certainty != LikelyStopped || !v.Until.IsZero() ||
		!strings.Contains(why, "Unregister-ClusteredScheduledTask -TaskName “Sync” on one of its nodes (“SRV1”, “SRV2”)") {
		t.Errorf("%s: %q", v.Certainty, v.Reasons)
	}
}

// Whatever a result file holds: it is read, judged and told in a moment, and never breaks
// the program.
func FuzzVerdictOfAnyResult(f *testing.F) {
	m := disabledMachine("SRV1", noon)
	m.others = &Others{Enabled: []string{`\X`}}
	m.services = []WindowsService{{Name: "S", Start: "disabled", State: "stopped", Files: []string{scriptPath}}}
	f.Add([]byte(m.print(FindScript, "")))
	f.Add([]byte(newMachine("SRV1", `\Sync`, `\B`).print(FindScript, "")))
	f.Add([]byte(`{"schema":"ad2scim.syncfind/v1","host":"A","tasks":[{"enabled":false,"path":"\\S","triggers":[{"type":4,"enabled":true,"start":"0001-01-01T00:00:00","months":2,"month_days":536870912,"repeat":"PT1S","lasts":"P9999D","days":-7}]}],"zone":{"offset":-1440,"changes":[{"at":"9999-12-31T23:59:59Z","offset":1440}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		begun := time.Now()
		r, err := parseReport(data, "r")
		if err != nil {
			return
		}
		found := Assess([]ScanResult{{Name: "r", Report: r, FromFile: true}}, Memory{})
		for _, c := range found.Candidates {
			_, _ = c.Why(), c.Facts()
		}
		v := Verify(noon, found, Memory{})
		_ = v.Sentence()
		for i := range r.Tasks {
			if s := r.Tasks[i].schedule(); s != nil {
				if at, ok := s.Next(noon); ok && !at.After(noon) {
					t.Errorf("%+v: the next start after %s is %s", s.Triggers, noon, at)
				}
			}
		}
		if d := time.Since(begun); d > time.Minute {
			t.Errorf("it takes %s", d)
		}
	})
}
