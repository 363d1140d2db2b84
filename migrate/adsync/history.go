package adsync

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/workspace"
)

// The kinds of the journal's entries.
const (
	kindIntent = "sync-intent" // a change is about to be made; data: Intent
	kindResult = "sync-result" // what came of it; data: outcome
	kindLook   = "sync-look"   // what a look saw; data: sightings
	// kindConsole is a date that an admin read in the Admin Console; data: ConsoleReading.
	kindConsole = "sync-console"
	// kindGone is a machine that is no more; data: gone.
	kindGone = "sync-gone"
)

// Intent is a change that is about to be made on one host.
type Intent struct {
	Action Script   `json:"action"` // stop or resume
	Host   string   `json:"host"`   // as it calls itself
	Via    string   `json:"via"`    // how it was reached
	Tasks  []Before `json:"tasks"`
	End    bool     `json:"end_running"`
}

// Before is a task as it was before a change.
type Before struct {
	Path string `json:"path"`
	Standing
	Interval time.Duration `json:"interval"`
}

type outcome struct {
	Intent int64        `json:"intent"` // the number of the entry that announced it
	Action Script       `json:"action"`
	Host   string       `json:"host"`
	Tasks  []TaskChange `json:"tasks"`
	Error  string       `json:"error,omitempty"`
	// Seen: not what the host answered, but what a later look saw. Outdated: a look
	// since then saw how the tasks stand.
	Seen     bool `json:"seen,omitempty"`
	Outdated bool `json:"outdated,omitempty"`
}

type sightings struct {
	Host  string   `json:"host"`
	Time  Moment   `json:"time"` // by the host's clock
	Tasks []Before `json:"tasks"`
	// Running lists processes and services that ran.
	Running []string `json:"running,omitempty"`
	// Other is the worst state of processes and services.
	Other string `json:"other,omitempty"`
	// Possible are the paths of the tasks that are only possibly AD sync.
	Possible []string `json:"possible,omitempty"`
	Partial  bool     `json:"partial,omitempty"`   // not all could be seen
	FromFile bool     `json:"from_file,omitempty"` // a result file, which may be old
}

// gone names a machine of which an admin says that it is no more.
type gone struct {
	Host string `json:"host"`
	By   string `json:"by"`
}

// Journal is what is needed of workspace.Journal.
type Journal interface {
	Append(workspace.Entry) (workspace.Entry, error)
	All() iter.Seq2[workspace.Entry, error]
}

// TaskKey names a task on a host.
type TaskKey struct{ Host, Path string }

// Memory is what the journal tells of the tasks.
type Memory struct {
	// Stopped are the tasks that this program disabled while they were enabled
	// and has not brought back; Uncertain are those of which it is not known,
	// because it ended between announcing it and noting what came of it.
	Stopped   []TaskKey
	Uncertain []TaskKey
	// Still says since when a task is seen disabled with one and the same last
	// run.
	Still map[TaskKey]Stillness
	// Console are the readings of the Admin Console's date, oldest first.
	Console []ConsoleReading

	machines map[string]*seen   // by hostKey
	possible map[TaskKey]bool   // what was only possibly AD sync
	came     map[look]time.Time // when each look came here first
	open     map[int64]Intent   // by entry: what is left of it is the tasks of which it is not known what came
}

// look names one look at a host, by the host's clock.
type look struct {
	host string
	at   time.Time
}

// StillSince returns the moment since which every task is still, or false if
// there is none.
func (m Memory) StillSince() (latest time.Time, ok bool) {
	for _, s := range m.Still {
		if s.Since.After(latest) {
			latest = s.Since
		}
	}
	return latest, len(m.Still) > 0
}

// Stillness is since when a task has not moved.
type Stillness struct {
	Since    time.Time
	LastRun  time.Time
	Interval time.Duration // the longest that was seen
}

