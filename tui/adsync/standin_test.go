package adsync

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
)

// standIn provides hosts in memory. The tests are about what the view shows of progress and
// failures, at moments that a real host can't produce on demand.
type standIn struct {
	mu       sync.Mutex
	machines map[string]*machine
	reached  adsync.Targets
	servers  []migrate.Server
	gate     chan struct{} // if not nil, a file is written after it is closed
	saving   chan struct{} // closed when a file is about to be written to a closed gate
}

func (s *standIn) Hosts(r adsync.Targets) (all []adsync.Host, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reached = r
	if r.Local {
		all = append(all, s.machines["local"])
	}
	for _, n := range r.Names {
		all = append(all, s.machines[n])
	}
	return all, nil
}

// reach returns the targets of the last scan.
func (s *standIn) reach() adsync.Targets {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reached
}

func (s *standIn) Servers(context.Context, migrate.Connection, migrate.Report) ([]migrate.Server, error) {
	return s.servers, nil
}

func (s *standIn) Save(file string, content []byte) error {
	if s.gate != nil {
		close(s.saving)
		<-s.gate
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return cmp.Or(err, f.Close())
}

// machine is a host that answers like the scripts.
type machine struct {
	name string

	mu      sync.Mutex
	tasks   []adsync.Task
	err     error
	gate    chan struct{} // if not nil, a scan waits until it is closed
	silent  bool          // after a change, no scan is answered
	ahead   time.Duration // how far its clock is ahead
	changes int
	args    adsync.Arguments
}

func newMachine(name string, paths ...string) *machine {
	m := &machine{name: name}
	for _, p := range paths {
		m.tasks = append(m.tasks, adsync.Task{
			Path: p, Name: p, Account: `CORP\svc`, Files: []string{`C:\sync.ps1`},
			Followed: adsync.Followed{Shell: true},
			Standing: adsync.Standing{Enabled: true, State: "ready", LastRun: adsync.Moment{Time: time.Now().Add(-time.Hour)}},
			Actions:  []adsync.Action{{Path: "powershell.exe", Arguments: `-File C:\sync.ps1`}}, Triggers: []adsync.Trigger{
				{Type: 2, Enabled: true, Repeat: "PT1H", Lasts: new(string), Days: 1},
			},
		})
	}
	return m
}

func (m *machine) String() string { return m.name }

func (m *machine) enabled(i int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tasks[i].Enabled
}

func (m *machine) Run(ctx context.Context, script adsync.Script, args adsync.Arguments) ([]byte, error) {
	m.mu.Lock()
	gate := m.gate
	m.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.silent && m.changes > 0 {
		m.mu.Unlock()
		<-ctx.Done()
		m.mu.Lock()
		return nil, ctx.Err()
	}
	if m.err != nil {
		return nil, m.err
	}
	now := adsync.Moment{Time: time.Now().Add(m.ahead)}
	if script == adsync.FindScript {
		return json.Marshal(adsync.Report{
			Schema: adsync.FindSchema, Host: m.name, Time: now, PowerShell: "5.1",
			Elevated: true, Tasks: m.tasks,
			Files: []adsync.File{{Path: `C:\sync.ps1`, Readable: true, Evidence: []adsync.Evidence{
				{Kind: "team-id", Line: 3},
				{Kind: "dashlane", Line: 1},
			}}},
		})
	}
	m.args = args
	c := adsync.Change{Schema: adsync.ChangeSchema, Host: m.name, Time: now, Action: string(script)}
	for i := range m.tasks {
		t := &m.tasks[i]
		if !slices.Contains(args.Tasks, t.Path) {
			continue
		}
		before := t.Standing
		m.changes++
		t.Enabled = script == adsync.ResumeScript
		t.State = map[bool]string{true: "ready", false: "disabled"}[t.Enabled]
		if strings.HasPrefix(before.State, "run") && !args.EndRunning {
			t.State = "running"
		}
		after := t.Standing
		c.Tasks = append(c.Tasks, adsync.TaskChange{Path: t.Path, Done: true, Before: &before, After: &after})
	}
	return json.Marshal(c)
}
