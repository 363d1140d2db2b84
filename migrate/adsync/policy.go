package adsync

import (
	"fmt"
	"slices"
	"strings"
)

// outOfPolicy is what to do about a task that Group Policy enables again.
const outOfPolicy = "remove it from the policy's scheduled tasks first (Group Policy Management), or disable it there"

// inPolicy reports whether Group Policy enables a task again.
func (r *Report) inPolicy(path string) bool {
	return slices.ContainsFunc(r.Policy, func(p string) bool { return samePath(p, path) })
}

// broughtBack lists the tasks of AD sync that Group Policy enables again, in sentences.
func (f Assessment) broughtBack(m Memory) (all []string) {
	for _, k := range f.policy {
		sync := false
		for known := range m.known {
			sync = sync || sameHost(known.Host, k.Host) && samePath(known.Path, k.Path)
		}
		for _, c := range f.Candidates {
			sync = sync || c.Task != nil && c.Confidence != Possible && c.Host == k.Host && samePath(c.Task.Path, k.Path)
		}
		if sync {
			all = append(all, fmt.Sprintf("Group Policy enables the task %s on %s again at its next refresh: %s", shown(k.Path),
				shown(k.Host), outOfPolicy))
		}
	}
	return all
}

// clustered lists the tasks of AD sync that a failover cluster enables again on another node,
// in sentences.
func (f Assessment) clustered() (all []string) {
	for _, c := range f.Candidates {
		if c.Task != nil && c.Task.Clustered && c.Confidence != Possible {
			all = append(all, fmt.Sprintf("the cluster enables the task %s on %s again on another node: %s", shown(c.Name),
				shown(c.Host), c.Task.outOfCluster()))
		}
	}
	return all
}

// outOfCluster is what to do about a task that belongs to a failover cluster.
func (t *Task) outOfCluster() string {
	name := t.Path[strings.LastIndex(t.Path, `\`)+1:]
	on := "one of its nodes"
	if len(t.Nodes) > 0 {
		var nodes []string
		for _, n := range t.Nodes {
			nodes = append(nodes, shown(n))
		}
		on += " (" + strings.Join(nodes, ", ") + ")"
	}
	return "run Unregister-ClusteredScheduledTask -TaskName " + shown(name) + " on " + on + ", then scan each of them"
}
