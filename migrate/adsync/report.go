package adsync

import (
	"encoding/json"
	"time"

	"ad2scim/migrate/render"
)

// The schemas of what the scripts print.
const (
	FindSchema   = "ad2scim.syncfind/v1"
	ChangeSchema = "ad2scim.syncchange/v1"
)

// Moment is a time that may be absent: a task that never ran has no last run.
type Moment struct{ time.Time }

// UnmarshalJSON reads RFC 3339, or "" for no time.
func (m *Moment) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil || s == "" {
		m.Time = time.Time{}
		return err
	}
	t, err := time.Parse(time.RFC3339, s)
	m.Time = t.UTC()
	return err
}

// MarshalJSON writes RFC 3339, or "" for no time.
func (m Moment) MarshalJSON() ([]byte, error) { return json.Marshal(m.text()) }

func (m Moment) text() string { return render.Timestamp(m.Time) }

// Report is what FindScript saw on one host.
type Report struct {
	Schema     string           `json:"schema"`
	Host       string           `json:"host"`             // with its domain, after ReadReport
	Domain     string           `json:"domain,omitempty"` // DNS domain; empty in a workgroup
	Time       Moment           `json:"time"`             // by the host's clock
	PowerShell string           `json:"powershell"`
	Elevated   bool             `json:"elevated"` // run as administrator; otherwise tasks of other accounts are hidden
	Tasks      []Task           `json:"tasks"`
	Processes  []Process        `json:"processes"`
	Services   []WindowsService `json:"services"`
	Files      []File           `json:"files"`
	Trouble    []Trouble        `json:"trouble"` // what couldn't be read
	// Policy are the paths of the tasks that Group Policy enables again.
	Policy []string `json:"policy,omitempty"`
	// Immediate are the tasks that Group Policy creates, runs and deletes at each refresh.
	Immediate []Immediate `json:"immediate,omitempty"`
	// Search says how far the script of AD sync was searched for by its content.
	Search *Search `json:"search,omitempty"`
	// Mode is PowerShell's language mode, such as FullLanguage or ConstrainedLanguage.
	Mode string `json:"mode,omitempty"`
	// ZoneOffset is the host's local time minus UTC, in minutes, when the result was made.
	ZoneOffset int `json:"zone_offset,omitempty"`
	// Zone is the host's time zone, or nil in a result that has only the offset.
	Zone *Zone `json:"zone,omitempty"`
	// Others are nil after they are read, and in a result without them.
	Others *Others `json:"others,omitempty"`
}

// Immediate is an immediate task of Group Policy.
type Immediate struct {
	Name    string       `json:"name"`
	Path    string       `json:"path"` // path of the policy's file
	Files   []string     `json:"files"`
	Unknown []Unfollowed `json:"unknown"`
}

// Search says how far the search for script files went. Stopped is the folder at which a
// limit was reached, or "".
type Search struct {
	Folders int    `json:"folders"`
	Files   int    `json:"files"`
	Stopped string `json:"stopped"`
}

// File is a script file that something starts or mentions.
type File struct {
	Path     string     `json:"path"`
	Readable bool       `json:"readable"`
	Missing  bool       `json:"missing"` // there is no such file
	Why      string     `json:"why"`     // why it couldn't be read
	Modified Moment     `json:"modified"`
	Evidence []Evidence `json:"evidence"`
	Number   string     `json:"number,omitempty"` // the Windows error code, such as 0x80070005
	Started  bool       `json:"started,omitempty"`
}

// Evidence is one known word that was found in a script.
type Evidence struct {
	Kind    string `json:"kind"`
	Line    int    `json:"line"` // from 1
	Excerpt string `json:"excerpt"`
}

// Trouble is something that couldn't be read.
type Trouble struct {
	What   string `json:"what"`
	Why    string `json:"why"`
	Number string `json:"number,omitempty"` // the Windows error code

	by     []TaskKey // the tasks that start it
	others bool      // something else starts it too
	idle   bool      // only disabled tasks start it
	// unfollowed: What is a task, a process or a service, and Why says what it may start.
	unfollowed bool
}

// Change is the result of StopScript or ResumeScript.
type Change struct {
	Schema  string       `json:"schema"`
	Host    string       `json:"host"` // with its domain, after ReadChange
	Domain  string       `json:"domain,omitempty"`
	Time    Moment       `json:"time"`
	Action  string       `json:"action"`
	Tasks   []TaskChange `json:"tasks"`
	Trouble []Trouble    `json:"trouble"`
	// Script is the SHA-256 of the file from which the script was run, in hexadecimal. It is
	// empty if it wasn't run from a file, and in results of earlier versions.
	Script string `json:"script,omitempty"`
}

// TaskChange is the result of a change for one task.
type TaskChange struct {
	Path   string    `json:"path"`
	Done   bool      `json:"done"`
	Ended  bool      `json:"ended"` // a running instance was ended
	Why    string    `json:"why"`
	Before *Standing `json:"before"` // nil: the task doesn't exist
	After  *Standing `json:"after"`
}
