package fix

import (
	"testing"
	"time"
)

// A program that is linked with a wrong lateness still waits for late changes.
func TestInvalidLatenessIsAMinute(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"10s": 10 * time.Second, "1m": time.Minute, "10": time.Minute, "": time.Minute,
		"-5s": time.Minute, "0s": time.Minute,
	} {
		if got := parseLateness(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
