package adsync

import (
	"slices"
	"strings"

	"ad2scim/migrate/names"
)

// TaskName is how a person names a task: by its path, such as \Dashlane\Sync,
// with the machine before it where the same path on another is not meant, as
// SRV1\Dashlane\Sync. Windows does not tell capitals in a path apart.
type TaskName string

// split returns the machine, or "" for any, and the path.
func (n TaskName) split() (host, path string) {
	if i := strings.IndexByte(string(n), '\\'); i > 0 {
		return string(n[:i]), string(n[i:])
	}
	return "", string(n)
}

// names reports whether a task of a machine is meant.
func (n TaskName) names(host, path string) bool {
	onHost, at := n.split()
	return (onHost == "" || sameHost(onHost, host)) && samePath(at, path)
}

// of reports whether a task or a service is meant.
func (n TaskName) of(c Candidate) bool {
	if host, at := n.split(); c.Kind == "service" && host != "" {
		return sameHost(host, c.Host) && samePath(strings.TrimPrefix(at, `\`), c.Name)
	}
	return c.Kind != "process" && n.names(c.Host, c.Name)
}

func samePath(a, b string) bool { return strings.EqualFold(a, b) }

// TaskName is how the candidate is named for Except, with its machine.
func (c Candidate) TaskName() TaskName {
	return TaskName(c.Host + `\` + strings.TrimPrefix(c.Name, `\`))
}

// Deniable reports whether an admin may say that the candidate is not AD sync.
func (c Candidate) Deniable() bool { return c.Belief == Possible && c.Kind != "process" }

// CheckNames fails with BadInput at a name that is no task's on any of the
// machines that were looked at.
func CheckNames(looked []Looked, all []TaskName) error {
	for _, n := range all {
		there := slices.ContainsFunc(looked, func(l Looked) bool {
			return l.Err == nil && slices.ContainsFunc(l.Report.Tasks, func(t Task) bool { return n.names(l.Report.Host, t.Path) })
		})
		if !there {
			return badInput("there is no task "+shown(string(n)), "it is not among the tasks that start a script on the machines that were looked at",
				"give its path as ad2scim sync find shows it, or HOST and path")
		}
	}
	return nil
}

// Except leaves out tasks and services that are only possibly AD sync and of which
// an admin says that they are not. A name that is none's, one that is there on
// several machines, and one of a task that is likely or certain to be AD sync are
// BadInput.
func (f Found) Except(all []TaskName) (Found, error) {
	f.Candidates = slices.Clone(f.Candidates)
	for _, n := range all {
		var meant []Candidate
		for _, c := range f.Candidates {
			if n.of(c) {
				meant = append(meant, c)
			}
		}
		for _, c := range meant {
			switch {
			case c.Belief != Possible:
				return f, badInput(shown(string(n))+" is not left out", "on "+shown(c.Host)+" it is "+string(c.Belief)+" to be AD sync", "see with ad2scim sync find why")
			case c.Kind != meant[0].Kind:
				return f, badInput(shown(string(n))+" is not left out", "a task and a service have this name", "rename one of them, or disable what is not needed")
			case !sameHost(c.Host, meant[0].Host):
				return f, badInput(shown(string(n))+" is not left out", "it is on "+shown(meant[0].Host)+" and on "+shown(c.Host),
					"name the machine too, as "+shown(string(c.TaskName())))
			}
		}
		if len(meant) == 0 {
			return f, badInput("there is no task or service "+shown(string(n))+" that could be AD sync", "", "give a path as sync find shows it")
		}
		f.Candidates = slices.DeleteFunc(f.Candidates, func(c Candidate) bool { return n.of(c) })
	}
	f.Script = f.state()
	return f, nil
}

// shown returns text from outside in quotes, made visible for a terminal; unlike
// migrate.Quote it leaves the backslashes of a path as they are.
func shown(s string) string { return "“" + names.Visible(s) + "”" }
