package adsync

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// TaskName is how a person names a task: by its path, such as \Dashlane\Sync, or with its
// host, such as SRV1\Dashlane\Sync, if the same path on other hosts isn't meant. Paths are
// compared without regard to case, as Windows does.
type TaskName string

// split returns the host, or "" for any, and the path.
func (n TaskName) split() (host, path string) {
	if i := strings.IndexByte(string(n), '\\'); i > 0 {
		return string(n[:i]), string(n[i:])
	}
	return "", string(n)
}

// names reports whether this is the name of a task on a host.
func (n TaskName) names(host, path string) bool {
	onHost, at := n.split()
	return (onHost == "" || sameHost(onHost, host)) && samePath(at, path)
}

// of reports whether this is the name of a candidate that is a task or a service.
func (n TaskName) of(c Candidate) bool {
	if c.Kind == kindFile {
		return samePath(string(n), c.Name) || samePath(string(n), string(c.taskName()))
	}
	if host, at := n.split(); c.Kind == "service" && host != "" {
		return sameHost(host, c.Host) && samePath(strings.TrimPrefix(at, `\`), c.Name)
	}
	return c.Kind != "process" && n.names(c.Host, c.Name)
}

// means reports whether this is the name of a task or a service. The name of a service has no
// leading backslash.
func (n TaskName) means(k TaskKey) bool {
	if strings.HasPrefix(k.Path, `\`) {
		return n.names(k.Host, k.Path)
	}
	host, at := n.split()
	return (host == "" || sameHost(host, k.Host)) && samePath(strings.TrimPrefix(at, `\`), k.Path)
}

func samePath(a, b string) bool { return strings.EqualFold(a, b) }

// taskName returns the candidate's name for Except, with its host.
func (c Candidate) taskName() TaskName {
	return TaskName(c.Host + `\` + strings.TrimPrefix(c.Name, `\`))
}

// taskName returns the name for Except, with its host.
func (k TaskKey) taskName() TaskName { return TaskName(k.Host + `\` + strings.TrimPrefix(k.Path, `\`)) }

// CheckNames returns BadInput for a name that no task on the scanned hosts has.
func CheckNames(scans []ScanResult, all []TaskName) error {
	for _, n := range all {
		there := slices.ContainsFunc(scans, func(l ScanResult) bool {
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

// excuse removes the trouble with scripts that only this task starts, which an admin says
// isn't AD sync. It reports whether there is such a task.
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

// Exclusion is something that an admin may exclude as not AD sync.
type Exclusion struct {
	Name TaskName
	Says string
}

// Exclusions lists what an admin may exclude as not AD sync: what only possibly belongs to
// it, and the tasks whose script couldn't be read.
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

// Except removes tasks and services that only possibly belong to AD sync and that an admin
// excluded, together with the trouble with their scripts. It returns BadInput for a name that
// nothing has or that several hosts have, and for a task that is likely or certain to be AD
// sync.
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

// shown returns text from outside in quotes, with invisible characters made visible. Unlike
// migrate.Quote, it doesn't change the backslashes of a path.
func shown(s string) string { return "“" + names.Visible(s) + "”" }
