package adsync

import "testing"

func TestScore(t *testing.T) {
	own := func(kinds ...string) []Evidence {
		var all []Evidence
		for _, k := range kinds {
			all = append(all, Evidence{Kind: k, Line: 1})
		}
		return all
	}
	tests := map[string]struct {
		own, file []Evidence
		path      string
		score     int
		belief    Confidence // "": no candidate
	}{
		"nothing":                     {path: "powershell.exe"},
		"AD alone":                    {path: "powershell.exe", file: own(kindADCommand)},
		"dashlane in the name":        {path: "powershell.exe", own: own(kindDashlane), score: 10, belief: Possible},
		"dashlane, but no PowerShell": {path: "backup.exe", own: own(kindDashlane)},
		"AD and the word": {
			path: "pwsh.exe", file: own(kindADCommand, kindDashlane), score: 10,
			belief: Possible,
		},
		"the file's name": {
			path: "powershell.exe", own: own(kindFileName, kindDashlane), score: 35,
			belief: Likely,
		},
		"the address":   {path: "cmd.exe", file: own(kindAddress), score: 25, belief: Likely},
		"team id alone": {path: "powershell.exe", file: own(kindTeamID)},
		"team id and the word": {
			path: "powershell.exe", file: own(kindTeamID, kindDashlane), score: 65,
			belief: Certain,
		},
		"everything": {
			path: "powershell.exe", own: own(kindDashlane, kindFileName),
			file:  own(kindTeamID, kindDashlane, kindFileName, kindAddress, kindTeamPlans, kindRSAKey, kindADCommand),
			score: 60 + 100 + 5 + 10 + 5, belief: Certain,
		},
		"the two in different places": {
			path: "powershell.exe", own: own(kindDashlane), file: own(kindTeamID), score: 70,
			belief: Certain,
		},
		"the words that others use too": {path: "powershell.exe", file: own(kindTeamPlans), score: 25, belief: Possible},
		"both of them": {
			path: "powershell.exe", file: own(kindTeamPlans, kindRSAKey), score: 50,
			belief: Likely,
		},
		"one of them, and dashlane": {
			path: "powershell.exe", own: own(kindDashlane), file: own(kindRSAKey), score: 35,
			belief: Likely,
		},
		"an unknown kind": {path: "powershell.exe", file: own("magic")},
	}
	for name, test := range tests {
		task := Task{
			Path: `\T`, Standing: Standing{Enabled: true}, Followed: Followed{Shell: test.path != "backup.exe"},
			Actions: []Action{{Path: test.path}}, Evidence: test.own, Files: []string{"f", "f"},
		}
		all := Candidates(&Report{Host: "H", Tasks: []Task{task}, Files: []File{
			{Path: "f", Readable: true, Evidence: test.file},
		}}, Memory{})
		if test.belief == "" {
			if len(all) != 0 {
				t.Errorf("%s: %+v", name, all)
			}
			continue
		}
		if len(all) != 1 || all[0].Score != test.score || all[0].Confidence != test.belief || len(all[0].Reasons) == 0 {
			t.Errorf("%s: %+v, want %d %s", name, all, test.score, test.belief)
		}
	}
}

// The fact follows the most awake candidate, and what could not be seen.
func TestState(t *testing.T) {
	tests := map[string]struct {
		change func(*machine)
		want   string
	}{
		"enabled":   {func(*machine) {}, "scheduled"},
		"disabled":  {func(m *machine) { m.tasks[0].Enabled = false }, "disabled"},
		"task runs": {func(m *machine) { m.tasks[0].Enabled, m.tasks[0].State = false, "running" }, "running"},
		"process": {func(m *machine) {
			m.tasks[0].Enabled = false
			m.procs = []Process{{ID: 1, Name: "powershell.exe", Files: []string{scriptPath}}}
		}, "running"},
		"gone":       {func(m *machine) { m.tasks = nil }, "absent"},
		"file alone": {func(m *machine) { m.tasks, m.lonely = nil, true }, "unknown"},
		"not followed": {func(m *machine) {
			m.tasks[0].Files, m.tasks[0].Unknown = nil, []Unfollowed{{Code: "computed"}}
		}, "unknown"},
		"not all":     {func(m *machine) { m.tasks = nil; m.files[0].Readable = false }, "unknown"},
		"missing one": {func(m *machine) { m.tasks = nil; m.files[0] = File{Path: "x", Missing: true} }, "absent"},
	}
	for name, test := range tests {
		m := newMachine("SRV1", `\Sync`)
		l := ScanResult{Name: "SRV1"}
		test.change(m)
		l.Report, l.Err = Scan(t.Context(), m)
		if got := Assess([]ScanResult{l}, Memory{}).Script; got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// A window into which the script can be pasted is shown, and changes nothing else.
func TestOpenWindows(t *testing.T) {
	for _, open := range []bool{true, false} {
		m := newMachine("SRV1", `\Sync`)
		m.tasks[0].Enabled, m.procs = false, []Process{{
			ID: 7, Name: "p.exe", Command: "p.exe", Seen: true,
			Followed: Followed{Open: open},
		}}
		r, err := Scan(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		f := Assess([]ScanResult{{Name: "SRV1", Report: r}}, Memory{})
		if got := f.Hosts[0].Remarks(noon); (len(got) == 1) != open || f.Script != "disabled" {
			t.Errorf("%v: %q, %s", open, got, f.Script)
		}
	}
}
