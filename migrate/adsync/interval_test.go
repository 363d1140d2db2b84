package adsync

import (
	"testing"
	"time"
)

func TestIntervalIsTheLongestRest(t *testing.T) {
	const day = 24 * time.Hour
	hour, endless := "PT1H", ""
	for name, c := range map[string]struct {
		trigger Trigger
		want    time.Duration
	}{
		"every 15 minutes, for ever":            {Trigger{Type: 2, Repeat: "PT15M", Days: 1, Lasts: &endless}, 15 * time.Minute},
		"every 15 minutes, for an hour a day":   {Trigger{Type: 2, Repeat: "PT15M", Days: 1, Lasts: &hour}, day},
		"the same, in a result that tells less": {Trigger{Type: 2, Repeat: "PT15M", Days: 1}, day},
		"once, and every hour from then on":     {Trigger{Type: 1, Repeat: "PT1H", Lasts: &endless}, time.Hour},
		"every second week":                     {Trigger{Type: 3, Days: 14, Lasts: &endless}, 14 * day},
		"every month":                           {Trigger{Type: 4, Days: 31, Months: 0xfff, Lasts: &endless}, 31 * day},
		"in January and July":                   {Trigger{Type: 4, Days: 31, Months: 1 | 1<<6, Lasts: &endless}, 6 * 31 * day},
		"in March alone":                        {Trigger{Type: 5, Days: 31, Months: 1 << 2, Lasts: &endless}, 12 * 31 * day},
		"monthly, in a result that tells less":  {Trigger{Type: 4, Days: 31}, 31 * day},
		"at logon, which tells no interval":     {Trigger{Type: 9, Lasts: &endless}, day},
	} {
		if got, _ := (&Task{Triggers: []Trigger{c.trigger}}).Interval(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
