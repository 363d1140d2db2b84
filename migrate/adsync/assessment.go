package adsync

import (
	"fmt"
	"strings"
)

// AssessmentSchema is the schema of an Assessment's JSON.
const AssessmentSchema = "ad2scim.sync/v1"

// Assessment is what the scans of all hosts found.
type Assessment struct {
	Schema     string      `json:"schema"`
	Script     string      `json:"ad_sync_script"` // running, scheduled, disabled, absent, unknown
	Hosts      []HostScan  `json:"hosts"`
	Candidates []Candidate `json:"candidates"`

	present map[TaskKey]bool // all tasks and services that were seen, candidates or not
	policy  []TaskKey        // the tasks that Group Policy enables again, even those that don't exist
}

// Assess combines the scans of all hosts, together with what the journal knows.
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

// Whole reports whether every host was scanned completely.
func (f Assessment) Whole() bool {
	for _, h := range f.Hosts {
		if !h.Whole() {
			return false
		}
	}
	return len(f.Hosts) > 0
}

// state is the value of the doctor's fact ad_sync_script by these scans alone.
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

// Standing returns the candidate's state in words.
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

// Facts are the other known properties: name and value.
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
