package adsync

import (
	"regexp"
	"slices"
	"strconv"
	"time"
)

// unknownInterval is how long is waited where the triggers tell no interval, as
// at logon or on an event.
const unknownInterval = 24 * time.Hour

// The first and the last trigger type that goes by time (TASK_TRIGGER_TYPE2).
const (
	triggerOnce             = 1
	triggerMonthly          = 4
	triggerMonthlyByWeekday = 5
)

// Interval returns the longest time between two starts of a task while it is
// enabled; known is false where no trigger tells one, and it is then a day. Of a
// task that is told briefly what was known before goes on to count: it is 0.
func (t *Task) Interval() (longest time.Duration, known bool) {
	if t.brief {
		return 0, true
	}
	armed := slices.ContainsFunc(t.Triggers, func(trigger Trigger) bool { return trigger.Enabled })
	for _, trigger := range t.Triggers {
		if armed && !trigger.Enabled {
			continue // it starts nothing
		}
		d, ok := isoDuration(trigger.Repeat)
		// What repeats for a part of the day rests until the next day.
		endless := ok && trigger.Lasts != nil && *trigger.Lasts == ""
		if trigger.byEvent() && !endless {
			ok = false // nobody knows when the next one comes
		}
		if days := trigger.apart(); days > 0 && !endless {
			d, ok = max(d, time.Duration(days)*24*time.Hour), true
		}
		if ok {
			delay, _ := isoDuration(trigger.Delay)
			longest, known = max(longest, d+delay), true
		}
	}
	if !known {
		return unknownInterval, false
	}
	return longest, true
}

// byEvent reports whether something that happens starts the task, and not a time.
func (t Trigger) byEvent() bool { return t.Type < triggerOnce || t.Type > triggerMonthlyByWeekday }

// apart is how many days there are at most between two days on which a trigger
// starts the task; 0 for one that does not go by the day, or has no such day.
func (t Trigger) apart() int {
	if t.Type != triggerMonthly && t.Type != triggerMonthlyByWeekday {
		return t.Days
	}
	if t.Months == 0 || t.MonthDays == 0 && t.Weekdays == 0 && !t.Last {
		return t.Days * 12 // not told which: at the rarest once a year
	}
	// Nine years hold each way in which days, weekdays and leap years can fall
	// that a rest depends on, but for the years round 2100.
	day, gap, last := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), 0, -1
	for n := range 9 * 366 {
		if !t.startsOn(day.AddDate(0, 0, n)) {
			continue
		}
		if last >= 0 {
			gap = max(gap, n-last)
		}
		last = n
	}
	return gap
}

// startsOn reports whether a monthly trigger starts the task on a day.
func (t Trigger) startsOn(day time.Time) bool {
	if t.Months>>(day.Month()-1)&1 == 0 {
		return false
	}
	lastOfMonth := day.AddDate(0, 0, 1).Day() == 1
	if t.Type == triggerMonthly {
		return t.MonthDays>>(day.Day()-1)&1 == 1 || t.Last && lastOfMonth
	}
	week := (day.Day() - 1) / 7 // the fifth is never asked for but as the last one
	lastOfKind := day.AddDate(0, 0, 7).Month() != day.Month()
	return t.Weekdays>>day.Weekday()&1 == 1 && (week < 4 && t.Weeks>>week&1 == 1 || t.Last && lastOfKind)
}

var isoForm = regexp.MustCompile(`^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$`)

// isoDuration reads the form that Task Scheduler gives the interval of a
// repetition in (IRepetitionPattern: P<days>DT<hours>H<minutes>M<seconds>S).
func isoDuration(s string) (time.Duration, bool) {
	m := isoForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	var d time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if m[i+1] == "" {
			continue
		}
		n, err := strconv.Atoi(m[i+1])
		if err != nil {
			return 0, false
		}
		d += time.Duration(n) * unit
	}
	return d, d > 0
}
