package adsync

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// AssessmentSchema names the form of Found's JSON.
const AssessmentSchema = "ad2scim.sync/v1"

// HostScan says how one host was looked at.
type HostScan struct {
	Name     string    `json:"name"`
	Host     string    `json:"host,omitempty"` // as it calls itself
	Time     Moment    `json:"time"`
	Elevated bool      `json:"elevated"`
	FromFile bool      `json:"from_file,omitempty"` // a result file tells it, which may be old
	Error    string    `json:"error,omitempty"`
	Trouble  []Trouble `json:"trouble"`

	open   []string  // the PowerShell windows that somebody has open
	began  time.Time // by this program's clock; zero for a result file
	search *Search   // how far scripts were looked for
	zone   *Zone     // the host's; nil for a host that wasn't scanned
	later  time.Time // when the machine was looked at or changed after a result file was made
}

// Whole reports whether all that could start AD sync was seen on the host.
func (h HostScan) Whole() bool {
	return h.Error == "" && h.Elevated && !slices.ContainsFunc(h.Trouble, func(t Trouble) bool { return !t.idle })
}

// Assessment is what was found on all hosts.
type Assessment struct {
	Schema     string      `json:"schema"`
	Script     string      `json:"ad_sync_script"` // running, scheduled, disabled, absent, unknown
	Hosts      []HostScan  `json:"hosts"`
	Candidates []Candidate `json:"candidates"`

	present map[TaskKey]bool // the tasks that were seen, candidates or not
	policy  []TaskKey        // the tasks that Group Policy enables again, there or not
}

// Assess turns what came of the hosts into one result, with what was known before.
func Assess(all []ScanResult, m Memory) Assessment {
	f := Assessment{Schema: AssessmentSchema, Hosts: []HostScan{}, Candidates: []Candidate{}, present: map[TaskKey]bool{}}
	for _, l := range all {
		h := HostScan{Name: l.Name, Trouble: []Trouble{}}
		if l.Err != nil {
			h.Error = l.Err.Error()
		} else {
			h.Host, h.Time, h.Elevated, h.FromFile = l.Report.Host, l.Report.Time, l.Report.Elevated, l.FromFile
			zone := l.Report.timeZone()
			h.began, h.open, h.zone = l.began, l.Report.open(), &zone
			h.Trouble = append(h.Trouble, l.Report.Trouble...)
			for _, file := range l.Report.Files {
				if !file.Readable && !file.Missing && l.Report.starts(file) {
					h.Trouble = append(h.Trouble, l.Report.unread(file))
				}
			}
			h.Trouble = append(h.Trouble, l.Report.unseen()...)
			h.Trouble = append(h.Trouble, l.Report.unfollowed()...)
			h.search = l.Report.Search
			if l.Report.Mode != "" && l.Report.Mode != "FullLanguage" {
				h.Trouble = append(h.Trouble, Trouble{
					What: "what scripts start",
					Why:  "PowerShell runs in " + shown(l.Report.Mode) + " mode there, in which scripts can't be parsed",
				})
			}
			f.Candidates = append(f.Candidates, Candidates(l.Report, m)...)
			for _, path := range l.Report.Policy {
				f.policy = append(f.policy, TaskKey{l.Report.Host, path})
			}
			for _, t := range l.Report.Tasks {
				f.present[TaskKey{l.Report.Host, t.Path}] = true
			}
			for _, s := range l.Report.Services {
				f.present[TaskKey{l.Report.Host, s.Name}] = true
			}
		}
		f.Hosts = append(f.Hosts, h)
	}
	f.Script = f.state()
	return f
}

// starts reports whether something starts the file; a result of an earlier version lists
// no others.
func (r *Report) starts(file File) bool {
	if file.Started {
		return true
	}
	named := func(f Followed) bool { return slices.Contains(f.Mentions, file.Path) }
	return !slices.ContainsFunc(r.Tasks, func(t Task) bool { return named(t.Followed) }) &&
		!slices.ContainsFunc(r.Processes, func(p Process) bool { return named(p.Followed) }) &&
		!slices.ContainsFunc(r.Services, func(s WindowsService) bool { return named(s.Followed) })
}

