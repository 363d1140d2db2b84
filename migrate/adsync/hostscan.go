package adsync

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
)

// HostScan says how one host was scanned.
type HostScan struct {
	Name     string    `json:"name"`
	Host     string    `json:"host,omitempty"` // the host's own name
	Time     Moment    `json:"time"`
	Elevated bool      `json:"elevated"`
	FromFile bool      `json:"from_file,omitempty"` // from a result file, which may be old
	Error    string    `json:"error,omitempty"`
	Trouble  []Trouble `json:"trouble"`

	open   []string  // open PowerShell windows
	began  time.Time // by this program's clock; zero for a result file
	search *Search   // how far scripts were searched for
	zone   *Zone     // the host's; nil for a host that wasn't scanned
	later  time.Time // when the host was scanned or changed after a result file was made
}

// Whole reports whether everything that could start AD sync was read on the host.
func (h HostScan) Whole() bool {
	return h.Error == "" && h.Elevated && !slices.ContainsFunc(h.Trouble, func(t Trouble) bool { return !t.idle })
}

// starts reports whether something starts the file. Results of earlier versions list only
// such files.
func (r *Report) starts(file File) bool {
	if file.Started {
		return true
	}
	named := func(f Followed) bool { return slices.Contains(f.Mentions, file.Path) }
	return !slices.ContainsFunc(r.Tasks, func(t Task) bool { return named(t.Followed) }) &&
		!slices.ContainsFunc(r.Processes, func(p Process) bool { return named(p.Followed) }) &&
		!slices.ContainsFunc(r.Services, func(s WindowsService) bool { return named(s.Followed) })
}

// unread is the Trouble for a script that couldn't be read.
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

// open lists the open PowerShell windows.
func (r *Report) open() (all []string) {
	for _, p := range r.Processes {
		if p.Open || strings.HasPrefix(strings.ToLower(p.Name), "powershell_ise") {
			all = append(all, fmt.Sprintf("the window of the process %d %s", p.ID, p.Name))
		}
	}
	return all
}

// unseen lists the processes whose command line couldn't be read and that may belong to AD
// sync.
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

// Notes lists what couldn't be read on a host.
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

// String says what couldn't be read, and why.
func (t Trouble) String() string {
	if t.unfollowed {
		return t.What + ": " + t.Why
	}
	return t.What + " could not be read: " + t.Why
}

// oldResult is the age from which a result file is called old.
const oldResult = 24 * time.Hour

// Remarks lists what else an admin should know about a host: that a result file is old, open
// windows in which a script can be pasted, and scripts that couldn't be read and that nothing
// starts now.
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

// Err returns why no host could be scanned, or nil if at least one was.
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
		Remedies: remedy(migrate.RemedyGiveHost),
	}
}
