package adsync

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"ad2scim/migrate"
)

// The forms of what the scripts print.
const (
	FindSchema   = "ad2scim.syncfind/v1"
	ChangeSchema = "ad2scim.syncchange/v1"
)

// Moment is a time that may be none: a task that never ran has no last run.
type Moment struct{ time.Time }

// UnmarshalJSON takes RFC 3339, or "" for none.
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

// MarshalJSON writes RFC 3339, or "" for none.
func (m Moment) MarshalJSON() ([]byte, error) { return json.Marshal(m.text()) }

func (m Moment) text() string {
	if m.IsZero() {
		return ""
	}
	return m.UTC().Format(time.RFC3339)
}

// Report is what FindScript saw on one machine.
type Report struct {
	Schema     string           `json:"schema"`
	Host       string           `json:"host"`             // with its domain, once it is read
	Domain     string           `json:"domain,omitempty"` // of DNS; empty in a workgroup
	Time       Moment           `json:"time"`             // by the machine's clock
	PowerShell string           `json:"powershell"`
	Elevated   bool             `json:"elevated"` // run as administrator: otherwise tasks of others are hidden
	Tasks      []Task           `json:"tasks"`
	Processes  []Process        `json:"processes"`
	Services   []WindowsService `json:"services"`
	Files      []File           `json:"files"`
	Trouble    []Trouble        `json:"trouble"` // what could not be looked at
	// Policy are the paths of the tasks that Group Policy enables again.
	Policy []string `json:"policy,omitempty"`
	// Immediate are the tasks that Group Policy makes, runs and deletes at each refresh.
	Immediate []Immediate `json:"immediate,omitempty"`
	// Search says how far AD sync's script was looked for by what it holds.
	Search *Search `json:"search,omitempty"`
	// Mode is PowerShell's language mode, such as FullLanguage or ConstrainedLanguage.
	Mode string `json:"mode,omitempty"`
	// ZoneOffset is the machine's local time less UTC, in minutes, when the result was made.
	ZoneOffset int `json:"zone_offset,omitempty"`
	// Zone is the machine's time zone; nil in a result that tells the offset alone.
	Zone *Zone `json:"zone,omitempty"`
	// Others are nil once they are read, and in a result that does not tell them.
	Others *Others `json:"others,omitempty"`
}

// Immediate is an immediate task of Group Policy.
type Immediate struct {
	Name    string       `json:"name"`
	Path    string       `json:"path"` // of the policy's file
	Files   []string     `json:"files"`
	Unknown []Unfollowed `json:"unknown"`
}

// Search is how far the search for script files went. Stopped is the folder at which a
// limit was reached, or "".
type Search struct {
	Folders int    `json:"folders"`
	Files   int    `json:"files"`
	Stopped string `json:"stopped"`
}

// Standing is how a task stands.
type Standing struct {
	Enabled    bool   `json:"enabled"`
	State      string `json:"state"` // unknown, disabled, queued, ready or running
	LastRun    Moment `json:"last_run"`
	NextRun    Moment `json:"next_run"`
	LastResult int64  `json:"last_result"` // 0: went well
}

// Task is a scheduled task.
type Task struct {
	Standing
	Name     string     `json:"name"`
	Path     string     `json:"path"` // folder and name, such as \Dashlane\Sync
	Account  string     `json:"account"`
	Actions  []Action   `json:"actions"`
	Triggers []Trigger  `json:"triggers"`
	Files    []string   `json:"files"` // paths of Report.Files
	Evidence []Evidence `json:"evidence"`
	Followed
	// Definition is the SHA-256 of the task's whole definition.
	Definition string `json:"definition,omitempty"`

	// Clustered: a failover cluster holds the task, and enables it again on another of its
	// Nodes, as far as they are known.
	Clustered bool     `json:"clustered,omitempty"`
	Nodes     []string `json:"nodes,omitempty"`
	// Settings are nil in a result that does not tell them.
	Settings *Settings `json:"settings,omitempty"`

	brief bool // how it stands is all that is known of it; see Others
	zone  Zone // the host's
}