// unread is the trouble with a script that could not be read.
func (r *Report) unread(file File) Trouble {
	t := Trouble{What: "the script " + file.Path, Why: file.Why, idle: true}
	for _, task := range r.Tasks {
		if slices.Contains(task.Files, file.Path) {
			t.by = append(t.by, TaskKey{r.Host, task.Path})
			t.idle = t.idle && !task.Enabled && !task.active()
		}
	}
	for _, p := range r.Processes {
		t.others = t.others || slices.Contains(p.Files, file.Path)
	}
	for _, s := range r.Services {
		if slices.Contains(s.Files, file.Path) {
			t.by = append(t.by, TaskKey{r.Host, s.Name})
			t.idle = t.idle && s.Start == "disabled" && s.State == "stopped"
		}
	}
	t.idle = t.idle && len(t.by) > 0 && !t.others
	return t
}

// open lists the windows of PowerShell.
func (r *Report) open() (all []string) {
	for _, p := range r.Processes {
		if p.Open || strings.HasPrefix(strings.ToLower(p.Name), "powershell_ise") {
			all = append(all, fmt.Sprintf("the window of the process %d %s", p.ID, p.Name))
		}
	}
	return all
}

// unseen lists the processes whose command line was hidden and may be AD sync's.
func (r *Report) unseen() []Trouble {
	var all []Trouble
	for _, p := range r.Processes {
		if !p.Seen && len(p.Files)+len(p.Evidence) == 0 {
			all = append(all, Trouble{
				What: fmt.Sprintf("the command line of the process %d %s", p.ID, p.Name),
				Why:  "Windows does not show it",
			})
		}
	}
	return all
}

// Whole reports whether all there is could be seen on every host.
func (f Assessment) Whole() bool {
	for _, h := range f.Hosts {
		if !h.Whole() {
			return false
		}
	}
	return len(f.Hosts) > 0
}

// state is the value of the doctor's fact ad_sync_script for this look alone.
func (f Assessment) state() string {
	state := "absent"
	for _, c := range f.Candidates {
		state = worse(state, c.state())
	}
	if !f.Whole() {
		state = worse(state, "unknown")
	}
	return state
}

// WriteJSON writes one object with the schema ad2scim.sync/v1.
func (f Assessment) WriteJSON(w io.Writer) error { return writeJSON(w, f) }

func writeJSON(w io.Writer, v any) error {
	return exactjson.Write(w, v)
}

// columns are those of the table, the CSV and the Markdown.
var columns = []string{
	"host", "kind", "name", "state", "belief", "score", "account", "last_run", "next_run",
	"last_result", "interval", "files", "reasons",
}

func (c Candidate) cells() []string {
	row := []string{
		c.Host, c.Kind, c.Name, c.Standing(), string(c.Confidence), strconv.Itoa(c.Score), "", "", "", "", "", "",
		strings.Join(c.Why(), "; "),
	}
	var files []string
	switch {
	case c.Task != nil:
		t := c.Task
		row[6], row[7], row[8], row[9] = t.Account, t.LastRun.text(), t.NextRun.text(),
			fmt.Sprintf("0x%X", uint32(t.LastResult))
		if d, known := t.Interval(); known && !t.brief {
			row[10] = d.String()
		}
		files = t.Files
	case c.Process != nil:
		row[7], files = c.Process.Started.text(), c.Process.Files
	case c.Service != nil:
		row[6], files = c.Service.Account, c.Service.Files
	case c.File != nil:
		files = []string{c.File.Path}
	}
	row[11] = strings.Join(files, "; ")
	return row
}

// Standing says in words how it stands.
func (c Candidate) Standing() string {
	switch {
	case c.Active && c.Armed:
		return "running, enabled"
	case c.Active:
		return "running"
	case c.Armed:
		return "enabled"
	}
	return "disabled"
}

// Why lists the reasons in words.
func (c Candidate) Why() []string {
	var all []string
	for _, r := range c.Reasons {
		s := r.Strength + ": " + r.What
		if r.File != "" {
			s += fmt.Sprintf(" (%s, line %d)", r.File, r.Line)
		}
		all = append(all, s)
	}
	for _, f := range c.Unread {
		all = append(all, "not read: "+f)
	}
	return all
}

// Facts are what else is known of it: what, and its value.
func (c Candidate) Facts() (all [][2]string) {
	row := c.cells()
	for i := 6; i <= 11; i++ {
		if row[i] != "" {
			all = append(all, [2]string{strings.ReplaceAll(columns[i], "_", " "), row[i]})
		}
	}
	if c.Task == nil {
		return all
	}
	if c.Policy {
		all = append(all, [2]string{"policy", "Group Policy enables it again at each refresh: " + outOfPolicy})
	}
	if c.Task.Clustered {
		all = append(all, [2]string{"cluster", "the cluster enables it again on another node: " + c.Task.outOfCluster()})
	}
	for _, a := range c.Task.Actions {
		all = append(all, [2]string{"action", strings.TrimSpace(a.Path + " " + a.Arguments)})
		if a.Folder != "" {
			all = append(all, [2]string{"folder", a.Folder})
		}
	}
	return all
}

