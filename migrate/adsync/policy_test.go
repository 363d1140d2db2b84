package adsync

import (
	"strings"
	"testing"
	"time"
)

// A task that Group Policy enables again is never certain to have stopped, and the
// verdict says what to do.
func TestTaskOfGroupPolicy(t *testing.T) {
	sync := TaskKey{"SRV1", `\Sync`}
	memory := Memory{
		Idle:  map[TaskKey]IdlePeriod{sync: {Since: noon, LastRun: noon.Add(-time.Hour), Interval: time.Hour}},
		known: map[TaskKey]time.Duration{sync: time.Hour},
	}
	for name, test := range map[string]struct {
		policy []string
		change func(*machine)
		want   Certainty
	}{
		"in no policy": {nil, nil, Stopped},
		"another":      {[]string{`\Other`}, nil, Stopped},
		"in a policy":  {[]string{`\Other`, `\SYNC`}, nil, LikelyStopped},
		"gone":         {[]string{`\Sync`}, func(m *machine) { m.tasks = nil }, LikelyStopped},
		"starts another": {
			[]string{`\Sync`},
			func(m *machine) { m.others, m.tasks = &Others{Disabled: m.tasks}, nil },
			LikelyStopped,
		},
		"enabled": {[]string{`\Sync`}, func(m *machine) { m.tasks[0].Enabled = true }, NotStopped},
	} {
		m := newMachine("SRV1", `\Sync`)
		m.tasks[0].Enabled, m.tasks[0].State = false, "disabled"
		m.now, m.policy = noon.Add(2*time.Hour), test.policy
		if test.change != nil {
			test.change(m)
		}
		report, err := Scan(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		v := Verify(m.now, Assess([]ScanResult{{Name: "SRV1", Report: report}}, memory), memory)
		says := strings.Contains(strings.Join(v.Reasons, ";"), "remove it from the policy")
		if v.Certainty != test.want || says != (len(test.policy) > 0 && name != "another") || !v.Until.IsZero() {
			t.Errorf("%s: %s until %v: %q", name, v.Certainty, v.Until, v.Reasons)
		}
	}
}

// What find shows of such a task says so.
func TestPolicyIsAFact(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\B`)
	m.policy = []string{`\a`}
	report, err := Scan(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Candidates(report, Memory{}) {
		told := false
		for _, f := range c.Facts() {
			told = told || f[0] == "policy" && strings.Contains(f[1], "Group Policy")
		}
		if told != (c.Name == `\A`) || c.Policy != told {
			t.Errorf("%s: %v %v", c.Name, told, c.Policy)
		}
	}
}
