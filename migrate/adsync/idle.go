package adsync

import (
	"fmt"
	"time"

	"ad2scim/migrate/render"
)

// IdlePeriod says how long a task hasn't run, by its host's clock.
type IdlePeriod struct {
	Since time.Time
	// Noted is when that was recorded, by this program's clock. The task was idle by then, even
	// if the host's clock is wrong or the record comes from a result file.
	Noted    time.Time
	LastRun  time.Time
	Interval time.Duration // the longest interval that was seen
	// Schedule is the task's schedule before the period began, or nil if it isn't known.
	Schedule *Schedule
	// Ran says that the task had been idle before, and ran although it was disabled.
	Ran bool
	// Gone says that the task no longer exists, so that it has no last run.
	Gone bool
}

// idleTask is a task or a service that starts nothing now: it is disabled, or no longer
// exists.
type idleTask struct {
	TaskKey
	about    string
	lastRun  time.Time
	interval time.Duration // between two starts; 0 if unknown
	schedule *Schedule     // nil for a service, and if unknown
	note     string        // what it proves that the task didn't run
}

// due returns when the task would have started for the first time after it became idle, with
// everything that can delay that start. It is false if there is no next start: for a service,
// for a task that an event starts, or if nothing is known.
func (p IdlePeriod) due(t idleTask, known time.Duration) (at time.Time, dated bool) {
	for _, s := range []*Schedule{p.Schedule, t.schedule} {
		if s == nil {
			continue
		}
		if next, ok := s.Next(p.Since); ok {
			dated = true
			if next.After(at) {
				at = next
			}
		}
	}
	interval := max(t.interval, p.Interval, known)
	switch {
	case p.Schedule == nil && t.schedule == nil && interval > 0 && t.kind() == "task":
		at, dated = p.Since.Add(interval), true
	case !dated:
		at = p.Since.Add(max(interval, unknownInterval))
	}
	if day := p.Since.Add(unknownInterval); p.Ran && at.Before(day) {
		at = day // something that starts it although it is disabled may come once a day
	}
	return at, dated
}

// certainAt returns from when a scan can show for certain that AD sync has stopped, without
// scanning now. It is zero if a task isn't idle or nothing is known.
func (m Memory) certainAt() (latest time.Time) {
	for k, interval := range m.known {
		p, idle := m.Idle[k]
		if !idle {
			return time.Time{}
		}
		at, _ := p.due(idleTask{TaskKey: k, schedule: m.schedules[k]}, interval)
		if at = at.Add(m.runs[k]); at.After(latest) {
			latest = at
		}
	}
	return latest
}

// idle checks whether such a task has been idle beyond the time of its next start. Both times
// are by the host's clock.
func (j *judge) idle(t idleTask) {
	now := j.Assessment.hostTime(t.Host, j.now)
	p, remembered := j.m.Idle[t.TaskKey]
	if !remembered || !p.LastRun.Equal(t.lastRun) {
		p = IdlePeriod{
			Since: now, Noted: j.now, Interval: p.Interval, Schedule: p.Schedule,
			Ran: remembered && !p.Gone && t.lastRun.After(p.LastRun),
		}
	}
	at, dated := p.due(t, j.m.known[t.TaskKey])
	at = at.Add(j.m.runs[t.TaskKey])
	since := render.Timestamp(p.Since)
	switch due := render.Timestamp(at); {
	case now.After(at) && dated:
		j.Reasons = append(j.Reasons, t.about+" and hasn't run since "+since+", beyond "+due+
			", by when it would have started next"+t.note)
	case now.After(at):
		j.undated(t, p)
	case p.Ran:
		j.Moves = true
		j.lower(NotStopped, fmt.Sprintf("%s, but it ran once more at %s", t.about, render.Timestamp(t.lastRun)))
	default:
		if at.After(j.Until.Time) {
			j.Until = Moment{at.UTC()}
		}
		// An old result file shows nothing new.
		about := j.m.find(t.Host)
		j.Moves = j.Moves || about == nil || !j.Assessment.older(*about)
		why := "it would have started next by " + due + t.note
		if !dated {
			why = "its next start is not known; from " + due + " on " + undatedNeeds + " can stand for that"
		}
		j.lower(LikelyStopped, t.about+" and hasn't run since "+since+"; "+why)
	}
}

// onlyElse says what it proves that a disabled task didn't run.
const onlyElse = " (a disabled task never runs: this only shows that nothing else started it)"

const undatedNeeds = "an audit log of that day without a change of groups, or the Admin Console's last sync date,"

// undated checks a task without a next start (logon, startup, an event, a service), a day
// after it became idle. An audit log of that day without group changes takes the place of the
// next start, or the last sync date as an admin read it after that day. Neither knows the
// host's clock, so the day begins when this program recorded that the task is idle.
func (j *judge) undated(t idleTask, p IdlePeriod) {
	q := quietDay{t.Host, t.Path, p.Noted, p.Noted.Add(unknownInterval)}
	day := render.Timestamp(q.From) + " to " + render.Timestamp(q.To)
	without := t.about + "; its next start is not known, and "
	if quiet(j.events, q.From, q.To) {
		j.quiet = append(j.quiet, q)
		j.standsIn(without + "the audit log has no change of groups from " + day)
		return
	}
	if l, there := j.m.quietLog(q); there {
		j.standsIn(without + "the audit log that was given before (SHA-256 " + l.SHA256 + ") has no change of groups from " +
			day)
		return
	}
	for _, r := range j.m.Console {
		if !r.Read.Before(q.To) && !r.Says.After(q.From) {
			j.confirmed = true
			j.standsIn(without + "the Admin Console's last sync date, " + render.Timestamp(r.Says) + ", was unchanged at " +
				render.Timestamp(r.Read) + " (confirmed by you)")
			return
		}
	}
	j.blocks(LikelyStopped, t.about+" and hasn't run since "+render.Timestamp(p.Since)+
		"; its next start is not known: give an audit log that covers "+day+
		", or the Admin Console's last sync date as it is now")
}

// standsIn adds what stands for a next start that isn't known.
func (j *judge) standsIn(why string) {
	j.standIns, j.Reasons = append(j.standIns, why), append(j.Reasons, why)
}
