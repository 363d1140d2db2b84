package render

import (
	"testing"
	"time"
)

func TestLocalTimes(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 34, 56, 0, time.UTC)
	got := LocalTimes("last run 2026-11-20T12:34:56Z, next 2026-11-20T12:34:56.5Z; not 2026-13-40T99:00:00Z or x2026-11-20T12:34:56Z")
	want := "last run " + Time(at) + ", next " + Time(at) + "; not 2026-13-40T99:00:00Z or x2026-11-20T12:34:56Z"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
