package adsync

import (
	"testing"
	"time"
)

func TestIntervalIsTheLongestRest(t *testing.T) {
	const day = 24 * time.Hour
	hour, wholeDay, endless := "PT1H", "P1D", ""
	for name, c := range map[string]struct {
		trigger Trigger
		want    time.Duration
	}{
		"every 15 minutes, for ever": {
			Trigger{Type: 2, Repeat: "PT15M", Days: 1, Lasts: &endless},
			15 * time.Minute,
		},
		"every 15 minutes, for an hour a day":    {Trigger{Type: 2, Repeat: "PT15M", Days: 1, Lasts: &hour}, 23 * time.Hour},
		"every hour, for a day, daily":           {Trigger{Type: 2, Repeat: "PT1H", Days: 1, Lasts: &wholeDay}, time.Hour},
		"Monday to Friday":                       {Trigger{Type: 3, Days: 7, Weekdays: 0x3e}, 3 * day},
		"every day of the week":                  {Trigger{Type: 3, Days: 7, Weekdays: 0x7f}, day},
		"Saturday and Sunday, every second week": {Trigger{Type: 3, Days: 14, Weekdays: 0x41}, 8 * day},
		"the same, in a result that tells less":  {Trigger{Type: 2, Repeat: "PT15M", Days: 1}, day},
		"once, and every hour from then on":      {Trigger{Type: 1, Repeat: "PT1H", Lasts: &endless}, time.Hour},
		"every second week":                      {Trigger{Type: 3, Days: 14, Lasts: &endless}, 14 * day},
		"on the first of every month":            {Trigger{Type: 4, Months: 0xfff, MonthDays: 1}, 31 * day},
		"on the first and the 15th":              {Trigger{Type: 4, Months: 0xfff, MonthDays: 1 | 1<<14}, 17 * day},
		"on the last of every month":             {Trigger{Type: 4, Months: 0xfff, Last: true}, 31 * day},
		"on the 29th of every month":             {Trigger{Type: 4, Months: 0xfff, MonthDays: 1 << 28}, 59 * day},
		"on the 31st of every month":             {Trigger{Type: 4, Months: 0xfff, MonthDays: 1 << 30}, 61 * day},
		"on 29 February":                         {Trigger{Type: 4, Months: 1 << 1, MonthDays: 1 << 28}, 4*365*day + day},
		"on 30 February, which never comes":      {Trigger{Type: 4, Months: 1 << 1, MonthDays: 1 << 29}, day},
		"on the first of January and July":       {Trigger{Type: 4, Months: 1 | 1<<6, MonthDays: 1}, 184 * day},
		"on the first Monday of every month":     {Trigger{Type: 5, Months: 0xfff, Weekdays: 1 << 1, Weeks: 1}, 35 * day},
		"on the last Friday of every month":      {Trigger{Type: 5, Months: 0xfff, Weekdays: 1 << 5, Last: true}, 35 * day},
		"on every Monday that is numbered":       {Trigger{Type: 5, Months: 0xfff, Weekdays: 1 << 1, Weeks: 0xf}, 14 * day},
		"on the second Sunday of March":          {Trigger{Type: 5, Months: 1 << 2, Weekdays: 1, Weeks: 2}, 371 * day},
		"monthly, in a result that tells less":   {Trigger{Type: 4, Days: 31}, 372 * day},
		"at logon, which tells no interval":      {Trigger{Type: 9, Lasts: &endless}, day},
		"at start, then for an hour":             {Trigger{Type: 8, Repeat: "PT15M", Lasts: &hour}, day},
		"at start, then for ever":                {Trigger{Type: 8, Repeat: "PT15M", Lasts: &endless}, day},
		"daily, up to two hours late":            {Trigger{Type: 2, Days: 1, Delay: "PT2H"}, day + 2*time.Hour},
	} {
		// A trigger that is off starts nothing.
		off := Trigger{Type: 4, Months: 1, MonthDays: 1}
		c.trigger.Enabled = true
		if got, _ := (&Task{Triggers: []Trigger{off, c.trigger}}).Interval(); got != c.want {
			t.Errorf("%s, beside one that is off: %s, want %s", name, got, c.want)
		}
		if got, _ := (&Task{Triggers: []Trigger{c.trigger}}).Interval(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Several triggers: the one that rests the shortest, and no longer than the largest gap
// between times of day; one that has an end promises nothing.
func TestIntervalOfSeveralTriggers(t *testing.T) {
	const day = 24 * time.Hour
	at := func(clock string) Trigger {
		return Trigger{Type: 2, Enabled: true, Days: 1, Start: "2026-01-05T" + clock}
	}
	ended := at("03:00:00")
	ended.End = "2026-02-01T00:00:00"
	late := at("08:00:00")
	late.Delay = "PT30M"
	for name, c := range map[string]struct {
		triggers []Trigger
		want     time.Duration
	}{
		"three times a day":          {[]Trigger{at("08:00:00"), at("12:00:00"), at("20:00:00")}, 12 * time.Hour},
		"twice, one up to half late": {[]Trigger{late, at("20:00:00")}, 12*time.Hour + 30*time.Minute},
		"weekly and daily":           {[]Trigger{at("08:00:00"), {Type: 3, Enabled: true, Days: 7, Weekdays: 2}}, day},
		"one of two has an end":      {[]Trigger{ended, {Type: 3, Enabled: true, Days: 7, Weekdays: 2}}, 7 * day},
		"twice, one in another zone": {[]Trigger{at("08:00:00"), at("20:00:00Z")}, day},
		"at logon and every two hours": {[]Trigger{{Type: 9, Enabled: true}, {
			Type: 1, Enabled: true, Repeat: "PT2H",
			Lasts: new(string),
		}}, 2 * time.Hour},
	} {
		if got, known := (&Task{Triggers: c.triggers}).Interval(); got != c.want || !known {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
