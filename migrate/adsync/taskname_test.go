package adsync

import (
	"errors"
	"testing"

	"ad2scim/migrate"
)

func TestExceptLeavesOutOnlyWhatIsPossible(t *testing.T) {
	task := func(path string) *Task { return &Task{Path: path, Standing: Standing{Enabled: true}} }
	f := Assessment{Hosts: []HostScan{{Host: "SRV1", Elevated: true}}, Candidates: []Candidate{
		{Host: "SRV1", Kind: "task", Name: `\Report`, Task: task(`\Report`), Confidence: Possible, Armed: true},
		{Host: "SRV1", Kind: "task", Name: `\Sync`, Task: task(`\Sync`), Confidence: Certain},
	}}
	if f.Script = f.state(); f.Script != "unknown" {
		t.Fatal(f.Script)
	}
	got, err := f.Except([]TaskName{`\Report`})
	if err != nil || len(got.Candidates) != 1 || got.Script != "disabled" || len(f.Candidates) != 2 {
		t.Error(err, got)
	}
	for _, wrong := range []TaskName{`\Sync`, `\None`} {
		if _, err := f.Except([]TaskName{wrong}); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

// A script that couldn't be read is in the way only while something could start
// it that an admin does not vouch for.
func TestScriptThatCannotBeRead(t *testing.T) {
	m := newMachine("SRV1", `\Sync`, `\Vendor\Update`)
	m.tasks[0].Enabled, m.tasks[1].Files = false, []string{`C:\v.ps1`}
	m.files = append(m.files, File{Path: `C:\v.ps1`, Why: "denied"})
	judge := func() Assessment {
		r, err := Scan(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		return Assess([]ScanResult{{Name: "SRV1", Report: r}}, Memory{})
	}
	f := judge()
	if f.Whole() || len(f.Hosts[0].Notes()) != 1 || len(f.Exclusions()) != 1 ||
		f.Exclusions()[0].Name != `SRV1\Vendor\Update` {
		t.Errorf("it is enabled: %v, %v", f.Hosts, f.Exclusions())
	}
	got, err := f.Except([]TaskName{`\Vendor\Update`})
	if err != nil || !got.Whole() || got.Script != "disabled" || f.Whole() {
		t.Errorf("%v: %v", err, got.Hosts)
	}
	m.procs = []Process{{ID: 1, Name: "powershell.exe", Seen: true, Files: []string{`C:\v.ps1`}}}
	if got, err := judge().Except([]TaskName{`\Vendor\Update`}); err != nil || got.Whole() {
		t.Errorf("a process runs it: %v: %v", err, got.Hosts)
	}
	m.procs, m.tasks[1].Enabled = nil, false
	if f := judge(); !f.Whole() || len(f.Hosts[0].Remarks(noon)) != 1 || len(f.Exclusions()) != 0 {
		t.Errorf("it is disabled: %v", f.Hosts)
	}
	m.tasks[1].Files = []string{scriptPath}
	if _, err := judge().Except([]TaskName{`\Vendor\Update`}); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("what is AD sync was left out: %v", err)
	}
}

// A path that is on two machines means neither of them without the machine's
// name, and one on which it is AD sync keeps it there.
func TestExceptTellsMachinesApart(t *testing.T) {
	task := func(host string, b Confidence) Candidate {
		return Candidate{
			Host: host, Kind: "task", Name: `\Report`,
			Task: &Task{Path: `\Report`, Standing: Standing{Enabled: true}}, Confidence: b, Armed: true,
		}
	}
	f := Assessment{
		Hosts: []HostScan{{Host: "SRV1", Elevated: true}, {Host: "SRV2", Elevated: true}},
		Candidates: []Candidate{
			task("SRV1", Possible), task("SRV2", Certain),
		},
	}
	if _, err := f.Except([]TaskName{`\Report`}); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("AD sync was left out: %v", err)
	}
	got, err := f.Except([]TaskName{`srv1.corp.example.com\report`})
	if err != nil || len(got.Candidates) != 1 || got.Candidates[0].Host != "SRV2" || got.Script != "scheduled" {
		t.Error(err, got)
	}
	f.Candidates[1].Confidence = Possible
	if _, err := f.Except([]TaskName{`\Report`}); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("two were left out by one name: %v", err)
	}
	if got, err := f.Except([]TaskName{`SRV1\Report`, `SRV2\Report`}); err != nil || len(got.Candidates) != 0 {
		t.Error(err, got)
	}
}

func TestTasksThatAreNamed(t *testing.T) {
	one, two := Report{Host: "SRV1", Tasks: []Task{syncTask(`\Sync`), syncTask(`\Other`)}},
		Report{Host: "SRV2", Tasks: []Task{syncTask(`\Sync`)}}
	looked := []ScanResult{{Report: &one}, {Report: &two}, {Err: errors.New("down")}}
	for name, want := range map[TaskName][2]int{
		`\Sync`: {1, 1}, `\sync`: {1, 1}, `SRV2\Sync`: {0, 1}, `\Other`: {1, 0},
		`\None`: {0, 0}, `SRV2\Other`: {0, 0}, `Sync`: {0, 0},
	} {
		got := [2]int{
			len(StopPlan(&one, Memory{}, "", []TaskName{name}, false).Tasks),
			len(StopPlan(&two, Memory{}, "", []TaskName{name}, false).Tasks),
		}
		if got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if err := CheckNames(looked, []TaskName{name}); (err == nil) != (want != [2]int{}) || err != nil &&
			migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %v", name, err)
		}
	}
}
