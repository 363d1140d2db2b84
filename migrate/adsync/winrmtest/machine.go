package winrmtest

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
	"time"
)

// Standing is how a task stands, in the form of the scripts' results.
type Standing struct {
	Enabled    bool   `json:"enabled"`
	State      string `json:"state"`
	LastRun    string `json:"last_run"`
	NextRun    string `json:"next_run"`
	LastResult int64  `json:"last_result"`
}

// Machine is a Windows machine with tasks of AD sync, enabled and every hour. It
// does what the scripts find, stop and resume are written to do.
type Machine struct {
	Name string
	// Command is what the tasks start, after powershell.exe.
	Command string
	// Repeat is the interval of the tasks, an ISO 8601 duration; PT1H from NewMachine.
	Repeat string

	mu      sync.Mutex
	clock   func() time.Time
	watch   func(done bool)
	paths   []string
	tasks   map[string]*Standing
	changes int
}

// NewMachine returns a machine on which each of the paths is a task.
func NewMachine(name string, paths ...string) *Machine {
	m := &Machine{
		Name: name, Command: `-File C:\Scripts\sync.ps1`, Repeat: "PT1H", paths: paths,
		clock: time.Now, tasks: map[string]*Standing{},
	}
	for _, p := range paths {
		m.tasks[p] = &Standing{Enabled: true, State: "ready", LastRun: "2026-01-20T11:00:00Z"}
	}
	return m
}

// WatchChanges has watch called before and after each change of a task that a
// script makes. Nil ends that.
func (m *Machine) WatchChanges(watch func(done bool)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watch = watch
}

// Set changes how a task stands, as somebody at the machine would.
func (m *Machine) Set(path string, s Standing) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tasks[path] = &s
}

// Enabled reports whether a task is enabled.
func (m *Machine) Enabled(path string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tasks[path].Enabled
}

// Changes is how often a script has set a task.
func (m *Machine) Changes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changes
}

// Run does what the code is written to do, and returns what it prints.
func (m *Machine) Run(code, arguments string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	result := map[string]any{
		"host": m.Name, "time": m.clock().UTC().Format(time.RFC3339), "powershell": "5.1",
		"elevated": true, "trouble": []any{},
	}
	switch {
	case strings.Contains(code, "New-Result 'ad2scim.syncfind/v1'"):
		m.find(result)
	case strings.Contains(code, "Edit-Tasks 'stop'"):
		m.change(result, "stop", arguments)
	case strings.Contains(code, "Edit-Tasks 'resume'"):
		m.change(result, "resume", arguments)
	default:
		return "an unknown script"
	}
	out, err := json.Marshal(result)
	if err != nil {
		return err.Error()
	}
	return string(out)
}

func (m *Machine) find(result map[string]any) {
	const file = `C:\Scripts\sync.ps1`
	tasks := []any{}
	for _, p := range m.paths {
		s := m.tasks[p]
		tasks = append(tasks, map[string]any{
			"enabled": s.Enabled, "state": s.State, "last_run": s.LastRun,
			"next_run": s.NextRun, "last_result": s.LastResult,
			"name": p[strings.LastIndex(p, `\`)+1:], "path": p, "account": `CORP\svc`,
			"actions":  []any{map[string]any{"path": "powershell.exe", "arguments": recognized(m.Command), "folder": ""}},
			"triggers": []any{map[string]any{"type": 2, "enabled": true, "repeat": m.Repeat, "lasts": "", "days": 1}},
			"files":    []string{file}, "shell": true, "evidence": []any{},
		})
	}
	result["schema"], result["tasks"], result["processes"], result["services"] = "ad2scim.syncfind/v1", tasks, []any{},
		[]any{}
	result["files"] = []any{map[string]any{
		"path": file, "readable": true, "missing": false, "why": "", "modified": "",
		"evidence": []any{
			map[string]any{"kind": "team-id", "line": 3, "excerpt": m.Command}, map[string]any{
				"kind": "dashlane", "line": 1,
				"excerpt": "",
			},
		},
	}}
}

// recognized is what the script find says of a command: the switch, the script's path,
// and *** for each further word.
func recognized(command string) string {
	words := strings.Fields(command)
	for i := 2; i < len(words); i++ {
		words[i] = "***"
	}
	return strings.Join(words, " ")
}

func (m *Machine) change(result map[string]any, action, arguments string) {
	var given struct {
		Tasks []string `json:"tasks"`
		End   bool     `json:"end_running"`
	}
	data, err := base64.StdEncoding.DecodeString(arguments)
	if err == nil {
		err = json.Unmarshal(data, &given)
	}
	tasks := []any{}
	for _, p := range given.Tasks {
		about := map[string]any{
			"path": p, "done": false, "ended": false, "why": "The system cannot find the file specified.",
			"before": nil, "after": nil,
		}
		if s := m.tasks[p]; s != nil && err == nil {
			about["before"] = *s
			m.changing(false)
			m.changes++
			s.Enabled = action == "resume"
			if s.State != "running" || given.End {
				s.State = map[bool]string{true: "ready", false: "disabled"}[s.Enabled]
			}
			m.changing(true)
			about["after"], about["done"], about["why"] = *s, true, ""
		}
		tasks = append(tasks, about)
	}
	result["schema"], result["action"], result["tasks"] = "ad2scim.syncchange/v1", action, tasks
}

func (m *Machine) changing(done bool) {
	if m.watch != nil {
		m.watch(done)
	}
}

// SetClock stops the machine's clock at a moment.
func (m *Machine) SetClock(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock = func() time.Time { return at }
}
