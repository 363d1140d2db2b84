package adsync

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// severity orders the values of the doctor's fact ad_sync_script: of several
// machines the worst counts.
var severity = map[string]int{"absent": 1, "disabled": 2, "unknown": 3, "scheduled": 4, "running": 5}

// worse returns the worse of two values; "" is better than any.
func worse(a, b string) string {
	if severity[b] > severity[a] {
		return b
	}
	return a
}

// stateOf is the state that one candidate leaves. What is only possibly AD sync
// does not make it more than unknown.
func stateOf(possible, active, armed bool) string {
	switch {
	case possible && (active || armed):
		return "unknown"
	case possible:
		return "absent" // nothing says that it ever was AD sync
	case active:
		return "running"
	case armed:
		return "scheduled"
	}
	return "disabled"
}

// seen is what is known of one machine: what the newest look at it saw, and what
// was changed since.
type seen struct {
	host    string    // as it calls itself
	at      time.Time // of the look, by the machine's own clock; zero for none
	changed time.Time // when something was changed there last, by the same clock
	noted   time.Time // when that was noted, by this program's clock
	tasks   map[string]taskSeen
	other   string // the worst state of processes and services; "" for none
	partial bool   // not all there is could be seen
	whole   bool   // it was seen whole once
}

// newest is when it was looked at or changed last, by its own clock.
func (s seen) newest() time.Time {
	if s.changed.After(s.at) {
		return s.changed
	}
	return s.at
}

type taskSeen struct{ possible, active, armed, named bool }

// script is the machine's value of the fact ad_sync_script.
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

// doubtful reports whether it speaks against what was known: something on it may be
// AD sync and is awake, or it was never seen whole. That a look saw less than one
// before says nothing.
func (s seen) doubtful() bool {
	awake := s.other == "unknown"
	for _, t := range s.tasks {
		awake = awake || stateOf(t.possible, t.active, t.armed) == "unknown"
	}
	return awake || s.partial && !s.whole
}

// doubtful reports whether one of the machines is.
func (m Memory) doubtful() bool {
	for _, s := range m.machines {
		if s.doubtful() {
			return true
		}
	}
	return false
}

// sameHost compares names of machines. Where one is told without its domain, the
// domain does not count.
func sameHost(a, b string) bool {
	a, domainA, inA := strings.Cut(strings.ToLower(a), ".")
	b, domainB, inB := strings.Cut(strings.ToLower(b), ".")
	return a == b && (!inA || !inB || domainA == domainB)
}

// Script is the value of the fact ad_sync_script over every machine that was ever
// looked at: of each the newest look, and of these the worst. It is "" if there
// was no look.
func (m Memory) Script() string {
	script := ""
	for _, s := range m.machines {
		script = worse(script, s.script())
	}
	return script
}

// elsewhere lists the machines that a look is not about, by their names: it has
// none of them, or only a result that is older than what is known.
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

// older reports whether a result file tells of an earlier time than is known of a
// machine. Two looks are told apart by the machine's own clock, and one that was
// made just now is never older.
func (f Assessment) older(s seen) bool {
	for _, h := range f.Hosts {
		if h.Error == "" && sameHost(h.Host, s.host) && (!h.FromFile || !h.Time.Before(s.newest())) {
			return false
		}
	}
	return f.scanned(s.host)
}

// find returns what is known of a machine, or nil.
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

// machine returns what is known of a machine, to be changed.
func (m *Memory) machine(host string) *seen {
	s := m.find(host)
	if s == nil {
		s = &seen{host: host, tasks: map[string]taskSeen{}}
		m.machines[strings.ToLower(host)] = s
	}
	return s
}
