package adsync

import (
	"regexp"
	"strconv"
	"time"
)

// unknownInterval is how long is waited where the triggers tell no interval, as
// at logon or on an event.
const unknownInterval = 24 * time.Hour

// Interval returns the longest time between two starts of a task while it is
// enabled; known is false where no trigger tells one, and it is then a day.
func (t *Task) Interval() (longest time.Duration, known bool) {
	for _, trigger := range t.Triggers {
		d, ok := isoDuration(trigger.Repeat)
		// What repeats for a part of the day rests until the next day.
		endless := ok && trigger.Lasts != nil && *trigger.Lasts == ""
		if days := trigger.apart(); days > 0 && !endless {
			d, ok = max(d, time.Duration(days)*24*time.Hour), true
		}
		if ok {
			longest, known = max(longest, d), true
		}
	}
	if !known {
		return unknownInterval, false
	}
	return longest, true
}

// apart is how many days there are at most between two days on which a trigger
// starts the task; 0 for one that does not go by the day.
func (t Trigger) apart() int {
	const monthly, monthlyByWeekday, year = 4, 5, 12
	if t.Type != monthly && t.Type != monthlyByWeekday || t.Months == 0 {
		return t.Days
	}
	gap, last := 0, -1
	for month := range 2 * year { // round the year, so that the last gap is seen
		if t.Months>>(month%year)&1 == 0 {
			continue
		}
		if last >= 0 {
			gap = max(gap, month-last)
		}
		last = month
	}
	return 31 * gap
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