// Followed is what FindScript found by following what something starts. Its Files are
// started; Mentions are only named.
type Followed struct {
	Mentions []string     `json:"mentions,omitempty"` // paths of scripts
	Unknown  []Unfollowed `json:"unknown,omitempty"`
	Shell    bool         `json:"shell,omitempty"` // it runs PowerShell or another script host
	Open     bool         `json:"open,omitempty"`  // a host that takes what is typed
}

// active reports whether a run goes on or is about to.
func (s Standing) active() bool { return s.State == "running" || s.State == "queued" }

// Action is a program that a task starts, put together from what was recognized: the
// host's own switches, the script that it starts, *** for other arguments.
type Action struct {
	Path      string `json:"path"`
	Arguments string `json:"arguments"`
	Folder    string `json:"folder"`
	SHA256    string `json:"sha256,omitempty"` // of the action as it is defined
}

// Trigger is when a task starts.
type Trigger struct {
	Type    int    `json:"type"` // TASK_TRIGGER_TYPE2: 1 once, 2 daily, 3 weekly, 4 and 5 monthly, others an event
	Enabled bool   `json:"enabled"`
	Repeat  string `json:"repeat"` // an ISO 8601 duration, or ""
	Days    int    `json:"days"`   // between two days on which it starts; 0: not by the day
	// Lasts is for how long it repeats after a start, "" for ever; nil in a result
	// that does not tell (IRepetitionPattern::Duration).
	Lasts *string `json:"lasts,omitempty"`
	// Months are the months of a monthly trigger, one bit each from January on; 0
	// in a result that does not tell (IMonthlyTrigger::MonthsOfYear).
	Months int `json:"months,omitempty"`
	// Delay is how much later a start may come, an ISO 8601 duration, or "".
	Delay string `json:"delay,omitempty"`
	// MonthDays are the days of the month, one bit each from the first on
	// (IMonthlyTrigger::DaysOfMonth). Weekdays are bits from Sunday on, and Weeks
	// bits from the month's first week on (IMonthlyDOWTrigger). Last means the last
	// day of the month, or the last of such weekdays in it.
	MonthDays int  `json:"month_days,omitempty"`
	Weekdays  int  `json:"weekdays,omitempty"`
	Weeks     int  `json:"weeks,omitempty"`
	Last      bool `json:"last,omitempty"`
	// Start and End are the trigger's boundaries as Task Scheduler gives them: local
	// time, or with a zone (ITrigger::StartBoundary).
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// Process is a script host that runs.
type Process struct {
	ID       int        `json:"id"`
	Name     string     `json:"name"`
	Command  string     `json:"command"`
	Seen     bool       `json:"seen"` // its command line could be read
	Started  Moment     `json:"started"`
	Files    []string   `json:"files"`
	Evidence []Evidence `json:"evidence"`
	SHA256   string     `json:"sha256,omitempty"` // of the whole command line
	Followed
}

// Service is a Windows service that starts a script.
type WindowsService struct {
	Name     string     `json:"name"`
	Command  string     `json:"command"`
	Account  string     `json:"account"`
	State    string     `json:"state"` // running, stopped, ...
	Start    string     `json:"start"` // auto, manual, disabled
	Files    []string   `json:"files"`
	Evidence []Evidence `json:"evidence"`
	SHA256   string     `json:"sha256,omitempty"` // of the whole command line
	Followed
}

// standing is how a service stands. It has no last run, and is armed unless it is
// disabled: what is started by hand can be started by anything.
func (s *WindowsService) standing() Standing {
	st := Standing{Enabled: s.Start != "disabled", State: s.State}
	if st.State != "stopped" && st.State != "" {
		st.State = "running" // or it is about to, or is just ending
	}
	return st
}

// File is a script file that something points to.
type File struct {
	Path     string     `json:"path"`
	Readable bool       `json:"readable"`
	Missing  bool       `json:"missing"` // there is no such file
	Why      string     `json:"why"`     // why it could not be read
	Modified Moment     `json:"modified"`
	Evidence []Evidence `json:"evidence"`
	Number   string     `json:"number,omitempty"` // Windows' number of the reason, such as 0x80070005
	Started  bool       `json:"started,omitempty"`
}

// Evidence is one known word that was seen.
type Evidence struct {
	Kind    string `json:"kind"`
	Line    int    `json:"line"` // from 1
	Excerpt string `json:"excerpt"`
}

// Trouble is something that could not be looked at.
type Trouble struct {
	What   string `json:"what"`
	Why    string `json:"why"`
	Number string `json:"number,omitempty"` // Windows' number of the reason

	by     []TaskKey // the tasks that start it
	others bool      // so does something else
	idle   bool      // nothing but tasks that are disabled starts it
	// unfollowed: What is a task, a process or a service, and Why says what it may start.
	unfollowed bool
}

// Change is what StopScript or ResumeScript did.
type Change struct {
	Schema  string       `json:"schema"`
	Host    string       `json:"host"` // with its domain, once it is read
	Domain  string       `json:"domain,omitempty"`
	Time    Moment       `json:"time"`
	Action  string       `json:"action"`
	Tasks   []TaskChange `json:"tasks"`
	Trouble []Trouble    `json:"trouble"`
	// Script is the SHA-256 of the file that the script was run from, in hexadecimal; empty
	// where it wasn't run from a file, and in results of earlier versions.
	Script string `json:"script,omitempty"`
}

// TaskChange is what became of one task.
type TaskChange struct {
	Path   string    `json:"path"`
	Done   bool      `json:"done"`
	Ended  bool      `json:"ended"` // a running instance was ended
	Why    string    `json:"why"`
	Before *Standing `json:"before"` // nil: the task is not there
	After  *Standing `json:"after"`
}

// maxResult is more than any machine's result, in bytes.
const maxResult = 64 << 20

// ReadReport reads a result of FindScript, also one that Windows PowerShell
// redirected to a file, which is UTF-16. Name is what the source is called in a Problem.
func ReadReport(r io.Reader, name string) (*Report, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxResult+1))
	if err != nil {
		return nil, notResult(name, pathReason(err), err)
	}
	return parseReport(data, name)
}

