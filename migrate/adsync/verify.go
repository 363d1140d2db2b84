package adsync

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

// VerdictSchema is the schema of a Verdict's JSON.
const VerdictSchema = "ad2scim.syncverify/v1"

// Certainty says how certain it is that AD sync has stopped.
type Certainty string

// The levels of certainty.
const (
	Stopped       Certainty = "certain" // disabled, not running, and idle for longer than its interval
	LikelyStopped Certainty = "likely"  // the same, but not idle for long enough, or not everything could be read
	NotStopped    Certainty = "not-yet" // something would start it, or it ran
)

// The grades of a verdict.
const (
	gradeVerified  = "verified"
	gradeConfirmed = "confirmed"
)

// Verdict is the result of verifying that AD sync has stopped.
type Verdict struct {
	Schema    string    `json:"schema"`
	Certainty Certainty `json:"certainty"`
	Script    string    `json:"ad_sync_script"`
	Time      Moment    `json:"time"`
	Until     Moment    `json:"certain_at"` // when it will be certain if nothing moves; "" where time alone does not help
	// Grade of a verdict that is certain: verified, or confirmed if an admin's word takes the
	// place of a next start that doesn't exist.
	Grade      string     `json:"grade,omitempty"`
	Reasons    []string   `json:"reasons"`
	Assessment Assessment `json:"found"`
	// Moves says that there is evidence against it, which is more than that it isn't known
	// yet: a requirement that an earlier verdict met is open again.
	Moves bool `json:"-"`
	// Elsewhere are the hosts that were scanned before and not this time.
	Elsewhere []string `json:"-"`

	standIns []string   // the Reasons that stand for a next start that isn't known
	quiet    []quietDay // the days for which the given audit log does so
}

// Verify returns the verdict on a scan at a time of this program's clock. m is what earlier
// scans and stops recorded, including this scan (see NoteScan). events are those of an audit
// log, if one was given.
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

// judge builds a verdict.
type judge struct {
	*Verdict
	m         Memory
	now       time.Time
	events    []groupfile.AuditEvent
	seen      map[TaskKey]bool // the tasks and services among the candidates
	waits     bool             // time alone can make it certain
	known     bool             // something is known that belonged to AD sync
	confirmed bool             // part of it is an admin's word
}

// lower lowers the verdict to a certainty, with the reason.
func (j *judge) lower(to Certainty, why string) {
	if to == NotStopped || j.Certainty == Stopped {
		j.Certainty = to
	}
	j.Reasons = append(j.Reasons, why)
}

// blocks lowers the verdict for a reason that waiting doesn't remove.
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
		// What only possibly belongs to AD sync doesn't show where AD sync is.
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

// file checks a script file that nothing found starts.
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

// otherHosts checks the hosts that were scanned before and that this scan doesn't show in
// their present state.
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

// formerTasks checks what belonged to AD sync and isn't among the candidates.
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

// hosts checks how completely each host was scanned.
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
		why = "the disabled tasks show no sign of AD sync except that you named them, so this alone is never certain: scan the other hosts that could run AD sync, or, if you know that there is no other, override the step " +
			string(playbook.StepScriptStopped) + " with that reason"
	}
	j.blocks(LikelyStopped, why)
}

// against returns what speaks against the verdict on a host that this scan doesn't show in
// its present state, or "".
func (s seen) against(f Assessment) (to Certainty, why string) {
	about, last := shown(s.host), " when it was last changed"
	if !s.at.IsZero() {
		last = " when it was last scanned (" + render.Timestamp(s.at) + ")"
	}
	switch state := s.script(); {
	case state == "scheduled" || state == "running":
		return NotStopped, "AD sync was " + state + " on " + about + last
	case state == "unknown":
		return LikelyStopped, "the state of AD sync was not known on " + about + last
	case f.scanned(s.host):
		return LikelyStopped, "the result from " + about + " is older than its last scan (" +
			render.Timestamp(s.at) + ")"
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

// scannedAt returns when a host was scanned. A result file may be old, and one from a host
// whose clock is ahead wasn't made after it was first read here.
func (f Assessment) scannedAt(host string, now time.Time, m Memory) time.Time {
	for _, h := range f.Hosts {
		if h.Error != "" || !sameHost(h.Host, host) || !h.FromFile {
			continue
		}
		if came, known := m.came[scanKey{h.Host, h.Time.UTC()}]; known && came.Before(now) {
			now = came
		}
		if h.Time.Before(now) {
			now = h.Time.Time
		}
		return now
	}
	return now
}

// hostTime returns when a host was scanned, by the host's own clock.
func (f Assessment) hostTime(host string, now time.Time) time.Time {
	for _, h := range f.Hosts {
		if h.Error == "" && sameHost(h.Host, host) && !h.Time.IsZero() {
			return h.Time.Time
		}
	}
	return now
}

// at returns the time of the newest scan.
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

// about returns the name of the task or service in words.
func (k TaskKey) about() string {
	return "the " + k.kind() + " " + shown(k.Path) + " on " + shown(k.Host)
}

func (k TaskKey) kind() string {
	if strings.HasPrefix(k.Path, `\`) {
		return "task"
	}
	return "service"
}
