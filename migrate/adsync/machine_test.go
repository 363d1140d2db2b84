package adsync

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// machine stands in for a Windows machine on which the scripts do what they are
// written to do; it keeps the state of its tasks. See host_test.go.
type machine struct {
	name     string
	domain   string
	now      time.Time
	tasks    []Task
	procs    []Process
	services []WindowsService
	files    []File
	lose     bool // the answer to a change is lost, after the change
	refuse   bool // changes are refused
	others   *Others
	policy   []string
	lonely   bool // files that nothing starts are found too
	heedless bool // it does not ask which machine is meant
	changes  int
}

func (m *machine) String() string { return m.name }

func (m *machine) Run(_ context.Context, s Script, a Arguments) ([]byte, error) {
	return []byte(m.print(s, a.encode())), m.lost(s)
}

func (m *machine) lost(s Script) error {
	if m.lose && s != FindScript {
		return errors.New("the connection was lost")
	}
	return nil
}

// print is what the script prints.
func (m *machine) print(s Script, encoded string) string {
	var v any
	switch s {
	case FindScript:
		v = Report{
			Schema: FindSchema, Host: m.name, Domain: m.domain, Time: Moment{m.now}, PowerShell: "5.1", Elevated: true,
			Tasks: append([]Task{}, m.tasks...), Processes: m.procs, Services: m.services, Files: m.startedFiles(),
			Others: m.others, Policy: m.policy,
		}
	default:
		data, err := base64.StdEncoding.DecodeString(encoded)
		var a Arguments
		if err == nil {
			err = json.Unmarshal(data, &a)
		}
		if err != nil {
			return err.Error()
		}
		v = m.change(s, a)
	}
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// startedFiles are the files that something starts, or all.
func (m *machine) startedFiles() []File {
	var names []string
	for _, t := range m.tasks {
		names = append(names, t.Files...)
	}
	for _, p := range m.procs {
		names = append(names, p.Files...)
	}
	for _, s := range m.services {
		names = append(names, s.Files...)
	}
	return slices.DeleteFunc(slices.Clone(m.files), func(f File) bool {
		return !m.lonely && !f.Missing && f.Readable &&
			!slices.Contains(names, f.Path)
	})
}

func (m *machine) change(s Script, a Arguments) Change {
	c := Change{Schema: ChangeSchema, Host: m.name, Domain: m.domain, Time: Moment{m.now}, Action: string(s)}
	for _, path := range a.Tasks {
		t := TaskChange{Path: path, Why: "there is no such task"}
		if a.Host != "" && !sameHost(a.Host, withDomain(m.name, m.domain)) && !m.heedless {
			t.Why = "another machine was meant"
			c.Tasks = append(c.Tasks, t)
			continue
		}
		for i := range m.tasks {
			if m.tasks[i].Path != path {
				continue
			}
			if a.Definitions[path] != "" && a.Definitions[path] != m.tasks[i].Definition {
				t.Why = "it was changed since it was found"
				break
			}
			before := m.tasks[i].Standing
			t.Before, t.Why = &before, ""
			if m.refuse {
				t.Why = "Access is denied."
				break
			}
			task := &m.tasks[i]
			m.changes++
			task.Enabled = s == ResumeScript
			switch {
			case task.State == "running" && !a.EndRunning:
			case task.Enabled:
				task.State = "ready"
			default:
				task.State = "disabled"
			}
			after := task.Standing
			t.After, t.Done = &after, task.Enabled == (s == ResumeScript)
		}
		c.Tasks = append(c.Tasks, t)
	}
	return c
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const scriptPath = `C:\Scripts\sync.ps1`

// syncTask is AD sync as it was found: enabled, every hour.
func syncTask(path string) Task {
	return Task{
		Standing: Standing{Enabled: true, State: "ready", LastRun: Moment{noon.Add(-time.Hour)}}, Name: "Sync",
		Path: path, Definition: "aa", Followed: Followed{Shell: true}, Account: `CORP\svc`,
		Actions:  []Action{{Path: "powershell.exe", Arguments: "-File " + scriptPath}},
		Triggers: []Trigger{{Type: 2, Enabled: true, Repeat: "PT1H", Days: 1, Lasts: new(string)}},
		Files:    []string{scriptPath},
	}
}

func syncFile() File {
	return File{Path: scriptPath, Readable: true, Evidence: []Evidence{
		{kindTeamID, 3, ""},
		{kindDashlane, 1, ""},
		{kindAddress, 9, ""},
	}}
}

func newMachine(name string, paths ...string) *machine {
	m := &machine{name: name, now: noon, files: []File{syncFile()}}
	for _, p := range paths {
		m.tasks = append(m.tasks, syncTask(p))
	}
	return m
}
