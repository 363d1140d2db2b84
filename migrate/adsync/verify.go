package adsync

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/groupfile"
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

// The grades of a verdict.
const (
	gradeVerified  = "verified"
	gradeConfirmed = "confirmed"
)

// Verdict is what a look for a stopped script comes to.
type Verdict struct {
	Schema    string    `json:"schema"`
	Certainty Certainty `json:"certainty"`
	Script    string    `json:"ad_sync_script"`
	Time      Moment    `json:"time"`
	Until     Moment    `json:"certain_at"` // when it will be certain if nothing moves; "" where time alone does not help
	// Grade of a verdict that is certain: verified, or confirmed where an admin's word
	// stands for the next start of something that has none.
	Grade      string     `json:"grade,omitempty"`
	Reasons    []string   `json:"reasons"`
	Assessment Assessment `json:"found"`
	// Moves says that something speaks against it, more than that it is not known
	// yet: what opened by an earlier verdict shuts again.
	Moves bool `json:"-"`
	// Elsewhere are the machines that were looked at before, and not in this look.
	Elsewhere []string `json:"-"`
}

// Verify judges what a scan found at a moment of this program's clock, with what
// earlier scans and stops are remembered, this scan's included (see NoteScan). The events
// are those of an audit log, where one is given.
func Verify(now time.Time, f Assessment, m Memory, events ...groupfile.AuditEvent) Verdict {
	v := Verdict{
		Schema: VerdictSchema, Certainty: Stopped, Script: m.over(f), Time: Moment{now}, Assessment: f,
		Reasons: []string{},
	}
	j := judge{Verdict: &v, m: m, now: now, events: events, waits: true, seen: map[TaskKey]bool{}}
	for _, c := range f.Candidates {
		j.candidate(c)
	}
	j.otherHosts()
	j.formerTasks()
	for _, why := range append(f.broughtBack(m), f.clustered()...) {
		j.lower(LikelyStopped, why)
		j.waits, v.Moves = false, true
	}
	j.hosts()
	j.nothingKnown()
	if !j.waits || v.Certainty != LikelyStopped {
		v.Until = Moment{}
	}
	if v.Certainty == Stopped {
		v.Grade = gradeVerified
		if j.confirmed {
			v.Grade = gradeConfirmed
		}
	}
	return v
}

// judge is a verdict in the making.
type judge struct {
	*Verdict
	m         Memory
	now       time.Time
	events    []groupfile.AuditEvent
	seen      map[TaskKey]bool // the tasks and services among the candidates
	waits     bool             // time alone can make it certain
	known     bool             // something that was AD sync is known
	confirmed bool             // some of it is an admin's word
}

// lower takes the verdict down to a certainty, and says why.
func (j *judge) lower(to Certainty, why string) {
	if to == NotStopped || j.Certainty == Stopped {
		j.Certainty = to
	}
	j.Reasons = append(j.Reasons, why)
}

// blocks is lower by what time doesn't mend.
func (j *judge) blocks(to Certainty, why string) {
	j.lower(to, why)
	j.waits = false
}

func (j *judge) candidate(c Candidate) {
	about := fmt.Sprintf("the %s %s on %s", c.Kind, shown(c.Name), shown(c.Host))
	bad := NotStopped
	if c.Confidence == Possible {
		bad, about = LikelyStopped, about+" (possibly AD sync)"
	}
	k, keyed := c.key()
	if keyed {
		j.seen[k] = true
		// What may be anything says nothing of where AD sync is.
		j.known = j.known || c.Confidence != Possible && !c.named
		if c.Task != nil && c.Task.brief {
			about += ", which starts something else now,"
		}
	}
	switch {
	case c.File != nil:
		j.file(c)
	case c.Active:
		j.blocks(bad, about+" is running")
		j.Moves = true
	case c.Armed:
		j.blocks(bad, about+" is enabled")
		j.Moves = true
	case c.Confidence == Possible || !keyed:
	case c.manual():
		j.blocks(LikelyStopped, about+" is stopped, but can still be started: set its start type to disabled")
	case c.Service != nil:
		j.idle(idleTask{TaskKey: k, about: about + " is disabled"})
	default:
		interval, _ := c.Task.Interval()
		j.idle(idleTask{
			TaskKey: k, about: about + " is disabled", lastRun: c.Task.LastRun.Time, interval: interval,
			schedule: c.Task.schedule(), note: onlyElse,
		})
	}
}