// Remember reads the journal.
func Remember(j Journal) (Memory, error) {
	m := Memory{Still: map[TaskKey]Stillness{}, machines: map[string]*seen{}, came: map[look]time.Time{}, possible: map[TaskKey]bool{}, open: map[int64]Intent{}}
	for e, err := range j.All() {
		if err != nil {
			return m, err
		}
		switch e.Kind {
		case kindIntent:
			var in Intent
			if err := json.Unmarshal(e.Data, &in); err != nil {
				return m, damaged(e, err)
			}
			m.open[e.Seq] = in
			m.doubt(in)
		case kindResult:
			var out outcome
			if err := json.Unmarshal(e.Data, &out); err != nil {
				return m, damaged(e, err)
			}
			if out.Error != "" {
				continue // the host may have done it before the answer was lost
			}
			in := m.open[out.Intent]
			for _, t := range out.Tasks {
				m.settle(TaskKey{out.Host, t.Path})
				m.changed(e.Time, in, out, t)
			}
		case kindConsole:
			var c ConsoleReading
			if err := json.Unmarshal(e.Data, &c); err != nil {
				return m, damaged(e, err)
			}
			m.Console = append(m.Console, c)
		case kindLook:
			var s sightings
			if err := json.Unmarshal(e.Data, &s); err != nil {
				return m, damaged(e, err)
			}
			m.looked(e.Time, s)
		case kindGone:
			var g gone
			if err := json.Unmarshal(e.Data, &g); err != nil {
				return m, damaged(e, err)
			}
			m.forget(g.Host)
		}
	}
	return m, nil
}

// looked takes a look that came here at a moment of this program's clock. A result
// file that is older than what is known of its machine tells nothing.
func (m *Memory) looked(came time.Time, s sightings) {
	if k := (look{s.Host, s.Time.UTC()}); m.came[k].IsZero() {
		m.came[k] = came
	}
	about := m.machine(s.Host)
	if s.FromFile && s.Time.Before(about.at) {
		return
	}
	*about = seen{host: s.Host, at: s.Time.Time, tasks: map[string]taskSeen{}, other: s.Other, partial: s.Partial}
	for _, path := range s.Possible {
		m.possible[TaskKey{s.Host, path}] = true
	}
	for _, t := range s.Tasks {
		k := TaskKey{s.Host, t.Path}
		m.saw(came, k, t.Standing, t.Interval)
		about.tasks[t.Path] = taskSeen{slices.Contains(s.Possible, t.Path), t.State == "running", t.Enabled}
	}
}

// forget takes a machine that is no more out of what is known.
func (m *Memory) forget(host string) {
	delete(m.machines, hostKey(host))
	maps.DeleteFunc(m.Still, func(k TaskKey, _ Stillness) bool { return sameHost(k.Host, host) })
	there := func(k TaskKey) bool { return sameHost(k.Host, host) }
	m.Stopped, m.Uncertain = slices.DeleteFunc(m.Stopped, there), slices.DeleteFunc(m.Uncertain, there)
}

// doubt takes the tasks of an intent for uncertain until its result is known.
func (m *Memory) doubt(in Intent) {
	if in.Action != StopScript {
		return
	}
	for _, t := range in.Tasks {
		k := TaskKey{in.Host, t.Path}
		if t.Enabled && !slices.Contains(m.Uncertain, k) {
			m.Uncertain = append(m.Uncertain, k)
		}
	}
}

// settle ends the doubt about a task: a result says what came of it, which goes
// for whatever was announced before.
func (m *Memory) settle(k TaskKey) {
	m.Uncertain = slices.DeleteFunc(m.Uncertain, func(o TaskKey) bool { return o == k })
	for seq, in := range m.open {
		if !sameHost(in.Host, k.Host) {
			continue
		}
		in.Tasks = slices.DeleteFunc(slices.Clone(in.Tasks), func(b Before) bool { return b.Path == k.Path })
		if m.open[seq] = in; len(in.Tasks) == 0 {
			delete(m.open, seq)
		}
	}
}

