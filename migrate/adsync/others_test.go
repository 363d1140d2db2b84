package adsync

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// A task of AD sync that was changed to start what find.ps1 does not tell in full
// is not gone.
func TestChangedTaskIsNotGone(t *testing.T) {
	sync := TaskKey{"SRV1", `\Sync`}
	memory := Memory{
		Idle:  map[TaskKey]IdlePeriod{sync: {Since: noon, LastRun: noon.Add(-time.Hour), Interval: time.Hour}},
		known: map[TaskKey]time.Duration{sync: time.Hour},
	}
	last := Moment{noon.Add(-time.Hour)}
	for name, test := range map[string]struct {
		others *Others
		after  time.Duration
		want   Certainty
		script string
	}{
		"enabled": {&Others{Enabled: []string{`\Other`, `\Sync`}}, 2 * time.Hour, NotStopped, "scheduled"},
		"disabled": {
			&Others{Disabled: []Task{{Path: `\Sync`, Standing: Standing{State: "disabled", LastRun: last}}}}, 2 * time.Hour,
			Stopped, "disabled",
		},
		"disabled, not long": {
			&Others{Disabled: []Task{{Path: `\Sync`, Standing: Standing{State: "disabled", LastRun: last}}}}, time.Minute,
			LikelyStopped, "disabled",
		},
		"disabled, and it ran": {
			&Others{Disabled: []Task{
				{Path: `\Sync`, Standing: Standing{State: "disabled", LastRun: Moment{noon.Add(time.Hour)}}},
			}}, 2 * time.Hour,
			NotStopped, "disabled",
		},
		"disabled, and it runs": {
			&Others{Disabled: []Task{{Path: `\Sync`, Standing: Standing{State: "running", LastRun: last}}}}, 2 * time.Hour,
			NotStopped, "running",
		},
		"gone":                     {&Others{Enabled: []string{`\Other`}}, 2 * time.Hour, Stopped, "disabled"},
		"an older result, no list": {nil, 2 * time.Hour, Stopped, "disabled"},
	} {
		m := newMachine("SRV1")
		m.others, m.now, m.files = test.others, noon.Add(test.after), nil
		report, err := Scan(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		f := Assess([]ScanResult{{Name: "SRV1", Report: report}}, memory)
		v := Verify(m.now, f, memory)
		if v.Certainty != test.want {
			t.Errorf("%s: %s: %q", name, v.Certainty, v.Reasons)
		}
		says := strings.Contains(strings.Join(v.Reasons, ";"), "starts something else now")
		if says != (len(f.Candidates) > 0) || strings.Contains(strings.Join(v.Reasons, ";"),
			"gone") != (len(f.Candidates) == 0) {
			t.Errorf("%s: %q", name, v.Reasons)
		}
		if len(f.Candidates) > 0 && f.Script != test.script {
			t.Errorf("%s: %s", name, f.Script)
		}
	}
}

// While a changed task is enabled it does not stand still, and its interval stays
// as it was known.
func TestChangedTaskIsRemembered(t *testing.T) {
	m := newMachine("SRV1", `\Sync`)
	w := openWorkspace(t, t.TempDir())
	if _, err := Apply(t.Context(), m, w.Journal(), "r", plan(t, m)); err != nil {
		t.Fatal(err)
	}
	m.tasks, m.others = nil, &Others{Enabled: []string{`\Sync`}}
	report, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if err := NoteScan(w.Journal(), "r", Assess([]ScanResult{{Report: report}}, remember(t, w))); err != nil {
		t.Fatal(err)
	}
	memory, k := remember(t, w), TaskKey{"SRV1", `\Sync`}
	if _, still := memory.Idle[k]; still || memory.known[k] != time.Hour || memory.Script() != "scheduled" {
		t.Errorf("%+v, %s", memory, memory.Script())
	}
	if in := StopPlan(report, memory, "x", nil, false); len(in.Tasks) != 1 {
		t.Errorf("%+v", in)
	}
}

// Thousands of tasks are a small result, and none of them is a candidate.
func TestManyOtherTasks(t *testing.T) {
	m := newMachine("SRV1", `\Sync`)
	m.others = &Others{}
	for i := range 3000 {
		m.others.Enabled = append(m.others.Enabled, fmt.Sprintf(`\Microsoft\Windows\Some folder\Some task %d`, i))
	}
	text := m.print(FindScript, "")
	if len(text) > 256<<10 {
		t.Errorf("%d bytes", len(text))
	}
	r, err := ReadReport(bytes.NewReader([]byte(text)), "f")
	if err != nil || len(Candidates(r, Memory{})) != 1 || len(r.Tasks) != 3001 {
		t.Error(err, len(r.Tasks))
	}
	if data, err := json.Marshal(Candidates(r, Memory{})); err != nil || bytes.Contains(data, []byte("Some task")) {
		t.Error(err)
	}
}
