package adsync

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// The kinds of evidence that FindScript reports.
const (
	kindTeamID    = "team-id"
	kindDashlane  = "dashlane"
	kindFileName  = "file-name"
	kindAddress   = "address"
	kindTeamPlans = "team-plans"
	kindRSAKey    = "rsa-key"
	kindADCommand = "ad-command"
)

// nameEvidence is the word dashlane in a place that starts PowerShell.
const nameEvidence = "name"

// Confidence says how certain it is that something belongs to AD sync.
type Confidence string

// The levels of confidence.
const (
	Certain  Confidence = "certain"  // it contains what only the script of AD sync contains
	Likely   Confidence = "likely"   // it contains something that hardly any other script does
	Possible Confidence = "possible" // only its name, or its use of AD, suggests it
)

// Reason is one reason for a candidate.
type Reason struct {
	Strength string `json:"strength"` // strong, medium, weak
	Points   int    `json:"points"`
	What     string `json:"what"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
}

// The points of the three strengths, and the points that make a candidate: one weak reason
// alone isn't enough, because many scripts read AD.
const (
	strongPoints = 60
	mediumPoints = 25
	weakPoints   = 5
	enough       = 10
)

// Candidate is something that may belong to AD sync.
type Candidate struct {
	Host       string     `json:"host"`
	Kind       string     `json:"kind"` // task, process, service, file
	Name       string     `json:"name"` // a task's path, a process's id and name, or a service's name
	Confidence Confidence `json:"belief"`
	Score      int        `json:"score"`
	Active     bool       `json:"active"` // it is running
	Armed      bool       `json:"armed"`  // it would start by itself
	Reasons    []Reason   `json:"reasons"`
	// Unread lists script files that couldn't be read: they may be AD sync's.
	Unread []string `json:"unread,omitempty"`

	// Policy says that Group Policy enables the task again.
	Policy bool `json:"policy,omitempty"`

	Task    *Task           `json:"task,omitempty"`
	Process *Process        `json:"process,omitempty"`
	Service *WindowsService `json:"service,omitempty"`
	// File is a script with the content of AD sync's script that nothing found starts.
	File *File `json:"file,omitempty"`

	left  bool // a file that a deleted task or service of AD sync has left
	named bool // it belongs to AD sync only because it was changed as such
}

// kindFile is the kind of a candidate that is a script file alone.
const kindFile = "file"

// key identifies a task or a service. It is false for a process, which ends, and for a file,
// which doesn't run by itself. The name of a service never begins with a backslash; the path
// of a task always does.
func (c Candidate) key() (TaskKey, bool) {
	return TaskKey{c.Host, c.Name}, c.Task != nil || c.Service != nil
}

// manual reports whether this is a service that doesn't start by itself, but that anything
// can start.
func (c Candidate) manual() bool { return c.Service != nil && c.Service.Start == "manual" }

// state returns the state that follows from the candidate; see stateOf.
func (c Candidate) state() string {
	if c.Kind == kindFile && !c.left {
		return "unknown"
	}
	if c.manual() && !c.Active && c.Confidence != Possible {
		return "unknown"
	}
	return stateOf(c.Confidence == Possible, c.Active, c.Armed)
}

// Candidates returns what in a report may belong to AD sync, the most certain first. A task
// that m knows as part of AD sync is at least likely, whatever it looks like now.
func Candidates(r *Report, m Memory) []Candidate {
	var all []Candidate
	files := map[string]File{}
	for _, f := range r.Files {
		files[f.Path] = f
	}
	add := func(c Candidate, shell bool, own []Evidence, names []string) {
		c.Host = r.Host
		c.weigh(shell, own, names, files)
		known := c.Kind != "process" && m.knows(r.Host, c.Name)
		c.named = known && c.Score < enough && m.named[TaskKey{r.Host, c.Name}]
		if known && c.Confidence == Possible {
			c.Confidence = Likely
			c.Reasons = append(c.Reasons, Reason{
				"medium", mediumPoints,
				"it was AD sync when it was scanned or disabled before", "", 0,
			})
			c.Score += mediumPoints
			if c.Task.brief {
				c.Reasons = append(c.Reasons, Reason{
					"weak", 0, "it starts something else now, without any sign of AD sync",
					"", 0,
				})
			}
		}
		if known || c.Score >= enough {
			all = append(all, c)
		}
	}
	for i := range r.Tasks {
		t := &r.Tasks[i]
		add(Candidate{Kind: "task", Name: t.Path, Task: t, Active: t.active(), Armed: t.Enabled, Policy: r.inPolicy(t.Path)},
			t.Shell, t.Evidence, t.Files)
	}
	for i := range r.Processes {
		p := &r.Processes[i]
		add(Candidate{Kind: "process", Name: fmt.Sprintf("%d %s", p.ID, p.Name), Process: p, Active: true}, p.Shell,
			p.Evidence, p.Files)
	}
	for i := range r.Services {
		s := &r.Services[i]
		add(Candidate{
			Kind: "service", Name: s.Name, Service: s, Active: s.State != "stopped" && s.State != "",
			Armed: s.Start != "disabled" && s.Start != "manual",
		},
			s.Shell, s.Evidence, s.Files)
	}
	all = append(all, r.orphans(m)...)
	slices.SortStableFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
	return all
}

// weigh adds up the reasons for a candidate: in its own description and command line, and in
// each script file that it leads to. Each kind of evidence counts once.
func (c *Candidate) weigh(shell bool, own []Evidence, names []string, files map[string]File) {
	counted := map[string]bool{}
	team, teamFile, dashlane := 0, "", false
	note := func(kind, strength string, points int, what, file string, line int) {
		if !counted[kind] {
			counted[kind] = true
			c.Score += points
			c.Reasons = append(c.Reasons, Reason{strength, points, what, file, line})
		}
	}
	count := func(file string, evidence []Evidence) {
		lines := map[string]int{}
		for _, e := range evidence {
			lines[e.Kind] = max(e.Line, 1)
		}
		if lines[kindTeamID] > 0 && team == 0 {
			team, teamFile = lines[kindTeamID], file
		}
		dashlane = dashlane || lines[kindDashlane] > 0
		for _, kind := range []string{kindFileName, kindAddress, kindTeamPlans, kindRSAKey} {
			if lines[kind] > 0 {
				note(kind, "medium", mediumPoints, mediumWords[kind], file, lines[kind])
			}
		}
		if lines[kindADCommand] > 0 {
			note(kindADCommand, "weak", weakPoints, "it reads AD ("+excerpts[kindADCommand]+")", file, lines[kindADCommand])
		}
		if lines[kindDashlane] > 0 && file != "" {
			note(kindDashlane, "weak", weakPoints, "the word dashlane in its script", file, lines[kindDashlane])
		}
	}
	count("", own)
	if shell && slices.ContainsFunc(own, func(e Evidence) bool { return e.Kind == kindDashlane }) {
		// The name says more than a command that any script uses.
		note(nameEvidence, "weak", enough, "it runs scripts, and dashlane is in its name, command or account", "", 0)
	}
	for _, name := range slices.Compact(slices.Clone(names)) {
		f, ok := files[name]
		if !ok {
			continue
		}
		if !f.Readable {
			c.Unread = append(c.Unread, name)
		}
		count(name, f.Evidence)
	}
	if team > 0 && dashlane {
		note(kindTeamID, "strong", strongPoints, `a line $TEAM_ID = "digits", together with the word dashlane`, teamFile,
			team)
	}
	slices.SortStableFunc(c.Reasons, func(a, b Reason) int { return cmp.Compare(b.Points, a.Points) })
	c.Confidence = confidence(counted)
}

// confidence depends on the kinds of evidence. Two of the medium ones are names of AD sync's
// own. The other two occur in other scripts as well, and count only together, or with the
// word dashlane.
func confidence(counted map[string]bool) Confidence {
	dashlane := counted[kindDashlane] || counted[nameEvidence]
	switch {
	case counted[kindTeamID]:
		return Certain
	case counted[kindFileName], counted[kindAddress], counted[kindTeamPlans] && counted[kindRSAKey],
		(counted[kindTeamPlans] || counted[kindRSAKey]) && dashlane:
		return Likely
	}
	return Possible
}

var mediumWords = map[string]string{
	kindFileName:  "the file name dashlane-ad-sync.ps1",
	kindAddress:   "the address ws1.dashlane.com",
	kindTeamPlans: "the word teamPlans",
	kindRSAKey:    "an RSA key in XML, as AD sync's script has one",
}
