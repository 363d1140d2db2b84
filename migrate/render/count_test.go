package render

import (
	"testing"
	"time"
)

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "0 groups", 1: "1 group", 2: "2 groups", 999: "999 groups",
		1000: "1,000 groups", 1234567: "1,234,567 groups", -1000: "-1,000 groups", -100: "-100 groups",
	} {
		if got := Count(n, "group", "groups"); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 7, 1, 23, 30, 5, 999, time.FixedZone("CEST", 2*60*60))
	for name, got := range map[string]string{
		Timestamp(at):                   "2026-07-01T21:30:05Z",
		Time(at):                        at.Local().Format("2006-01-02 15:04 MST"),
		TimeSeconds(at):                 at.Local().Format("2006-01-02 15:04:05 MST"),
		TimeOfDay(at):                   at.Local().Format("15:04:05"),
		Timestamp(time.Time{}) + "|":    "|",
		Time(time.Time{}) + "|":         "|",
		TimeSeconds(time.Time{}) + "||": "||",
	} {
		if name != got {
			t.Errorf("%q, want %q", name, got)
		}
	}
}