// ReadChange reads a result of StopScript or ResumeScript.
func ReadChange(r io.Reader, name string, action Script) (*Change, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxResult+1))
	if err != nil {
		return nil, notResult(name, pathReason(err), err)
	}
	return parseChange(data, name, action)
}

func parseReport(data []byte, name string) (*Report, error) {
	var report Report
	if err := parseResult(data, name, FindSchema, FindScript, &report); err != nil {
		return nil, err
	}
	report.Host = withDomain(report.Host, report.Domain)
	zone := report.timeZone()
	for i := range report.Tasks {
		report.Tasks[i].zone = zone
	}
	report.takeOthers()
	report.markShells()
	report.keepKnownEvidence()
	return &report, nil
}

// timeZone is the machine's time zone, by the offset of the moment where no more is told.
func (r *Report) timeZone() Zone {
	if r.Zone != nil && r.Zone.sane() {
		return *r.Zone
	}
	return Zone{Offset: r.ZoneOffset}
}

// markShells marks what runs PowerShell in a result of an earlier version of the
// script, which told neither that nor its language mode: by the program, which it
// never masked.
func (r *Report) markShells() {
	if r.Mode != "" {
		return
	}
	runs := func(program string) bool {
		base := strings.ToLower(program[strings.LastIndexAny(program, `\/`)+1:])
		return strings.HasPrefix(base, "powershell") || strings.HasPrefix(base, "pwsh")
	}
	for i := range r.Tasks {
		r.Tasks[i].Shell = r.Tasks[i].Shell || slices.ContainsFunc(r.Tasks[i].Actions,
			func(a Action) bool { return runs(a.Path) })
	}
	for i := range r.Processes {
		r.Processes[i].Shell = r.Processes[i].Shell || runs(r.Processes[i].Name)
	}
}

func parseChange(data []byte, name string, action Script) (*Change, error) {
	var change Change
	if err := parseResult(data, name, ChangeSchema, action, &change); err != nil {
		return nil, err
	}
	if change.Action != string(action) {
		return nil, wrongAction(name, change.Action, action)
	}
	change.Host = withDomain(change.Host, change.Domain)
	return &change, nil
}

