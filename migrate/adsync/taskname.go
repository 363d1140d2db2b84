package adsync

import (
	"slices"
	"strings"

	"ad2scim/migrate"
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

func samePath(a, b string) bool { return strings.EqualFold(a, b) }

// CheckNames fails with BadInput at a name that is no task's on any of the
// machines that were looked at.
func CheckNames(looked []Looked, all []TaskName) error {
	for _, n := range all {
		there := slices.ContainsFunc(looked, func(l Looked) bool {
			return l.Err == nil && slices.ContainsFunc(l.Report.Tasks, func(t Task) bool { return n.names(l.Report.Host, t.Path) })
		})
		if !there {
			return badInput("there is no task "+migrate.Quote(string(n)), "it is not among the tasks that start a script on the machines that were looked at",
				"give its path as ad2scim sync find shows it, or HOST and path")
		}
	}
	return nil
}

// Except leaves out tasks that are only possibly AD sync and of which an admin
// says that they are not. A name that is no task's, one that is the path of tasks
// on several machines, and one of a task that is likely or certain to be AD sync
// are BadInput.
func (f Found) Except(all []TaskName) (Found, error) {
	f.Candidates = slices.Clone(f.Candidates)
	for _, n := range all {
		var meant []Candidate
		for _, c := range f.Candidates {
			if c.Task != nil && n.names(c.Host, c.Task.Path) {
				meant = append(meant, c)
			}
		}
		for _, c := range meant {
			switch {
			case c.Belief != Possible:
				return f, badInput("the task "+migrate.Quote(string(n))+" is not left out", "on "+migrate.Quote(c.Host)+" it is "+string(c.Belief)+" to be AD sync", "see with ad2scim sync find why")
			case !sameHost(c.Host, meant[0].Host):
				return f, badInput("the task "+migrate.Quote(string(n))+" is not left out", "it is on "+migrate.Quote(meant[0].Host)+" and on "+migrate.Quote(c.Host),
					"name the machine too, as "+migrate.Quote(c.Host+c.Task.Path))
			}
		}
		if len(meant) == 0 {
			return f, badInput("there is no task "+migrate.Quote(string(n))+" that could be AD sync", "", "give a path as sync find shows it")
		}
		f.Candidates = slices.DeleteFunc(f.Candidates, func(c Candidate) bool { return c.Task != nil && n.names(c.Host, c.Task.Path) })
	}
	f.Script = f.state()
	return f, nil
}
