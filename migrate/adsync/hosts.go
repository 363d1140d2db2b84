package adsync

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// severity orders the values of the doctor's fact ad_sync_script. Of several hosts, the worst
// counts.
var severity = map[string]int{"absent": 1, "disabled": 2, "unknown": 3, "scheduled": 4, "running": 5}

// worse returns the worse of two values; "" is the best.
func worse(a, b string) string {
	if severity[b] > severity[a] {
		return b
	}
	return a
}

// stateOf returns the state that follows from one candidate. One that only possibly belongs
// to AD sync makes it unknown at worst.
func stateOf(possible, active, armed bool) string {
	switch {
	case possible && (active || armed):
		return "unknown"
	case possible:
		return "absent" // nothing says that it ever belonged to AD sync
	case active:
		return "running"
	case armed:
		return "scheduled"
	}
	return "disabled"
}

// seen is what is known of one host: the result of the newest scan, and changes after it.
type seen struct {
	host    string    // the host's own name
	at      time.Time // time of the scan, by the host's clock; zero if there was none
	changed time.Time // time of the last change there, by the host's clock
	noted   time.Time // when that change was recorded, by this program's clock
	tasks   map[string]taskSeen
	other   string // the worst state of processes and services; "" for none
	partial bool   // the newest scan couldn't read everything
	whole   bool   // some scan read everything
}

// newest returns when the host was last scanned or changed, by its own clock.
func (s seen) newest() time.Time {
	if s.changed.After(s.at) {
		return s.changed
	}
	return s.at
}

type taskSeen struct{ possible, active, armed, named bool }

// script returns the host's value of the fact ad_sync_script.
func (s seen) script() string {
	state := worse("absent", s.other)
	for _, t := range s.tasks {
		state = worse(state, stateOf(t.possible, t.active, t.armed))
	}
	if s.partial {
		state = worse(state, "unknown")
	}
	return state
}

// doubtful reports whether the host contradicts the last verdict: something that may belong
// to AD sync is enabled or running there, or no scan ever read everything. That a scan read
// less than an earlier one contradicts nothing.
func (s seen) doubtful() bool {
	awake := s.other == "unknown"
	for _, t := range s.tasks {
		awake = awake || stateOf(t.possible, t.active, t.armed) == "unknown"
	}
	return awake || s.partial && !s.whole
}

// doubtful reports whether one of the hosts contradicts the last verdict.
func (m Memory) doubtful() bool {
	for _, s := range m.machines {
		if s.doubtful() {
			return true
		}
	}
	return false
}

// sameHost compares the names of hosts. If one has no domain, domains aren't compared.
func sameHost(a, b string) bool {
	a, domainA, inA := strings.Cut(strings.ToLower(a), ".")
	b, domainB, inB := strings.Cut(strings.ToLower(b), ".")
	return a == b && (!inA || !inB || domainA == domainB)
}

// Script returns the value of the fact ad_sync_script over all hosts that were ever scanned:
// the worst of their newest scans. It is "" if there was no scan.
func (m Memory) Script() string {
	script := ""
	for _, s := range m.machines {
		script = worse(script, s.script())
	}
	return script
}

// elsewhere lists the known hosts about which the scans say nothing new, by name: they
// weren't scanned, or only a result file that is older than what is known.
func (m Memory) elsewhere(f Assessment) []seen {
	var all []seen
	for _, s := range m.machines {
		if !f.scanned(s.host) || f.older(*s) {
			all = append(all, *s)
		}
	}
	slices.SortFunc(all, func(a, b seen) int { return strings.Compare(a.host, b.host) })
	return all
}

// older reports whether a result file is older than what is known of a host, by the host's
// own clock. A scan that was made just now is never older.
func (f Assessment) older(s seen) bool {
	for _, h := range f.Hosts {
		if h.Error == "" && sameHost(h.Host, s.host) && (!h.FromFile || !h.Time.Before(s.newest())) {
			return false
		}
	}
	return f.scanned(s.host)
}

// find returns what is known of a host, or nil.
func (m Memory) find(host string) *seen {
	if s := m.machines[strings.ToLower(host)]; s != nil {
		return s
	}
	for _, k := range slices.Sorted(maps.Keys(m.machines)) {
		if sameHost(k, host) {
			return m.machines[k]
		}
	}
	return nil
}

// machine returns what is known of a host, for the caller to change.
func (m *Memory) machine(host string) *seen {
	s := m.find(host)
	if s == nil {
		s = &seen{host: host, tasks: map[string]taskSeen{}}
		m.machines[strings.ToLower(host)] = s
	}
	return s
}