// file judges a script file that nothing found starts.
func (j *judge) file(c Candidate) {
	if c.left {
		j.Reasons = append(j.Reasons,
			fmt.Sprintf("the script %s is still on %s; nothing starts it now", shown(c.Name), shown(c.Host)))
		return
	}
	j.blocks(LikelyStopped,
		fmt.Sprintf("the script %s on %s has the same content as AD sync's script, and nothing that was found starts it: delete it, or confirm that it is not AD sync",
			shown(c.Name), shown(c.Host)))
}

// otherHosts judges the hosts that were scanned before and that this scan doesn't show as
// they are now.
func (j *judge) otherHosts() {
	for _, other := range j.m.elsewhere(j.Assessment) {
		if !j.Assessment.scanned(other.host) {
			j.Elsewhere = append(j.Elsewhere, other.host)
		}
		if to, why := other.against(j.Assessment); why != "" {
			j.blocks(to, why)
		}
	}
}

// formerTasks judges what was AD sync and isn't among the candidates.
func (j *judge) formerTasks() {
	for _, k := range slices.SortedFunc(maps.Keys(j.m.known), TaskKey.compare) {
		switch about := k.about(); {
		case j.seen[k]:
		case !j.Assessment.scanned(k.Host):
			if j.m.Idle[k] != (IdlePeriod{}) {
				j.blocks(LikelyStopped, shown(k.Host)+", where "+about+" was disabled, wasn't scanned")
			}
		case !j.Assessment.present[k]:
			j.known = j.known || !j.m.named[k]
			j.idle(idleTask{
				TaskKey: k, about: about + " is gone", lastRun: j.m.Idle[k].LastRun, interval: j.m.known[k],
				schedule: j.m.schedules[k],
			})
		}
	}
}

// hosts judges how far each host of the scan was seen.
func (j *judge) hosts() {
	for _, h := range j.Assessment.Hosts {
		if about := j.m.find(h.Host); h.Error == "" && about != nil && about.doubtful() {
			j.Moves = true
		}
		for _, n := range h.Notes() {
			j.blocks(LikelyStopped, n)
		}
		j.Reasons = append(j.Reasons, h.Remarks(j.now)...)
	}
}

func (j *judge) nothingKnown() {
	if j.known || j.Certainty != Stopped {
		return
	}
	why := "no task of AD sync is known: the hosts that were scanned have none, but others may have one"
	if len(j.m.named) > 0 {
		why = "the disabled tasks show no sign of AD sync except that you named them, so this alone is never certain: scan the other hosts that could run AD sync, or, if you know that there is no other, override the step script-stopped with that reason"
	}
	j.blocks(LikelyStopped, why)
}

// against says what a machine that this look does not show as it is now has
// against the verdict; "" for nothing.
func (s seen) against(f Assessment) (to Certainty, why string) {
	about, last := shown(s.host), " when it was last changed"
	if !s.at.IsZero() {
		last = " when it was last scanned (" + s.at.UTC().Format(time.RFC3339) + ")"
	}
	switch state := s.script(); {
	case state == "scheduled" || state == "running":
		return NotStopped, "AD sync was " + state + " on " + about + last
	case state == "unknown":
		return LikelyStopped, "the state of AD sync was not known on " + about + last
	case f.scanned(s.host):
		return LikelyStopped, "the result from " + about + " is older than its last scan (" +
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

// hostTime is when a host was scanned, by the host's own clock.
func (f Assessment) hostTime(host string, now time.Time) time.Time {
	for _, h := range f.Hosts {
		if h.Error == "" && sameHost(h.Host, host) && !h.Time.IsZero() {
			return h.Time.Time
		}
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
