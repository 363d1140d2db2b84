package adsync

import (
	"slices"
	"strings"

	"ad2scim/migrate"
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
	if c.Kind == kindFile {
		return samePath(string(n), c.Name) || samePath(string(n), string(c.taskName()))
	}
	if host, at := n.split(); c.Kind == "service" && host != "" {
		return sameHost(host, c.Host) && samePath(strings.TrimPrefix(at, `\`), c.Name)
	}
	return c.Kind != "process" && n.names(c.Host, c.Name)
}

// means reports whether a task or a service is meant; the name of a service begins with
// no backslash.
func (n TaskName) means(k TaskKey) bool {
	if strings.HasPrefix(k.Path, `\`) {
		return n.names(k.Host, k.Path)
	}
	host, at := n.split()
	return (host == "" || sameHost(host, k.Host)) && samePath(strings.TrimPrefix(at, `\`), k.Path)
}

func samePath(a, b string) bool { return strings.EqualFold(a, b) }

// taskName is how the candidate is named for Except, with its machine.
func (c Candidate) taskName() TaskName {
	return TaskName(c.Host + `\` + strings.TrimPrefix(c.Name, `\`))
}

// taskName is how a task or a service is named for Except, with its machine.
func (k TaskKey) taskName() TaskName { return TaskName(k.Host + `\` + strings.TrimPrefix(k.Path, `\`)) }

// CheckNames fails with BadInput at a name that is no task's on any of the
// machines that were looked at.
func CheckNames(looked []ScanResult, all []TaskName) error {
	for _, n := range all {
		there := slices.ContainsFunc(looked, func(l ScanResult) bool {
			return l.Err == nil && slices.ContainsFunc(l.Report.Tasks,
				func(t Task) bool { return n.names(l.Report.Host, t.Path) })
		})
		if !there {
			return badInput("there is no task "+shown(string(n)),
				"it is not among the tasks that start a script on the hosts that were scanned",
				"", migrate.Remedy{Kind: migrate.RemedyNameTask})
		}
	}
	return nil
}

// excuse takes away that a script could not be read, as far as a task starts it
// that is not AD sync. It reports whether there is such a task.
func (f *Assessment) excuse(n TaskName) (found bool) {
	f.Hosts = slices.Clone(f.Hosts)
	for i := range f.Hosts {
		h := &f.Hosts[i]
		left := []Trouble{}
		for _, t := range h.Trouble {
			by := slices.DeleteFunc(slices.Clone(t.by), func(k TaskKey) bool { return n.means(k) })
			gone := len(by) < len(t.by)
			if found = found || gone; gone && len(by) == 0 && !t.others {
				continue
			}
			t.by = by
			left = append(left, t)
		}
		h.Trouble = left
	}
	return found
}

// Exclusion is what an admin may say of something that was found.
type Exclusion struct {
	Name TaskName
	Says string
}

// Exclusions are what an admin may say is not AD sync: what is only possibly it, and
// the tasks whose script could not be read.
func (f Assessment) Exclusions() (all []Exclusion) {
	add := func(n TaskName, kind, name, host string) {
		if !slices.ContainsFunc(all, func(d Exclusion) bool { return d.Name == n }) {
			all = append(all, Exclusion{n, "the " + kind + " " + name + " on " + host + " is not AD sync"})
		}
	}
	sync := map[TaskKey]bool{}
	for _, c := range f.Candidates {
		if k, keyed := c.key(); (keyed || c.File != nil) && c.Confidence == Possible {
			add(c.taskName(), c.Kind, c.Name, c.Host)
		} else if keyed {
			sync[k] = true
		}
	}
	for _, h := range f.Hosts {
		for _, t := range h.Trouble {
			for _, k := range t.by {
				if !t.idle && !sync[k] {
					add(k.taskName(), k.kind(), k.Path, k.Host)
				}
			}
		}
	}
	return all
}

// Except leaves out tasks and services that are only possibly AD sync and of which
// an admin says that they are not, and what is not known of their scripts. A name that is none's, one that is there on
// several machines, and one of a task that is likely or certain to be AD sync are
// BadInput.
func (f Assessment) Except(all []TaskName) (Assessment, error) {
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
			case c.Confidence != Possible:
				return f, badInput(shown(string(n))+" is not left out", "on "+shown(c.Host)+" it is "+string(c.Confidence)+
					" to be AD sync", "", migrate.Remedy{Kind: migrate.RemedySeeWhy})
			case c.Kind != meant[0].Kind:
				return f, badInput(shown(string(n))+" is not left out", "a task and a service have this name",
					"rename one of them, or disable what is not needed")
			case !sameHost(c.Host, meant[0].Host):
				return f, badInput(shown(string(n))+" is not left out", "it is on "+shown(meant[0].Host)+" and on "+shown(c.Host),
					"name the host too, as "+shown(string(c.taskName())))
			}
		}
		if excused := f.excuse(n); len(meant) == 0 && !excused {
			return f, badInput("there is no task or service "+shown(string(n))+" that could be AD sync", "",
				"give a path as sync find shows it")
		}
		f.Candidates = slices.DeleteFunc(f.Candidates, func(c Candidate) bool { return n.of(c) })
	}
	f.Script = f.state()
	return f, nil
}

// shown returns text from outside in quotes, made visible for a terminal; unlike
// migrate.Quote it leaves the backslashes of a path as they are.
func shown(s string) string { return "“" + names.Visible(s) + "”" }
