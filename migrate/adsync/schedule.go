package adsync

import (
	"slices"
	"time"
)

// Schedule is when Task Scheduler starts a task by itself.
type Schedule struct {
	Triggers []Trigger `json:"triggers"`
	Settings Settings  `json:"settings,omitzero"`

	zone Zone      // of the host
	told time.Time // the next start as Task Scheduler told it while the task was enabled
}

// Settings are the settings of a task that can make a start late (ITaskSettings).
type Settings struct {
	// StartWhenAvailable: a start that was missed is made up for.
	StartWhenAvailable bool `json:"start_when_available,omitempty"`
	// A run that failed is started again, RestartCount times, RestartInterval apart.
	RestartCount    int    `json:"restart_count,omitempty"`
	RestartInterval string `json:"restart_interval,omitempty"` // an ISO 8601 duration
	// The conditions: the host is idle, for which a start waits IdleWait; it has a
	// network; it isn't on battery.
	Idle     bool   `json:"idle,omitempty"`
	IdleWait string `json:"idle_wait,omitempty"` // an ISO 8601 duration
	Network  bool   `json:"network,omitempty"`
	Battery  bool   `json:"battery,omitempty"`
}

// longestRestart is the longest time between two attempts that Task Scheduler takes
// (ITaskSettings::RestartInterval: at most 31 days), and mostRestarts the most attempts.
const (
	longestRestart = 31 * 24 * time.Hour
	mostRestarts   = 999
	defaultIdle    = time.Hour // IIdleSettings::WaitTimeout
)

// late is how much after its due time a start, or the last attempt at it, may come.
func (s Settings) late() (d time.Duration) {
	if every, ok := isoDuration(s.RestartInterval); ok {
		d = time.Duration(max(0, min(s.RestartCount, mostRestarts))) * min(every, longestRestart)
	}
	if s.Idle {
		wait, ok := isoDuration(s.IdleWait)
		if !ok {
			wait = defaultIdle
		}
		d += wait
	}
	return d
}

// schedule is the task's schedule; nil where nothing is known of its triggers.
func (t *Task) schedule() *Schedule {
	if t.brief {
		return nil
	}
	s := &Schedule{Triggers: t.Triggers, zone: t.zone}
	if t.Settings != nil {
		s.Settings = *t.Settings
	}
	if t.Enabled {
		s.told = t.NextRun.Time
	}
	return s
}

// Next is the latest moment at which the task would have started by itself for the first
// time after a moment: the earliest due time of all its triggers, with what can make that
// start late. It is false where nothing but an event starts it, or nothing any more.
func (s *Schedule) Next(after time.Time) (due time.Time, ok bool) {
	armed := slices.ContainsFunc(s.Triggers, func(t Trigger) bool { return t.Enabled })
	for _, t := range s.Triggers {
		if armed && !t.Enabled {
			continue
		}
		at, known := t.next(after, s.zone)
		if !known {
			continue
		}
		delay, _ := isoDuration(t.Delay)
		if at = at.Add(delay); !ok || at.Before(due) {
			due, ok = at, true
		}
	}
	if !ok {
		return time.Time{}, false
	}
	if s.told.After(due) {
		due = s.told
	}
	return due.Add(s.Settings.late()), true
}

// next is when the trigger starts the task for the first time after a moment.
func (t Trigger) next(after time.Time, host Zone) (at time.Time, ok bool) {
	if t.byEvent() {
		return at, false
	}
	start, zone, known := readBoundary(t.Start, host)
	end := time.Time{}
	if wall, in, ended := readBoundary(t.End, host); ended {
		if end, ended = in.moment(wall); !ended {
			end = wall.Add(-in.offsetAt(wall))
		}
	}
	if !known || !t.whole() {
		at, ok = t.nextByGap(after, host)
	} else {
		at, ok = t.nextByStart(after, start, zone)
	}
	if ok && !end.IsZero() && !at.Before(end) {
		return time.Time{}, false
	}
	return at, ok
}

