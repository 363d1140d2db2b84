package adsync

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

// zoneOf is a host's zone as the script tells it, from a zone of the tz database.
func zoneOf(t testing.TB, name string) (Zone, *time.Location) {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	minutes := func(at time.Time) int { _, seconds := at.In(loc).Zone(); return seconds / 60 }
	z := Zone{ID: name, Offset: minutes(at)}
	for last := z.Offset; at.Year() < 2045; at = at.Add(30 * time.Minute) {
		if now := minutes(at); now != last {
			z.Changes, last = append(z.Changes, ZoneChange{Moment{at}, now}), now
		}
	}
	return z, loc
}

// What Task Scheduler does by each kind of trigger, after a stop on Saturday 28 November
// 2026 at noon in Berlin.
func TestNextStart(t *testing.T) {
	t.Parallel()
	berlin, _ := zoneOf(t, "Europe/Berlin")
	stop := time.Date(2026, 11, 28, 11, 0, 0, 0, time.UTC)
	hour, day, forEver := "PT1H", "P1D", ""
	at := func(kind int, start string, t Trigger) Trigger {
		t.Type, t.Start, t.Enabled = kind, start, true
		return t
	}
	nightly := at(2, "2026-01-05T02:00:00", Trigger{Days: 1})
	for name, c := range map[string]struct {
		triggers []Trigger
		settings Settings
		told     string
		want     string // "": it has no next start
	}{
		"daily": {triggers: []Trigger{nightly}, want: "2026-11-29T01:00:00Z"},
		"daily, every hour of the day": {
			triggers: []Trigger{at(2, "2026-01-05T02:00:00", Trigger{Days: 1, Repeat: "PT1H", Lasts: &day})},
			want:     "2026-11-28T12:00:00Z",
		},
		"daily, for an hour, its end included": {
			triggers: []Trigger{at(2, "2026-01-05T11:30:00", Trigger{Days: 1, Repeat: "PT30M", Lasts: &hour})},
			want:     "2026-11-28T11:30:00Z",
		},
		"Monday to Friday": {
			triggers: []Trigger{at(3, "2026-01-05T02:00:00", Trigger{Days: 7, Weekdays: 0x3e})},
			want:     "2026-11-30T01:00:00Z",
		},
		"every day of the week": {
			triggers: []Trigger{at(3, "2026-01-05T02:00:00", Trigger{Days: 7, Weekdays: 0x7f})},
			want:     "2026-11-29T01:00:00Z",
		},
		"three times a day": {
			triggers: []Trigger{
				at(2, "2026-01-05T08:00:00", Trigger{Days: 1}), at(2, "2026-01-05T13:00:00", Trigger{Days: 1}),
				at(2, "2026-01-05T20:00:00", Trigger{Days: 1}),
			},
			want: "2026-11-28T12:00:00Z",
		},
		"on the last day of the month": {
			triggers: []Trigger{at(4, "2026-01-05T02:00:00", Trigger{Months: 0xfff, Last: true})}, want: "2026-11-30T01:00:00Z",
		},
		"on the last Friday of December": {
			triggers: []Trigger{at(5, "2026-01-05T02:00:00", Trigger{Months: 1 << 11, Weekdays: 1 << 5, Last: true})},
			want:     "2026-12-25T01:00:00Z",
		},
		"on 29 February": {
			triggers: []Trigger{at(4, "2026-01-05T02:00:00", Trigger{Months: 2, MonthDays: 1 << 28})},
			want:     "2028-02-29T01:00:00Z",
		},
		"on 30 February": {triggers: []Trigger{at(4, "2026-01-05T02:00:00", Trigger{Months: 2, MonthDays: 1 << 29})}},
		"up to two hours late": {
			triggers: []Trigger{at(2, "2026-01-05T02:00:00", Trigger{Days: 1, Delay: "PT2H"})}, want: "2026-11-29T03:00:00Z",
		},
		"by UTC": {
			triggers: []Trigger{at(2, "2026-01-05T02:00:00Z", Trigger{Days: 1})}, want: "2026-11-29T02:00:00Z",
		},
		"by another zone": {
			triggers: []Trigger{at(2, "2026-01-05T02:00:00-05:00", Trigger{Days: 1})}, want: "2026-11-29T07:00:00Z",
		},
		"from next year on": {
			triggers: []Trigger{at(1, "2027-07-05T02:00:00", Trigger{Repeat: "PT2S", Lasts: &forEver})},
			want:     "2027-07-05T00:00:00Z",
		},
		"once, long ago": {triggers: []Trigger{at(1, "2026-01-05T02:00:00", Trigger{})}},
		"once, then for ever": {
			triggers: []Trigger{at(1, "2026-01-05T02:10:00", Trigger{Repeat: "PT1H", Lasts: &forEver})},
			want:     "2026-11-28T11:10:00Z",
		},
		"once, then for an hour": {
			triggers: []Trigger{at(1, "2026-01-05T02:00:00", Trigger{Repeat: "PT5M", Lasts: &hour})},
		},
		"it has ended": {
			triggers: []Trigger{at(2, "2026-01-05T02:00:00", Trigger{Days: 1, End: "2026-02-01T00:00:00"})},
		},
		"it ends before the next start": {
			triggers: []Trigger{at(2, "2026-01-05T02:00:00", Trigger{Days: 1, End: "2026-11-29T01:59:59"})},
		},
		"at logon":   {triggers: []Trigger{{Type: 9, Enabled: true, Repeat: "PT1H", Lasts: &forEver}}},
		"no trigger": {},
		"at logon and daily": {
			triggers: []Trigger{{Type: 9, Enabled: true}, nightly}, want: "2026-11-29T01:00:00Z",
		},
		"beside one that is off": {
			triggers: []Trigger{nightly, {Type: 2, Start: "2026-01-05T13:00:00", Days: 1}}, want: "2026-11-29T01:00:00Z",
		},
		"started again where it fails": {
			triggers: []Trigger{nightly}, settings: Settings{RestartCount: 3, RestartInterval: "PT10M"},
			want: "2026-11-29T01:30:00Z",
		},
		"only when idle": {
			triggers: []Trigger{nightly}, settings: Settings{Idle: true}, want: "2026-11-29T02:00:00Z",
		},
		"only when idle, for which it waits": {
			triggers: []Trigger{nightly}, settings: Settings{Idle: true, IdleWait: "PT10M"}, want: "2026-11-29T01:10:00Z",
		},
		"Task Scheduler told a later time": {
			triggers: []Trigger{nightly}, told: "2026-11-29T02:00:00Z", want: "2026-11-29T02:00:00Z",
		},
		"Task Scheduler told a time before the stop": {
			triggers: []Trigger{nightly}, told: "2026-11-28T01:00:00Z", want: "2026-11-29T01:00:00Z",
		},
		"no start time: a day, and the hour of daylight saving": {
			triggers: []Trigger{at(2, "", Trigger{Days: 1})}, want: "2026-11-29T12:00:00Z",
		},
		"no start time, every hour for ever": {
			triggers: []Trigger{at(2, "", Trigger{Days: 1, Repeat: "PT1H", Lasts: &forEver})}, want: "2026-11-28T12:00:00Z",
		},
	} {
		s := Schedule{Triggers: c.triggers, Settings: c.settings, zone: berlin}
		if c.told != "" {
			s.told, _ = time.Parse(time.RFC3339, c.told)
		}
		got := ""
		if at, ok := s.Next(stop); ok {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// randomTrigger is any trigger that begins on a full ten minutes, so that the steps of the
// oracle meet each start.
func randomTrigger(r *rand.Rand) Trigger {
	tens := func(n int) string { return fmt.Sprintf("PT%dM", 10*(1+r.IntN(n))) }
	day := time.Date(2024+r.IntN(4), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	t := Trigger{
		Type: 1 + r.IntN(5), Enabled: true, Start: day.Add(time.Duration(r.IntN(144)) * 10 * time.Minute).Format(
			"2006-01-02T15:04:05"),
	}
	if r.IntN(3) == 0 { // in the hours in which clocks are changed
		t.Start = day.Add(time.Duration(r.IntN(24)) * 10 * time.Minute).Format("2006-01-02T15:04:05")
	}
	switch r.IntN(8) {
	case 0:
		t.Start += "Z"
	case 1:
		t.Start += fmt.Sprintf("%+03d:30", r.IntN(21)-10)
	}
	if r.IntN(6) == 0 {
		t.End = day.AddDate(0, r.IntN(36), 0).Format("2006-01-02T15:04:05")
	}
	if r.IntN(2) == 0 {
		lasts := [...]string{"", tens(200), "P1D"}[r.IntN(3)]
		t.Repeat, t.Lasts = tens(200), &lasts
	}
	switch t.Type {
	case 2:
		t.Days = 1 + r.IntN(5)
	case 3:
		t.Days, t.Weekdays = 7*(1+r.IntN(3)), 1+r.IntN(127)
	case 4:
		t.Months, t.MonthDays, t.Last = 1+r.IntN(4095), r.IntN(1<<31), r.IntN(3) == 0
		if r.IntN(2) == 0 || t.MonthDays == 0 && !t.Last {
			t.MonthDays = 1 << r.IntN(28)
		}
	case 5:
		t.Months, t.Weekdays, t.Weeks, t.Last = 1+r.IntN(4095), 1+r.IntN(127), 1+r.IntN(15), r.IntN(3) == 0
	}
	return t
}

// oracle steps through time by ten minutes and asks of each step, by Go's own time zones,
// whether the trigger starts the task then.
type oracle struct {
	t          Trigger
	loc        *time.Location
	start, end time.Time // the start as the wall shows it
	every      time.Duration
	lasts      time.Duration // of the repetition; negative: for ever
}

func newOracle(t Trigger, host *time.Location) oracle {
	o := oracle{t: t, loc: host}
	text := t.Start
	if len(text) > 19 {
		at, err := time.Parse("2006-01-02T15:04:05Z07:00", text)
		if err != nil {
			panic(err)
		}
		_, seconds := at.Zone()
		o.loc = time.FixedZone("", seconds)
	}
	o.start, _ = time.ParseInLocation("2006-01-02T15:04:05", text[:19], time.UTC)
	if t.End != "" {
		o.end, _ = time.ParseInLocation("2006-01-02T15:04:05", t.End, host)
	}
	if t.Repeat != "" {
		o.every, _ = time.ParseDuration(strings.ToLower(t.Repeat[2:]))
		switch *t.Lasts {
		case "":
			o.lasts = -1
		case "P1D":
			o.lasts = 24 * time.Hour
		default:
			o.lasts, _ = time.ParseDuration(strings.ToLower((*t.Lasts)[2:]))
		}
	}
	return o
}

// starts reports whether a day of the trigger starts the task at a moment.
func (o oracle) starts(at time.Time) bool {
	// No zone of the test is off by anything but half hours.
	if at.Minute()%30 != o.start.Minute()%30 {
		return false
	}
	at = at.In(o.loc)
	if at.Minute() != o.start.Minute() || at.Hour() != o.start.Hour() {
		return false
	}
	wall := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)
	if wall.Before(o.start) || !o.day(wall) {
		return false
	}
	for later := 10 * time.Minute; later <= 3*time.Hour; later += 10 * time.Minute {
		if again := at.Add(later); again.Day() == at.Day() && again.Hour() == at.Hour() && again.Minute() == at.Minute() {
			return false // the clock shows it once more, and the later time counts
		}
	}
	return true
}

func (o oracle) day(wall time.Time) bool {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	has := func(bits, n int) bool { return bits&(1<<n) != 0 }
	last := wall.AddDate(0, 0, 1).Month() != wall.Month()
	switch o.t.Type {
	case 1:
		return wall.Equal(o.start)
	case 2:
		return int(midnight(wall).Sub(midnight(o.start)).Hours())/24%o.t.Days == 0
	case 3:
		sunday := func(t time.Time) time.Time { return midnight(t).AddDate(0, 0, -int(t.Weekday())) }
		weeks := int(sunday(wall).Sub(sunday(o.start)).Hours()) / (7 * 24)
		return has(o.t.Weekdays, int(wall.Weekday())) && weeks%(o.t.Days/7) == 0
	case 4:
		return has(o.t.Months, int(wall.Month())-1) && (has(o.t.MonthDays, wall.Day()-1) || o.t.Last && last)
	}
	nth, lastOne := 0, wall.AddDate(0, 0, 7).Month() != wall.Month()
	for d := wall; d.Month() == wall.Month(); d = d.AddDate(0, 0, -7) {
		nth++
	}
	return has(o.t.Months, int(wall.Month())-1) && has(o.t.Weekdays, int(wall.Weekday())) &&
		(nth <= 4 && has(o.t.Weeks, nth-1) || o.t.Last && lastOne)
}

const oracleLooks = 120 * 24 * time.Hour

// next is the first start after a moment, within the time that the oracle looks.
func (o oracle) next(after time.Time) (time.Time, bool) {
	first := after.Truncate(10 * time.Minute)
	begun := time.Date(o.start.Year(), o.start.Month(), o.start.Day(), 0, 0, 0, 0, time.UTC).Add(-36 * time.Hour)
	var last time.Time
	for at := first; o.every > 0 && last.IsZero() && at.After(begun); at = at.Add(-10 * time.Minute) {
		if o.starts(at) {
			last = at
		}
	}
	for at := first.Add(10 * time.Minute); at.Sub(after) < oracleLooks; at = at.Add(10 * time.Minute) {
		if !o.end.IsZero() && !at.Before(o.end) {
			return at, false
		}
		if o.starts(at) {
			return at, true
		}
		if last.IsZero() {
			continue
		}
		if since := at.Sub(last); since%o.every == 0 && (o.lasts < 0 || since <= o.lasts) {
			return at, true
		}
	}
	return time.Time{}, false
}

// The next start of any trigger is what stepping through the time gives, in four zones
// with and without daylight saving time; and it is never later than the largest gap.
func TestNextStartIsWhatSteppingGives(t *testing.T) {
	t.Parallel()
	const seed = 20261128
	r := rand.New(rand.NewPCG(seed, 1))
	n := 10000
	if testing.Short() {
		n = 100
	}
	names := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"}
	for i := range n {
		name := names[i%len(names)]
		zone, loc := zones(t, name)
		trigger := randomTrigger(r)
		after := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(730*24*60)) * time.Minute)
		if i%2 == 0 { // within a day of a change of the clocks
			if c := zone.Changes; len(c) > 0 {
				after = c[len(c)/3+r.IntN(4)].At.Add(time.Duration(r.IntN(48*60)-24*60) * time.Minute)
			}
		}
		if trigger.Type == 1 && r.IntN(2) == 0 {
			trigger.Start = after.Add(time.Duration(r.IntN(4000)-2000) * 10 * time.Minute).Truncate(10 * time.Minute).Format(
				"2006-01-02T15:04:05")
		}
		s := Schedule{Triggers: []Trigger{trigger}, zone: zone}
		got, ok := s.Next(after)
		want, comes := newOracle(trigger, loc).next(after)
		if ok && !comes && got.Sub(after) >= oracleLooks {
			continue // the oracle doesn't look so far
		}
		if ok != comes || ok && !got.Equal(want) {
			t.Fatalf("seed %d, trigger %d: %s after %s: %+v (%v): %v %v, want %v %v", seed, i, name, after, trigger,
				trigger.Lasts,
				got, ok, want, comes)
		}
	}
}

var zoneCache = map[string]Zone{}

func zones(t testing.TB, name string) (Zone, *time.Location) {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	z, known := zoneCache[name]
	if !known {
		z, _ = zoneOf(t, name)
		zoneCache[name] = z
	}
	return z, loc
}
