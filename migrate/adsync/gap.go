package adsync

import (
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// unknownInterval is the time to wait for a task whose triggers have no interval, such as at
// logon or on an event.
const unknownInterval = 24 * time.Hour

// The trigger types that follow a schedule (TASK_TRIGGER_TYPE2).
const (
	triggerOnce             = 1
	triggerDaily            = 2
	triggerWeekly           = 3
	triggerMonthly          = 4
	triggerMonthlyByWeekday = 5
)

// Interval returns the longest time between two starts of the task while it is enabled. If no
// trigger has an interval, known is false and the interval is a day. For a task whose report
// is brief (see Others), it is 0, and the interval that is already known is kept.
//
// A task starts when any of its triggers is due, so the trigger with the shortest time
// between starts decides, among those without an end. Several daily triggers together start
// the task at least once in the largest gap between their times of day.
func (t *Task) Interval() (longest time.Duration, known bool) {
	if t.brief {
		return 0, true
	}
	armed := slices.ContainsFunc(t.Triggers, func(trigger Trigger) bool { return trigger.Enabled })
	var ended, endless time.Duration
	var daily []Trigger
	for _, trigger := range t.Triggers {
		if armed && !trigger.Enabled {
			continue // it starts nothing
		}
		d, ok := trigger.rest()
		if !ok {
			continue
		}
		delay, _ := isoDuration(trigger.Delay)
		if d += delay; trigger.End != "" {
			ended = max(ended, d)
			continue
		}
		if endless == 0 || d < endless {
			endless = d
		}
		if trigger.Type == triggerDaily && trigger.Days == 1 && trigger.Repeat == "" {
			daily = append(daily, trigger)
		}
	}
	if gap, ok := largestGap(daily); ok && gap < endless {
		endless = gap
	}
	switch {
	case endless > 0:
		return endless, true
	case ended > 0:
		return ended, true
	}
	return unknownInterval, false
}

// rest returns the longest time between two starts by one trigger. It is false for a trigger
// without an interval, such as at logon.
func (t Trigger) rest() (time.Duration, bool) {
	if t.byEvent() {
		return 0, false // the next start isn't known, nor whether it will repeat
	}
	repeat, repeats := isoDuration(t.Repeat)
	if repeats && t.Lasts != nil && *t.Lasts == "" {
		return repeat, true // it repeats without end
	}
	period := time.Duration(t.apart()) * 24 * time.Hour
	switch {
	case period == 0:
		return repeat, repeats
	case !repeats || t.Lasts == nil:
		return period, true
	}
	lasts, ok := isoDuration(*t.Lasts)
	if !ok || lasts >= period {
		return max(repeat, period-lasts), true
	}
	// The end is inclusive: a start at exactly that time takes place.
	return max(repeat, period-lasts/repeat*repeat), true
}

// largestGap returns the largest gap between the times of day of daily triggers, including
// the night between two days. It is false if a time of day isn't known.
func largestGap(daily []Trigger) (gap time.Duration, ok bool) {
	if len(daily) < 2 {
		return 0, false
	}
	var times []time.Duration
	var delay time.Duration
	for _, t := range daily {
		start, err := time.Parse("2006-01-02T15:04:05", t.Start[:min(len(t.Start), 19)])
		if err != nil || len(t.Start) != 19 {
			return 0, false // none, or in another zone
		}
		times = append(times, start.Sub(start.Truncate(24*time.Hour)))
		d, _ := isoDuration(t.Delay)
		delay = max(delay, d)
	}
	slices.Sort(times)
	gap = times[0] + 24*time.Hour - times[len(times)-1]
	for i := 1; i < len(times); i++ {
		gap = max(gap, times[i]-times[i-1])
	}
	return gap + delay, true
}

// byEvent reports whether an event starts the task, and not a time.
func (t Trigger) byEvent() bool { return t.Type < triggerOnce || t.Type > triggerMonthlyByWeekday }

// apart returns the largest number of days between two days on which the trigger starts the
// task. It is 0 if the schedule isn't in days or has no such day.
func (t Trigger) apart() int {
	switch {
	case t.Type == triggerWeekly && t.Weekdays&0x7f != 0:
		t.Days = max(t.Days, 7)
		return t.weekdaysApart()
	case t.Type == triggerWeekly:
		return max(t.Days, 7)
	}
	if t.Type != triggerMonthly && t.Type != triggerMonthlyByWeekday {
		return t.Days
	}
	if t.Months == 0 || t.MonthDays == 0 && t.Weekdays == 0 && !t.Last {
		return t.Days * 12 // the months aren't known: once a year at worst
	}
	// Nine years contain every combination of days, weekdays and leap years that the gap
	// depends on, except in the years around 2100.
	day, gap, last := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), 0, -1
	for n := range 9 * 366 {
		if !t.inMonth(day.AddDate(0, 0, n)) {
			continue
		}
		if last >= 0 {
			gap = max(gap, n-last)
		}
		last = n
	}
	return gap
}

// weekdaysApart returns the largest number of days between two days of a weekly trigger,
// whose week begins on Sunday (IWeeklyTrigger::DaysOfWeek).
func (t Trigger) weekdaysApart() int {
	first, last, gap := -1, -1, 0
	for day := range 7 {
		if t.Weekdays>>day&1 == 0 {
			continue
		}
		if first < 0 {
			first = day
		} else {
			gap = max(gap, day-last)
		}
		last = day
	}
	return max(gap, first+t.Days-last)
}

// inMonth reports whether a monthly trigger starts the task on this day.
func (t Trigger) inMonth(day time.Time) bool {
	if t.Months>>(day.Month()-1)&1 == 0 {
		return false
	}
	lastOfMonth := day.AddDate(0, 0, 1).Day() == 1
	if t.Type == triggerMonthly {
		return t.MonthDays>>(day.Day()-1)&1 == 1 || t.Last && lastOfMonth
	}
	week := (day.Day() - 1) / 7 // the fifth week occurs only as the last one
	lastOfKind := day.AddDate(0, 0, 7).Month() != day.Month()
	return t.Weekdays>>day.Weekday()&1 == 1 && (week < 4 && t.Weeks>>week&1 == 1 || t.Last && lastOfKind)
}

var isoForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$`)
})

// isoDuration reads the interval of a repetition as Task Scheduler writes it
// (IRepetitionPattern: P<days>DT<hours>H<minutes>M<seconds>S).
func isoDuration(s string) (time.Duration, bool) {
	m := isoForm().FindStringSubmatch(s)
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
