package render

import (
	"regexp"
	"time"
)

// Time formats a time for people: local time to the minute, with the zone. It returns "" for the zero time.
func Time(t time.Time) string { return local(t, "2006-01-02 15:04 MST") }

// TimeSeconds is Time with seconds.
func TimeSeconds(t time.Time) string { return local(t, "2006-01-02 15:04:05 MST") }

// TimeOfDay formats the local time of day, for a place that shows the date elsewhere.
func TimeOfDay(t time.Time) string { return local(t, "15:04:05") }

// Timestamp formats a time for programs and logs: RFC 3339, UTC, to the second. It returns "" for the zero time.
func Timestamp(t time.Time) string {
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

var timestamps = regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// LocalTimes replaces each Timestamp in a text by Time, for a screen.
func LocalTimes(text string) string {
	return timestamps.ReplaceAllStringFunc(text, func(stamp string) string {
		t, err := time.Parse(time.RFC3339, stamp)
		if err != nil {
			return stamp
		}
		return Time(t)
	})
}
