package adsync

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/render"
)

// ApplyAuditEvents lowers a verdict if an audit log of Dashlane has group events after since.
// Events after scim, when SCIM was started (zero: it wasn't), don't count, because SCIM makes
// such events too. A log without such events proves nothing and changes nothing.
func (v *Verdict) ApplyAuditEvents(events []groupfile.AuditEvent, since, scim time.Time) (after int) {
	for _, e := range events {
		if changesGroups(e) && e.Time.After(since) && (scim.IsZero() || e.Time.Before(scim)) {
			after++
		}
	}
	if after > 0 {
		v.Reasons = append(v.Reasons,
			fmt.Sprintf("the audit log has %s after %s: a hint that the script still runs",
				render.Count(after, "group event", "group events"),
				render.Timestamp(since)))
		v.Until, v.Moves = Moment{}, true
		if v.Certainty == Stopped {
			v.weaken(LikelyStopped)
		}
		return after
	}
	says := "the audit log has no group event after " + render.Timestamp(since)
	if v.Certainty != Stopped {
		says += ", which alone proves nothing"
	}
	v.Reasons = append(v.Reasons, says)
	return 0
}

// weaken makes a verdict less certain. Only one that is certain has a grade.
func (v *Verdict) weaken(to Certainty) { v.Certainty, v.Grade = to, "" }

// changesGroups reports whether an event is a change of groups or their members.
func changesGroups(e groupfile.AuditEvent) bool {
	switch e.Type {
	case groupfile.GroupCreated, groupfile.GroupRenamed, groupfile.GroupDeleted, "user_joined_user_group",
		"user_removed_from_user_group", "user_invited_to_user_group":
		return true
	}
	return false
}

// ConsoleReading is the last sync date as an admin read it.
type ConsoleReading struct {
	Read time.Time `json:"read"`
	Says time.Time `json:"says"`
}

// ParseReading reads a last sync date in RFC 3339, which was read now or, after an @, at
// another time. Neither may be later than now.
func ParseReading(text string, now time.Time) (r ConsoleReading, ok bool) {
	says, when, dated := strings.Cut(strings.TrimSpace(text), "@")
	r.Read = now
	var err error
	if r.Says, err = time.Parse(time.RFC3339, says); err == nil && dated {
		r.Read, err = time.Parse(time.RFC3339, when)
	}
	return r, err == nil && !r.Read.After(now) && !r.Says.After(r.Read)
}

// ApplyConsoleReadings applies readings of the last sync date in the Admin Console, oldest
// first, and reports whether the date has stayed the same for longer than the interval. Until
// it has, a date after the stop counts as a sync. fresh says that the last reading was made
// now.
func (v *Verdict) ApplyConsoleReadings(readings []ConsoleReading, fresh bool, interval time.Duration,
	stopped time.Time,
) (still bool) {
	if len(readings) == 0 {
		return false
	}
	last := readings[len(readings)-1]
	first := last
	for _, r := range slices.Backward(readings) {
		if !r.Says.Equal(last.Says) {
			break
		}
		first = r
	}
	apart := last.Read.Sub(first.Read)
	switch date := render.Timestamp(last.Says); {
	case apart <= interval && !stopped.IsZero() && last.Says.After(stopped):
		to := NotStopped
		if !fresh {
			to = LikelyStopped
		}
		if v.Certainty != NotStopped {
			v.weaken(to)
		}
		v.Until, v.Moves = Moment{}, true
		v.Reasons = append(v.Reasons, "the Admin Console's last sync date is "+date+
			", after the stop: something still syncs, or a queued request was applied; give the date again after "+
			render.Timestamp(last.Read.Add(interval)))
	case apart > interval:
		v.Reasons = append(v.Reasons,
			fmt.Sprintf("the Admin Console showed the same date of the last sync twice, %s apart (confirmed by the admin)",
				apart.Round(time.Second)))
		return true
	case apart > 0:
		v.Reasons = append(v.Reasons,
			fmt.Sprintf("the Admin Console's date was read twice within %s, which is not longer than the interval of %s",
				apart.Round(time.Second), interval))
	default:
		v.Reasons = append(v.Reasons, "the Admin Console's last sync date is "+date+": give it again after "+
			render.Timestamp(last.Read.Add(interval)))
	}
	return false
}
