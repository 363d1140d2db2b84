package render

import (
	"regexp"
	"time"
)

// Time is a moment for people: local time to the minute, with its zone. The zero
// time is nothing.
func Time(t time.Time) string { return local(t, "2006-01-02 15:04 MST") }

// Second is Time to the second.
func Second(t time.Time) string { return local(t, "2006-01-02 15:04:05 MST") }

// Clock is the time of a day that is known from what stands beside it.
func Clock(t time.Time) string { return local(t, "15:04:05") }

// Stamp is a moment for programs and logs: RFC 3339, UTC, to the second. The zero
// time is nothing.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func local(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format(layout)
}

var stamps = regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// LocalTimes puts Time in the place of each Stamp in a text, for a screen.
func LocalTimes(text string) string {
	return stamps.ReplaceAllStringFunc(text, func(stamp string) string {
		t, err := time.Parse(time.RFC3339, stamp)
		if err != nil {
			return stamp
		}
		return Time(t)
	})
}