func parseResult(data []byte, name, schema string, action Script, into any) error {
	if len(data) > maxResult {
		return notResult(name, "it is larger than any result", nil)
	}
	data = bytes.TrimSpace(unwrap(decodeText(data)))
	if len(data) == 0 {
		return notResult(name, "it is empty", nil)
	}
	var head struct {
		Schema  string          `json:"schema"`
		Refused string          `json:"refused"`
		Action  string          `json:"action"`
		Host    string          `json:"host"`
		Tasks   json.RawMessage `json:"tasks"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return notResult(name, "it is not one JSON object, as the script prints it", err)
	}
	if head.Refused == "mode" {
		return &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot run the script on " + migrate.Quote(name),
			Why:  "a policy has put PowerShell into Constrained Language Mode there",
			Next: "to find AD sync, run the script that ad2scim sync script writes there and give its result; to disable or enable a task, use Task Scheduler",
		}
	}
	if head.Refused != "" {
		return &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot scan " + migrate.Quote(name),
			Why:  "its PowerShell is older than 3.0",
			Next: "install Windows Management Framework 3.0 or later there, or check Task Scheduler by hand",
		}
	}
	if head.Schema == FindSchema && schema == ChangeSchema {
		return wrongAction(name, string(FindScript), action)
	}
	if head.Schema == ChangeSchema && schema == FindSchema {
		return wrongAction(name, head.Action, FindScript)
	}
	if head.Schema != schema {
		return notResult(name, "its schema is "+migrate.Quote(head.Schema)+" and not "+schema, nil)
	}
	if head.Host == "" {
		return notResult(name, "it does not say which host it is from", nil)
	}
	var tasks []struct {
		Enabled *bool `json:"enabled"`
	}
	if err := json.Unmarshal(head.Tasks, &tasks); head.Tasks == nil || err != nil || tasks == nil {
		return notResult(name, "it does not say which tasks there are", err)
	}
	if schema == FindSchema {
		for _, t := range tasks {
			if t.Enabled == nil {
				return notResult(name, "it does not say of each task whether it is enabled", nil)
			}
		}
	}
	if err := json.Unmarshal(data, into); err != nil {
		return notResult(name, "a value in it is not of the kind that the script prints", err)
	}
	return nil
}

// withDomain returns the name of a machine in its domain: two domains may each
// have one of the same name.
func withDomain(host, domain string) string {
	if domain == "" || strings.Contains(host, ".") {
		return host
	}
	return host + "." + domain
}

// unwrap takes the line ends away that Windows PowerShell puts into a long line when its
// output is redirected. The scripts write one line, and escape line ends in strings.
func unwrap(data []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r"), nil), []byte("\n"), nil)
}

func notResult(name, why string, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the result of " + migrate.Quote(name), Why: why,
		Next: "run the script that ad2scim sync script writes, with -Out FILE, and give that file", Err: err,
	}
}

// wrongAction refuses a result that was made by another script than is expected: it says
// which is missing, and where this one belongs.
func wrongAction(name, got string, want Script) error {
	was := "the result of another script"
	if slices.Contains([]Script{FindScript, StopScript, ResumeScript}, Script(got)) {
		was = "the result of the script " + got
	}
	p := &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the result of " + migrate.Quote(name),
		Why: "it is " + was + "; the result of " + string(want) + " is missing",
		Next: "run the script that ad2scim sync script --action " + string(want) +
			" writes on that host, and give its result",
	}
	switch Script(got) {
	case FindScript:
		p.Next += "; this one is for ad2scim sync find or sync verify"
	case StopScript, ResumeScript:
		p.Next += "; this one is for ad2scim sync " + got
	}
	return p
}

// decodeText returns UTF-8, whichever encoding a byte order mark tells.
func decodeText(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		big := data[0] == 0xfe
		var units []uint16
		for i := 2; i+1 < len(data); i += 2 {
			a, b := uint16(data[i]), uint16(data[i+1])
			if big {
				a, b = b, a
			}
			units = append(units, a|b<<8)
		}
		return []byte(string(utf16.Decode(units)))
	}
	return data
}
