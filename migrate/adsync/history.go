package adsync

import (
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
	"ad2scim/migrate/store"
)

// The kinds of the journal's entries.
const (
	kindIntent = "sync-intent" // a change is about to be made; data: Intent
	kindResult = "sync-result" // its result; data: outcome
	kindLook   = "sync-look"   // what a scan saw; data: sightings
	// kindConsole is a date that an admin read in the Admin Console; data: ConsoleReading.
	kindConsole = "sync-console"
	// kindAudit is an audit log that was searched; data: auditLog.
	kindAudit = "sync-audit-log"
	// kindScript is a script that was written for an admin to run; data: WrittenScript.
	kindScript = "sync-script"
	// kindGone is a host that no longer exists; data: gone.
	kindGone = "sync-gone"
)

// Intent is a change that is about to be made on one host.
type Intent struct {
	Action Script   `json:"action"` // stop or resume
	Host   string   `json:"host"`   // the host's own name
	Via    string   `json:"via"`    // how it was reached, such as WinRM
	Tasks  []Before `json:"tasks"`
	End    bool     `json:"end_running"`
	Zone   *Zone    `json:"zone,omitempty"` // the host's
}

// Before is a task as it was before a change.
type Before struct {
	Path string `json:"path"`
	Standing
	Interval time.Duration `json:"interval"`
	// Schedule is nil if the task's triggers aren't known.
	Schedule *Schedule `json:"schedule,omitempty"`

	definition string // see Arguments
}

type outcome struct {
	Intent int64        `json:"intent"` // the number of the entry with the intent
	Action Script       `json:"action"`
	Host   string       `json:"host"`
	Time   Moment       `json:"time"` // by the host's clock
	Tasks  []TaskChange `json:"tasks"`
	Error  string       `json:"error,omitempty"`
	// Seen says that this comes from a later scan, not from the host's answer. Outdated says
	// that a newer scan recorded the state of the tasks.
	Seen     bool `json:"seen,omitempty"`
	Outdated bool `json:"outdated,omitempty"`
	// Stray says that the answer came from a host other than the planned one.
	Stray bool `json:"stray,omitempty"`
}

type sightings struct {
	Host string `json:"host"`
	Time Moment `json:"time"` // by the host's clock
	// Began is when the scan began, by this program's clock; zero for a result file.
	Began time.Time `json:"began,omitzero"`
	Tasks []Before  `json:"tasks"`
	Zone  *Zone     `json:"zone,omitempty"` // the host's
	// Services are recorded as tasks are.
	Services []Before `json:"services,omitempty"`
	// Running lists processes and services that were running.
	Running []string `json:"running,omitempty"`
	// Other is the worst state of processes and services.
	Other string `json:"other,omitempty"`
	// Possible are the tasks that only possibly belong to AD sync.
	Possible []string `json:"possible,omitempty"`
	// Named are the tasks that belong to AD sync only because an admin said so.
	Named    []string `json:"named,omitempty"`
	Partial  bool     `json:"partial,omitempty"`   // not everything could be read
	FromFile bool     `json:"from_file,omitempty"` // from a result file, which may be old
}

// WrittenScript is a script that was written for an admin to disable or enable tasks with.
type WrittenScript struct {
	Action Script   `json:"action"`
	Host   string   `json:"host,omitempty"` // the only host that it changes; empty: any host
	Tasks  []string `json:"tasks"`
	SHA256 string   `json:"sha256"` // of the file, in hexadecimal

	at time.Time // when it was written, by this program's clock
}

// gone names a host that an admin says no longer exists.
type gone struct {
	Host string `json:"host"`
	By   string `json:"by"`
}

// Journal is the part of store.Journal that this package uses.
type Journal interface {
	Append(store.Entry) (store.Entry, error)
	All() iter.Seq2[store.Entry, error]
}

// TaskKey identifies a task on a host.
type TaskKey struct{ Host, Path string }

func damaged(e store.Entry, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: fmt.Sprintf("cannot read entry %d of the journal", e.Seq),
		Why:  "its content is not valid",
		Next: "put back a copy of the journal", Err: err,
	}
}

func note(j Journal, run, kind, text string, data any) (store.Entry, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return store.Entry{}, err
	}
	return j.Append(store.Entry{Run: run, Kind: kind, Text: text, Data: raw})
}

// NoteScan records in the journal what a scan saw of AD sync, for later scans.
func NoteScan(j Journal, run string, f Assessment) error {
	for _, h := range f.Hosts {
		if h.Error != "" {
			continue
		}
		s := sightings{Host: h.Host, Time: h.Time, Zone: h.zone, Partial: !h.Whole(), FromFile: h.FromFile, Began: h.began}
		for _, c := range f.Candidates {
			if c.Host != h.Host {
				continue
			}
			if c.File != nil {
				s.Partial = s.Partial || !c.left // what starts it isn't known
				continue
			}
			switch {
			case c.Task != nil:
				interval, _ := c.Task.Interval()
				s.Tasks = append(s.Tasks, Before{
					Path: c.Name, Standing: c.Task.Standing, Interval: interval, Schedule: c.Task.schedule(),
				})
			case c.Service != nil:
				s.Services = append(s.Services, Before{Path: c.Name, Standing: c.Service.standing(), Interval: unknownInterval})
			}
			if c.Confidence == Possible {
				s.Possible = append(s.Possible, c.Name)
			}
			if c.named {
				s.Named = append(s.Named, c.Name)
			}
			if c.Task == nil && c.Active {
				s.Running = append(s.Running, c.Kind+" "+c.Name)
			}
			if c.Task == nil {
				s.Other = worse(s.Other, c.state())
			}
		}
		text := fmt.Sprintf("scanned %s for AD sync: %d tasks, %d running", shown(h.Host), len(s.Tasks), len(s.Running))
		if _, err := note(j, run, kindLook, text, s); err != nil {
			return err
		}
	}
	return nil
}

// NoteGone records in the journal that a host no longer exists, as an admin says. It is
// BadInput if the host was never scanned.
func NoteGone(j Journal, run string, m Memory, host, by string) error {
	about := m.find(host)
	if about == nil {
		return badInput("the host "+shown(host)+" was never scanned", "", "give its name as sync find shows it")
	}
	_, err := note(j, run, kindGone, "the host "+shown(about.host)+" no longer exists, according to "+by,
		gone{about.host, by})
	return err
}

// NoteScript records in the journal that a script was written for an admin to run.
func NoteScript(j Journal, run string, s WrittenScript) error {
	text := fmt.Sprintf("wrote a script to %s %d scheduled tasks, SHA-256 %s", s.Action, len(s.Tasks), s.SHA256)
	_, err := note(j, run, kindScript, text, s)
	return err
}

// NoteConsole records in the journal what an admin read in the Admin Console.
func NoteConsole(j Journal, run string, c ConsoleReading) error {
	_, err := note(j, run, kindConsole, "the Admin Console's last sync date was "+render.Timestamp(c.Says), c)
	return err
}

// NoteChange records in the journal the result of a script that an admin ran. An outdated
// result says which tasks to enable again, and not their present state.
func NoteChange(j Journal, run string, c *Change, outdated bool) error {
	_, err := note(j, run, kindResult, fmt.Sprintf("%s by hand: %d scheduled tasks on %s", c.Action, len(c.Tasks),
		shown(c.Host)),
		outcome{Action: Script(c.Action), Host: c.Host, Time: c.Time, Tasks: c.Tasks, Outdated: outdated})
	return err
}