func (m *Memory) changed(at time.Time, in Intent, out outcome, t TaskChange) {
	k := TaskKey{out.Host, t.Path}
	without := func(list []TaskKey) []TaskKey {
		return slices.DeleteFunc(list, func(o TaskKey) bool { return o == k })
	}
	if t.After != nil && !out.Outdated {
		interval := time.Duration(0)
		for _, b := range in.Tasks {
			if samePath(b.Path, t.Path) {
				interval = b.Interval
			}
		}
		m.saw(at, k, *t.After, interval)
		about := m.machine(k.Host)
		about.tasks[k.Path] = taskSeen{about.tasks[k.Path].possible, t.After.State == "running", t.After.Enabled}
	}
	switch {
	case !t.Done:
	case out.Action == ResumeScript:
		m.Stopped, m.Uncertain = without(m.Stopped), without(m.Uncertain)
	case t.Before != nil && t.Before.Enabled:
		m.Stopped, m.Uncertain = append(without(m.Stopped), k), without(m.Uncertain)
	}
}

// saw takes what was seen of a task at a moment of this program's clock.
func (m *Memory) saw(at time.Time, k TaskKey, s Standing, interval time.Duration) {
	if s.Enabled || s.State == "running" {
		delete(m.Still, k)
		return
	}
	was, known := m.Still[k]
	if !known || !was.LastRun.Equal(s.LastRun.Time) {
		m.Still[k] = Stillness{at, s.LastRun.Time, interval}
		return
	}
	was.Interval = max(was.Interval, interval)
	m.Still[k] = was
}

func damaged(e workspace.Entry, err error) error {
	return &migrate.Problem{Class: migrate.BadInput, What: fmt.Sprintf("cannot read entry %d of the journal", e.Seq), Why: "it is not what ad2scim wrote",
		Next: "put back a copy of the journal", Err: err}
}

func note(j Journal, run, kind, text string, data any) (workspace.Entry, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return workspace.Entry{}, err
	}
	return j.Append(workspace.Entry{Run: run, Kind: kind, Text: text, Data: raw})
}

// NoteLook writes to the journal what a look saw of AD sync, for later looks.
func NoteLook(j Journal, run string, f Found) error {
	for _, h := range f.Hosts {
		if h.Error != "" {
			continue
		}
		s := sightings{Host: h.Host, Time: h.Time, Partial: !h.Whole(), FromFile: h.FromFile}
		for _, c := range f.Candidates {
			if c.Host != h.Host {
				continue
			}
			switch {
			case c.Task != nil:
				interval, _ := c.Task.Interval()
				s.Tasks = append(s.Tasks, Before{c.Task.Path, c.Task.Standing, interval})
				if c.Belief == Possible {
					s.Possible = append(s.Possible, c.Task.Path)
				}
			case c.Active:
				s.Running = append(s.Running, c.Kind+" "+c.Name)
			}
			if c.Task == nil {
				s.Other = worse(s.Other, stateOf(c.Belief == Possible, c.Active, c.Armed))
			}
		}
		text := fmt.Sprintf("looked for AD sync on %s: %d tasks, %d running", migrate.Quote(h.Host), len(s.Tasks), len(s.Running))
		if _, err := note(j, run, kindLook, text, s); err != nil {
			return err
		}
	}
	return nil
}

// NoteGone writes to the journal that a machine which was looked at is no more, as
// an admin says. It is BadInput if it was never looked at.
func NoteGone(j Journal, run string, m Memory, host, by string) error {
	about := m.machines[hostKey(host)]
	if about == nil {
		return badInput("the machine "+migrate.Quote(host)+" was never looked at", "", "give its name as sync find shows it")
	}
	_, err := note(j, run, kindGone, "the machine "+migrate.Quote(about.host)+" is no more, says "+by, gone{about.host, by})
	return err
}

// NoteConsole writes to the journal what an admin read in the Admin Console.
func NoteConsole(j Journal, run string, c ConsoleReading) error {
	_, err := note(j, run, kindConsole, "the Admin Console's date of the last sync was "+c.Says.Format(time.RFC3339), c)
	return err
}

// NoteChange writes to the journal what a script did that an admin ran by hand. A
// result that is outdated tells what to bring back, and not how the tasks stand.
func NoteChange(j Journal, run string, c *Change, outdated bool) error {
	_, err := note(j, run, kindResult, fmt.Sprintf("%s by hand: %d scheduled tasks on %s", c.Action, len(c.Tasks), migrate.Quote(c.Host)),
		outcome{Action: Script(c.Action), Host: c.Host, Tasks: c.Tasks, Outdated: outdated})
	return err
}
