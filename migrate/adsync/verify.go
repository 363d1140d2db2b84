package adsync

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// VerdictSchema names the form of Verdict's JSON.
const VerdictSchema = "ad2scim.syncverify/v1"

// Surety says how sure it is that AD sync has stopped.
type Surety string

// The sureties.
const (
	Stopped       Surety = "certain" // disabled, nothing runs, and still for longer than its interval
	LikelyStopped Surety = "likely"  // the same, but not for long enough, or not all could be seen
	NotStopped    Surety = "not-yet" // something would start it, or it ran
)

// Verdict is what a look for a stopped script comes to.
type Verdict struct {
	Schema  string   `json:"schema"`
	Surety  Surety   `json:"certainty"`
	Script  string   `json:"ad_sync_script"`
	Time    Moment   `json:"time"`
	Until   Moment   `json:"certain_at"` // when it will be certain if nothing moves; "" where time alone does not help
	Reasons []string `json:"reasons"`
	Found   Found    `json:"found"`
	// Elsewhere are the machines that were looked at before, and not in this look.
	Elsewhere []string `json:"-"`
}

// Verify judges what a look found at a moment of this program's clock, with what
// earlier looks and stops are remembered, this look's included (see NoteLook).
func Verify(now time.Time, f Found, m Memory) Verdict {
	v := Verdict{Schema: VerdictSchema, Surety: Stopped, Script: m.over(f), Time: Moment{now}, Found: f, Reasons: []string{}}
	lower := func(to Surety, why string) {
		if to == NotStopped || v.Surety == Stopped {
			v.Surety = to
		}
		v.Reasons = append(v.Reasons, why)
	}
	waits, known := true, false
	seen := map[TaskKey]bool{}
	for _, c := range f.Candidates {
		about := fmt.Sprintf("the %s %s on %s", c.Kind, shown(c.Name), shown(c.Host))
		bad := NotStopped
		if c.Belief == Possible {
			bad, about = LikelyStopped, about+" (possibly AD sync)"
		}
		if c.Task != nil {
			seen[TaskKey{c.Host, c.Task.Path}] = true
			// What may be anything says nothing of where AD sync is.
			known = known || c.Belief != Possible
			if c.Task.brief {
				about += ", which starts something else now,"
			}
		}
		switch {
		case c.Active:
			lower(bad, about+" is running")
			waits = false
		case c.Armed:
			lower(bad, about+" is enabled")
			waits = false
		case c.Task != nil && c.Belief != Possible:
			interval, told := c.Task.Interval()
			v.still(still{TaskKey{c.Host, c.Task.Path}, about + " is disabled", c.Task.LastRun.Time, interval, told}, now, m, lower)
		}
	}
	for _, other := range m.elsewhere(f) {
		if !f.looked(other.host) {
			v.Elsewhere = append(v.Elsewhere, other.host)
		}
		if to, why := other.against(f); why != "" {
			lower(to, why)
			waits = false
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(m.known), TaskKey.compare) {
		switch about := fmt.Sprintf("the task %s on %s", shown(k.Path), shown(k.Host)); {
		case seen[k]:
		case !f.looked(k.Host):
			if m.Still[k] != (Stillness{}) {
				lower(LikelyStopped, shown(k.Host)+", where "+about+" was disabled, was not looked at")
				waits = false
			}
		case !f.present[k]:
			known = true
			v.still(still{k, about + " is gone", m.Still[k].LastRun, m.known[k], true}, now, m, lower)
		}
	}
	for _, why := range f.broughtBack(m) {
		lower(LikelyStopped, why)
		waits = false
	}
	for _, h := range f.Hosts {
		for _, n := range h.Notes() {
			lower(LikelyStopped, n)
			waits = false
		}
	}
	if !known && v.Surety == Stopped {
		lower(LikelyStopped, "no task of AD sync is known: that the hosts that were looked at have none says nothing of others")
		waits = false
	}
	if !waits || v.Surety != LikelyStopped {
		v.Until = Moment{}
	}
	return v
}

// against says what a machine that this look does not show as it is now has
// against the verdict; "" for nothing.
func (s seen) against(f Found) (to Surety, why string) {
	about, last := shown(s.host), " when it was changed last"
	if !s.at.IsZero() {
		last = " when it was looked at last (" + s.at.UTC().Format(time.RFC3339) + ")"
	}
	switch state := s.script(); {
	case state == "scheduled" || state == "running":
		return NotStopped, "AD sync was " + state + " on " + about + last
	case state == "unknown":
		return LikelyStopped, "it was not known how AD sync stood on " + about + last
	case f.looked(s.host):
		return LikelyStopped, "the result from " + about + " is older than the last look at it (" + s.at.UTC().Format(time.RFC3339) + ")"
	}
	return "", ""
}

func (f Found) looked(host string) bool {
	for _, h := range f.Hosts {
		if h.Error == "" && sameHost(h.Host, host) {
			return true
		}
	}
	return false
}

// lookedAt is when a host was looked at: a result file may be old, and one from a
// machine whose clock is ahead was not made after it came here first.
func (f Found) lookedAt(host string, now time.Time, m Memory) time.Time {
	for _, h := range f.Hosts {
		if h.Error != "" || !sameHost(h.Host, host) || !h.FromFile {
			continue
		}
		if came, known := m.came[look{h.Host, h.Time.UTC()}]; known && came.Before(now) {
			now = came
		}
		if h.Time.Before(now) {
			now = h.Time.Time
		}
		return now
	}
	return now
}

// still is a task that starts nothing now: it is disabled, or gone.
type still struct {
	TaskKey
	about    string
	lastRun  time.Time
	interval time.Duration
	told     bool // its triggers tell the interval
}

// still judges whether such a task has stood still for longer than its interval.
func (v *Verdict) still(t still, now time.Time, m Memory, lower func(Surety, string)) {
	now = v.Found.lookedAt(t.Host, now, m)
	s, remembered := m.Still[t.TaskKey]
	if !remembered || !s.LastRun.Equal(t.lastRun) {
		s = Stillness{Since: now, Interval: s.Interval, Ran: remembered && !s.LastRun.IsZero() && t.lastRun.After(s.LastRun)}
	}
	interval := max(t.interval, s.Interval, m.known[t.TaskKey])
	at := s.Since.Add(interval)
	said := interval.String()
	if !t.told {
		said = "its triggers tell no interval, so " + said
	}
	switch since := s.Since.UTC().Format(time.RFC3339); {
	case now.After(at):
		v.Reasons = append(v.Reasons, fmt.Sprintf("%s, and its last run is unchanged for longer than its interval (%s)", t.about, said))
	case s.Ran:
		lower(NotStopped, fmt.Sprintf("%s, but it ran once more at %s", t.about, t.lastRun.UTC().Format(time.RFC3339)))
	default:
		if at.After(v.Until.Time) {
			v.Until = Moment{at.UTC()}
		}
		lower(LikelyStopped, fmt.Sprintf("%s, and its last run unchanged since %s; its interval (%s) ends at %s", t.about, since, said, at.UTC().Format(time.RFC3339)))
	}
}