// nextByGap is the latest moment of the next start of a trigger of which it isn't known
// when it began: after its largest gap.
func (t Trigger) nextByGap(after time.Time, host Zone) (time.Time, bool) {
	gap, ok := t.rest()
	if !ok {
		return time.Time{}, false
	}
	if repeat, repeats := isoDuration(t.Repeat); !repeats || gap != repeat {
		gap += host.shift()
	}
	return after.Add(gap), true
}

// nextByStart is the next start of a trigger that began at a local time: on a day of its
// own, or as a repetition of the last such start.
func (t Trigger) nextByStart(after, start time.Time, zone Zone) (time.Time, bool) {
	next, comes := t.onDays(after, start, zone, +1)
	every, repeats := isoDuration(t.Repeat)
	repeats = repeats && (t.Lasts != nil || t.Type == triggerOnce)
	if last, was := t.onDays(after, start, zone, -1); was && repeats {
		since := (after.Sub(last)/every + 1) * every
		again := last.Add(since)
		if t.repeatsFor(since) && (!comes || again.Before(next)) {
			return again, true
		}
	}
	return next, comes
}

// repeatsFor reports whether a repetition comes so long after a start. The end of the
// duration is inclusive, and without a duration it repeats for ever
// (IRepetitionPattern::Duration).
func (t Trigger) repeatsFor(since time.Duration) bool {
	if t.Lasts == nil || *t.Lasts == "" {
		return true
	}
	lasts, ok := isoDuration(*t.Lasts)
	return ok && since <= lasts
}

// farthest is how many days are searched for a day of a trigger: 29 February comes after
// eight years at the latest, round 2100.
const farthest = 8*366 + 2

// onDays is the first start on a day of the trigger after a moment (step +1), or the last
// one that isn't after it (step -1).
func (t Trigger) onDays(after, start time.Time, zone Zone, step int) (time.Time, bool) {
	if t.Type == triggerOnce {
		at, ok := zone.moment(start)
		return at, ok && at.After(after) == (step > 0)
	}
	midnight := start.Truncate(24 * time.Hour)
	clock := start.Sub(midnight)
	day := zone.local(after).Truncate(24*time.Hour).AddDate(0, 0, -step)
	if step > 0 && day.Before(midnight) {
		day = midnight
	}
	for range farthest {
		if step < 0 && day.Before(midnight) {
			break
		}
		if !day.Before(midnight) && t.startsOn(day, midnight) {
			if at, ok := zone.moment(day.Add(clock)); ok && at.After(after) == (step > 0) {
				return at, true
			}
		}
		day = day.AddDate(0, 0, step)
	}
	return time.Time{}, false
}

// whole reports whether the trigger tells all that its days depend on. Results of earlier
// versions of the script tell less.
func (t Trigger) whole() bool {
	switch t.Type {
	case triggerDaily:
		return t.Days > 0
	case triggerWeekly:
		return t.Days >= 7 && t.Weekdays&0x7f != 0
	case triggerMonthly:
		return t.Months != 0 && (t.MonthDays != 0 || t.Last)
	case triggerMonthlyByWeekday:
		return t.Months != 0 && t.Weekdays != 0 && (t.Weeks != 0 || t.Last)
	}
	return true
}

// startsOn reports whether the trigger starts the task on a day, by the day on which it
// began; both are midnight, as if in UTC. A week begins on Sunday (IWeeklyTrigger).
func (t Trigger) startsOn(day, began time.Time) bool {
	days := int(day.Sub(began) / (24 * time.Hour))
	switch t.Type {
	case triggerDaily:
		return days%t.Days == 0
	case triggerWeekly:
		week := (days + int(began.Weekday())) / 7
		return t.Weekdays>>day.Weekday()&1 == 1 && week%(t.Days/7) == 0
	}
	return t.inMonth(day)
}

// readBoundary reads a trigger's start or end (ITrigger::StartBoundary): the time on the wall,
// as if in UTC, and the zone that it is of, which is the host's where it names none.
func readBoundary(text string, host Zone) (wall time.Time, zone Zone, ok bool) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		_, seconds := at.Zone()
		zone = Zone{Offset: seconds / 60}
		return zone.local(at), zone, true
	}
	wall, err := time.Parse("2006-01-02T15:04:05", text)
	return wall, host, err == nil
}
