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
	told time.Time // the next start that Task Scheduler announced while the task was enabled
}

// Settings are the settings of a task that can delay a start (ITaskSettings).
type Settings struct {
	// StartWhenAvailable: a missed start is made up for later.
	StartWhenAvailable bool `json:"start_when_available,omitempty"`
	// A failed run is started again, RestartCount times, RestartInterval apart.
	RestartCount    int    `json:"restart_count,omitempty"`
	RestartInterval string `json:"restart_interval,omitempty"` // an ISO 8601 duration
	// Conditions of a start: the host is idle, for which the start waits up to IdleWait; it
	// has a network; it isn't on battery.
	Idle     bool   `json:"idle,omitempty"`
	IdleWait string `json:"idle_wait,omitempty"` // an ISO 8601 duration
	Network  bool   `json:"network,omitempty"`
	Battery  bool   `json:"battery,omitempty"`
}

// longestRestart is the longest time between two attempts that Task Scheduler allows
// (ITaskSettings::RestartInterval: at most 31 days), and mostRestarts the most attempts.
const (
	longestRestart = 31 * 24 * time.Hour
	mostRestarts   = 999
	defaultIdle    = time.Hour // IIdleSettings::WaitTimeout
)

// late returns how long after its due time a start, or the last attempt at it, may come.
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

// schedule returns the task's schedule, or nil if its triggers aren't known.
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

// Next returns the latest time at which the task would first have started by itself after a
// time: the earliest due time of all its triggers, plus everything that can delay that start.
// It is false if only an event starts the task, or nothing any longer.
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

// next returns when the trigger first starts the task after a time.
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

// nextByGap returns the latest time of the next start of a trigger if it isn't known when it
// began: after its largest gap.
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

// nextByStart returns the next start of a trigger that began at a local time: on one of its
// days, or as a repetition of the last such start.
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

// repeatsFor reports whether there is still a repetition that long after a start. The end of
// the duration is inclusive, and without a duration it repeats without end
// (IRepetitionPattern::Duration).
func (t Trigger) repeatsFor(since time.Duration) bool {
	if t.Lasts == nil || *t.Lasts == "" {
		return true
	}
	lasts, ok := isoDuration(*t.Lasts)
	return ok && since <= lasts
}

// farthest is how many days are searched for a day of a trigger: February 29 comes after
// eight years at the latest, around 2100.
const farthest = 8*366 + 2

// onDays returns the first start on one of the trigger's days after a time (step +1), or the
// last start that isn't after it (step -1).
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

// whole reports whether everything that the trigger's days depend on is known. Results of
// earlier versions of the script have less.
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

// startsOn reports whether the trigger starts the task on a day, given the day on which it
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

// readBoundary reads a trigger's start or end (ITrigger::StartBoundary): the wall-clock time
// as if in UTC, and its zone, which is the host's if none is given.
func readBoundary(text string, host Zone) (wall time.Time, zone Zone, ok bool) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		_, seconds := at.Zone()
		zone = Zone{Offset: seconds / 60}
		return zone.local(at), zone, true
	}
	wall, err := time.Parse("2006-01-02T15:04:05", text)
	return wall, host, err == nil
}
