package adsync

import (
	"fmt"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
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
		about := fmt.Sprintf("the %s %s on %s", c.Kind, migrate.Quote(c.Name), migrate.Quote(c.Host))
		bad := NotStopped
		if c.Belief == Possible {
			bad, about = LikelyStopped, about+" (possibly AD sync)"
		}
		if c.Task != nil {
			k := TaskKey{c.Host, c.Task.Path}
			seen[k] = true
			// What may be anything says nothing of where AD sync is.
			known = known || c.Belief != Possible || slices.Contains(m.Stopped, k)
		}
		switch {
		case c.Active:
			lower(bad, about+" is running")
			waits = false
		case c.Armed:
			lower(bad, about+" is enabled")
			waits = false
		case c.Task != nil:
			v.still(f.lookedAt(c.Host, now, m), about, c, m, lower)
		}
	}
	for _, other := range m.elsewhere(f) {
		if to, why := other.against(f); why != "" {
			lower(to, why)
			waits = false
		}
	}
	for k := range m.Still {
		if !seen[k] && f.looked(k.Host) {
			v.Reasons = append(v.Reasons, fmt.Sprintf("the task %s on %s is gone", migrate.Quote(k.Path), migrate.Quote(k.Host)))
			seen[k], known = true, known || !m.possible[k] || slices.Contains(m.Stopped, k)
		} else if !seen[k] {
			lower(LikelyStopped, migrate.Quote(k.Host)+", where a task was disabled, was not looked at")
			waits = false
		}
	}
	for _, h := range f.Hosts {
		for _, n := range h.notes() {
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
	about, last := migrate.Quote(s.host), " when it was changed last"
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
		if h.Error != "" || !sameHost(h.Host, host) {
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

// still judges a task that is disabled.
func (v *Verdict) still(now time.Time, about string, c Candidate, m Memory, lower func(Surety, string)) {
	interval, known := c.Task.Interval()
	s, remembered := m.Still[TaskKey{c.Host, c.Task.Path}]
	if !remembered || !s.LastRun.Equal(c.Task.LastRun.Time) {
		s = Stillness{Since: now}
	}
	interval = max(interval, s.Interval)
	at := s.Since.Add(interval)
	said := interval.String()
	if !known {
		said = "its triggers tell no interval, so " + said
	}
	if now.After(at) {
		v.Reasons = append(v.Reasons, fmt.Sprintf("%s is disabled, and its last run is unchanged for longer than its interval (%s)", about, said))
		return
	}
	if at.After(v.Until.Time) {
		v.Until = Moment{at.UTC()}
	}
	lower(LikelyStopped, fmt.Sprintf("%s is disabled, and its last run unchanged since %s; its interval (%s) ends at %s",
		about, s.Since.UTC().Format(time.RFC3339), said, at.UTC().Format(time.RFC3339)))
}

// HearAudit lowers a verdict by group events in a Dashlane audit log after a
// moment. A log without any proves nothing, and changes nothing.
func (v *Verdict) HearAudit(events []groupfile.AuditEvent, since time.Time) (after int) {
	for _, e := range events {
		switch e.Type {
		case groupfile.GroupCreated, groupfile.GroupRenamed, groupfile.GroupDeleted, "user_joined_user_group", "user_removed_from_user_group", "user_invited_to_user_group":
			if e.Time.After(since) {
				after++
			}
		}
	}
	if after > 0 {
		v.Reasons = append(v.Reasons, fmt.Sprintf("the audit log has %d group events after %s: a hint that the script still runs", after, since.UTC().Format(time.RFC3339)))
		if v.Surety == Stopped {
			v.Surety, v.Until = LikelyStopped, Moment{}
		}
		return after
	}
	v.Reasons = append(v.Reasons, "the audit log has no group event after "+since.UTC().Format(time.RFC3339)+", which by itself proves nothing")
	return 0
}

// HearConsole takes at least two readings of the date of the last sync in the
// Admin Console, oldest first, and reports whether the date has stood still for
// longer than the interval. A date that moved since the reading before is a sync.
func (v *Verdict) HearConsole(readings []ConsoleReading, interval time.Duration) (still bool) {
	last := readings[len(readings)-1]
	if before := readings[len(readings)-2]; !before.Says.Equal(last.Says) {
		v.Reasons = append(v.Reasons, "the Admin Console's date of the last sync has moved: something still syncs, or a request that waited was applied")
		v.Surety, v.Until = NotStopped, Moment{}
		return false
	}
	first := last
	for _, r := range slices.Backward(readings) {
		if !r.Says.Equal(last.Says) {
			break
		}
		first = r
	}
	apart := last.Read.Sub(first.Read)
	if apart <= interval {
		v.Reasons = append(v.Reasons, fmt.Sprintf("the Admin Console's date was read twice within %s, which is not longer than the interval of %s", apart.Round(time.Second), interval))
		return false
	}
	v.Reasons = append(v.Reasons, fmt.Sprintf("the Admin Console showed the same date of the last sync twice, %s apart (as the admin says)", apart.Round(time.Second)))
	return true
}

// ConsoleReading is the date of the last sync as an admin read it.
type ConsoleReading struct {
	Read time.Time `json:"read"`
	Says time.Time `json:"says"`
}

// Interval returns the longest interval of the tasks that were found.
func (f Found) Interval() time.Duration {
	var longest time.Duration
	for _, c := range f.Candidates {
		if c.Task != nil && c.Belief != Possible {
			d, _ := c.Task.Interval()
			longest = max(longest, d)
		}
	}
	if longest == 0 {
		return unknownInterval
	}
	return longest
}