// WriteCSV writes a header, one line a candidate, and one for each thing that could
// not be seen. A value that a spreadsheet would compute begins with an apostrophe.
func (f Assessment) WriteCSV(w io.Writer) error {
	rows := [][]string{columns}
	for _, c := range f.Candidates {
		rows = append(rows, c.cells())
	}
	for _, h := range f.Hosts {
		for _, n := range h.Notes() {
			row := make([]string, len(columns))
			row[0], row[1], row[len(row)-1] = cmp.Or(h.Host, h.Name), "not scanned", n
			rows = append(rows, row)
		}
	}
	return render.WriteCSV(w, rows)
}

// WriteMarkdown writes a table and what could not be seen.
func (f Assessment) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# AD sync: %s\n\n", f.Script)
	b.WriteString("| " + strings.Join(columns, " | ") + " |\n" + strings.Repeat("|---", len(columns)) + "|\n")
	for _, c := range f.Candidates {
		for _, s := range c.cells() {
			b.WriteString("| " + render.MarkdownText(s) + " ")
		}
		b.WriteString("|\n")
	}
	b.WriteString("\n")
	for _, h := range f.Hosts {
		for _, n := range slices.Concat(h.Notes(), h.Remarks(time.Now())) {
			b.WriteString("- " + render.MarkdownLine(n) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteTable writes each candidate with its reasons, and what could not be seen.
func (f Assessment) WriteTable(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "AD sync script: %s\n", f.Script)
	for _, c := range f.Candidates {
		fmt.Fprintf(&b, "\n%s %s on %s: %s (%s, score %d)\n", c.Kind, names.Visible(c.Name), names.Visible(c.Host),
			c.Standing(), c.Confidence, c.Score)
		for _, f := range c.Facts() {
			fmt.Fprintf(&b, "  %-12s %s\n", f[0], names.Visible(f[1]))
		}
		for _, r := range c.Why() {
			fmt.Fprintf(&b, "  because      %s\n", names.Visible(r))
		}
	}
	for _, h := range f.Hosts {
		for _, n := range slices.Concat(h.Notes(), h.Remarks(time.Now())) {
			fmt.Fprintf(&b, "\n! %s\n", names.Visible(n))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Notes says what could not be seen on a host.
func (h HostScan) Notes() []string {
	if h.Error != "" {
		return []string{h.Name + ": " + h.Error}
	}
	var all []string
	if !h.Elevated {
		all = append(all, h.Host+": it was not scanned as administrator, so tasks of other accounts may be missing")
	}
	for _, t := range h.Trouble {
		if !t.idle {
			all = append(all, h.Host+": "+t.String())
		}
	}
	return all
}

// String says what couldn't be seen, and why.
func (t Trouble) String() string {
	if t.unfollowed {
		return t.What + ": " + t.Why
	}
	return t.What + " could not be read: " + t.Why
}

// oldResult is how old a result file is when its age is told.
const oldResult = 24 * time.Hour

// Remarks says what else is to be known of a host: that a result file is old,
// windows in which a script can be pasted, and scripts that could not be read and
// that nothing starts now.
func (h HostScan) Remarks(now time.Time) (all []string) {
	switch made := h.Host + ": the result was made at " + h.Time.text(); {
	case !h.FromFile || h.Error != "":
	case !h.later.IsZero():
		all = append(all, made+", before the last scan of the host ("+Moment{
			h.later,
		}.text()+"): it is not used")
	case now.Sub(h.Time.Time) >= oldResult:
		all = append(all, made+", and applies only to that time")
	}
	if h.search != nil && h.search.Stopped != "" {
		all = append(all, fmt.Sprintf("%s: script files were searched in %d folders; the search stopped at %s", h.Host,
			h.search.Folders, shown(h.search.Stopped)))
	}
	for _, p := range h.open {
		all = append(all, h.Host+": "+p+" is open: commands that someone pastes into it can't be detected")
	}
	for _, t := range h.Trouble {
		if t.idle {
			all = append(all, h.Host+": "+t.String()+"; only a disabled task starts it")
		}
	}
	return all
}

// Err returns why no host could be looked at, or nil if one could.
func Err(all []ScanResult) error {
	for _, l := range all {
		if l.Err == nil {
			return nil
		}
	}
	for _, l := range all {
		return l.Err
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "no host was given",
		Next: "give --local, --host HOST or --result FILE (ad2scim sync script writes the script that makes it)",
	}
}
