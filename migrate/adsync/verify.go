package adsync

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// VerdictSchema names the form of Verdict's JSON.
const VerdictSchema = "ad2scim.syncverify/v1"

// Certainty says how sure it is that AD sync has stopped.
type Certainty string

// The sureties.
const (
	Stopped       Certainty = "certain" // disabled, nothing runs, and still for longer than its interval
	LikelyStopped Certainty = "likely"  // the same, but not for long enough, or not all could be seen
	NotStopped    Certainty = "not-yet" // something would start it, or it ran
)

// Verdict is what a look for a stopped script comes to.
type Verdict struct {
	Schema     string     `json:"schema"`
	Certainty  Certainty  `json:"certainty"`
	Script     string     `json:"ad_sync_script"`
	Time       Moment     `json:"time"`
	Until      Moment     `json:"certain_at"` // when it will be certain if nothing moves; "" where time alone does not help
	Reasons    []string   `json:"reasons"`
	Assessment Assessment `json:"found"`
	// Moves says that something speaks against it, more than that it is not known
	// yet: what opened by an earlier verdict shuts again.
	Moves bool `json:"-"`
	// Elsewhere are the machines that were looked at before, and not in this look.
	Elsewhere []string `json:"-"`
}

// Verify judges what a look found at a moment of this program's clock, with what
// earlier looks and stops are remembered, this look's included (see NoteScan).
func Verify(now time.Time, f Assessment, m Memory) Verdict {
	v := Verdict{
		Schema: VerdictSchema, Certainty: Stopped, Script: m.over(f), Time: Moment{now}, Assessment: f,
		Reasons: []string{},
	}
	lower := func(to Certainty, why string) {
		if to == NotStopped || v.Certainty == Stopped {
			v.Certainty = to
		}
		v.Reasons = append(v.Reasons, why)
	}
	waits, known := true, false
	seen := map[TaskKey]bool{}
	for _, c := range f.Candidates {
		about := fmt.Sprintf("the %s %s on %s", c.Kind, shown(c.Name), shown(c.Host))
		bad := NotStopped
		if c.Confidence == Possible {
			bad, about = LikelyStopped, about+" (possibly AD sync)"
		}
		k, keyed := c.key()
		if keyed {
			seen[k] = true
			// What may be anything says nothing of where AD sync is.
			known = known || c.Confidence != Possible && !c.named
			if c.Task != nil && c.Task.brief {
				about += ", which starts something else now,"
			}
		}
		switch {
		case c.File != nil && c.left:
			v.Reasons = append(v.Reasons, fmt.Sprintf("the script %s is still on %s; nothing starts it any more", shown(c.Name),
				shown(c.Host)))
		case c.File != nil:
			lower(LikelyStopped,
				fmt.Sprintf("the script %s on %s holds what AD sync's script holds, and nothing that was found starts it: delete it, or say that it is not AD sync", shown(c.Name), shown(c.Host)))
			waits = false
		case c.Active:
			lower(bad, about+" is running")
			waits, v.Moves = false, true
		case c.Armed:
			lower(bad, about+" is enabled")
			waits, v.Moves = false, true
		case c.Confidence == Possible || !keyed:
		case c.manual():
			lower(LikelyStopped, about+" is stopped, and anything can start it: set its start type to disabled")
			waits = false
		case c.Service != nil:
			v.judgeIdle(idleTask{TaskKey: k, about: about + " is disabled", interval: unknownInterval}, now, m, lower)
		default:
			interval, told := c.Task.Interval()
			v.judgeIdle(idleTask{k, about + " is disabled", c.Task.LastRun.Time, interval, told, c.Task.firstDue()}, now, m, lower)
		}
	}
	for _, other := range m.elsewhere(f) {
		if !f.scanned(other.host) {
			v.Elsewhere = append(v.Elsewhere, other.host)
		}
		if to, why := other.against(f); why != "" {
			lower(to, why)
			waits = false
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(m.known), TaskKey.compare) {
		switch about := k.about(); {
		case seen[k]:
		case !f.scanned(k.Host):
			if m.Idle[k] != (IdlePeriod{}) {
				lower(LikelyStopped, shown(k.Host)+", where "+about+" was disabled, was not looked at")
				waits = false
			}
		case !f.present[k]:
			known = known || !m.named[k]
			v.judgeIdle(idleTask{TaskKey: k, about: about + " is gone", lastRun: m.Idle[k].LastRun, interval: m.known[k], told: true},
				now, m, lower)
		}
	}
	for _, why := range f.broughtBack(m) {
		lower(LikelyStopped, why)
		waits, v.Moves = false, true
	}
	for _, h := range f.Hosts {
		if about := m.find(h.Host); h.Error == "" && about != nil && about.doubtful() {
			v.Moves = true
		}
		for _, n := range h.Notes() {
			lower(LikelyStopped, n)
			waits = false
		}
		v.Reasons = append(v.Reasons, h.Remarks(now)...)
	}
	if !known && v.Certainty == Stopped {
		why := "no task of AD sync is known: that the hosts that were looked at have none says nothing of others"
		if len(m.named) > 0 {
			why = "nothing but being named speaks for the tasks that were disabled, so that this alone is never certain: look on the other machines that could run AD sync, or, if you know that there is no other, force the step script-stopped with that reason"
		}
		lower(LikelyStopped, why)
		waits = false
	}
	if !waits || v.Certainty != LikelyStopped {
		v.Until = Moment{}
	}
	return v
}

// against says what a machine that this look does not show as it is now has
// against the verdict; "" for nothing.
func (s seen) against(f Assessment) (to Certainty, why string) {
	about, last := shown(s.host), " when it was changed last"
	if !s.at.IsZero() {
		last = " when it was looked at last (" + s.at.UTC().Format(time.RFC3339) + ")"
	}
	switch state := s.script(); {
	case state == "scheduled" || state == "running":
		return NotStopped, "AD sync was " + state + " on " + about + last
	case state == "unknown":
		return LikelyStopped, "it was not known how AD sync stood on " + about + last
	case f.scanned(s.host):
		return LikelyStopped, "the result from " + about + " is older than the last look at it (" +
			s.at.UTC().Format(time.RFC3339) + ")"
	}
	return "", ""
}

func (f Assessment) scanned(host string) bool {
	for _, h := range f.Hosts {
		if h.Error == "" && sameHost(h.Host, host) {
			return true
		}
	}
	return false
}

// lookedAt is when a host was looked at: a result file may be old, and one from a
// machine whose clock is ahead was not made after it came here first.
func (f Assessment) scannedAt(host string, now time.Time, m Memory) time.Time {
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

// at is when the newest look in it was made.
func (f Assessment) at(now time.Time, m Memory) (newest time.Time) {
	for _, h := range f.Hosts {
		if at := f.scannedAt(h.Host, now, m); h.Error == "" && at.After(newest) {
			newest = at
		}
	}
	if newest.IsZero() {
		return now
	}
	return newest
}

// about names it in words.
func (k TaskKey) about() string {
	return "the " + k.kind() + " " + shown(k.Path) + " on " + shown(k.Host)
}

func (k TaskKey) kind() string {
	if strings.HasPrefix(k.Path, `\`) {
		return "task"
	}
	return "service"
}

// still is a task or a service that starts nothing now: it is disabled, or gone.
type idleTask struct {
	TaskKey
	about    string
	lastRun  time.Time
	interval time.Duration
	told     bool      // its triggers tell the interval; a service has none
	due      time.Time // when it starts first, for a task that has not begun; else zero
}

// still judges whether such a task has stood still for longer than its interval.
func (v *Verdict) judgeIdle(t idleTask, now time.Time, m Memory, lower func(Certainty, string)) {
	now = v.Assessment.scannedAt(t.Host, now, m)
	s, remembered := m.Idle[t.TaskKey]
	if !remembered || !s.LastRun.Equal(t.lastRun) {
		s = IdlePeriod{Since: now, Interval: s.Interval, Ran: remembered && !s.Gone && t.lastRun.After(s.LastRun)}
	}
	interval := max(t.interval, s.Interval, m.known[t.TaskKey])
	if s.Ran || interval == 0 {
		// What starts it although it is disabled may come by once a day.
		interval = max(interval, unknownInterval)
	}
	at := s.Since.Add(interval)
	said := interval.String()
	if !t.told {
		said = "nothing tells its interval, so " + said
	}
	ends := "its interval (" + said + ") ends at "
	if t.due.After(at) {
		at, said = t.due, "until its first start was due"
		ends = "it is due for the first time at "
	}
	switch since := s.Since.UTC().Format(time.RFC3339); {
	case now.After(at):
		v.Reasons = append(v.Reasons, fmt.Sprintf("%s, and its last run is unchanged for longer than its interval (%s)",
			t.about, said))
	case s.Ran:
		v.Moves = true
		lower(NotStopped, fmt.Sprintf("%s, but it ran once more at %s", t.about, t.lastRun.UTC().Format(time.RFC3339)))
	default:
		if at.After(v.Until.Time) {
			v.Until = Moment{at.UTC()}
		}
		// An old result is no news.
		about := m.find(t.Host)
		v.Moves = v.Moves || about == nil || !v.Assessment.older(*about)
		lower(LikelyStopped, fmt.Sprintf("%s, and its last run unchanged since %s; %s%s", t.about, since, ends,
			at.UTC().Format(time.RFC3339)))
	}
}
