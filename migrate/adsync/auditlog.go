package adsync

import (
	"fmt"
	"time"

	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/render"
)

// auditLog is an audit log that an admin gave, and what it showed.
type auditLog struct {
	SHA256 string `json:"sha256"` // of the file, in hexadecimal
	// From and To are the times of its first and last events; zero if it has none.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Quiet are the days without a change of groups that stood for the next start of a task.
	Quiet []quietDay `json:"quiet,omitempty"`
	// Changes is how many changes of groups it has after the stop. If there are any, what
	// earlier logs showed no longer counts.
	Changes int `json:"changes,omitempty"`
}

// quietDay is a day after a task became idle, by this program's clock.
type quietDay struct {
	Host string    `json:"host"`
	Path string    `json:"path"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// searched returns what the audit log of a statement showed, for the journal.
func (s AdminStatement) searched(quiet []quietDay, changes int) auditLog {
	l := auditLog{SHA256: s.AuditSHA256, Changes: changes}
	for _, e := range s.Events {
		if l.From.IsZero() || e.Time.Before(l.From) {
			l.From = e.Time.UTC()
		}
		if e.Time.After(l.To) {
			l.To = e.Time.UTC()
		}
	}
	if changes == 0 {
		l.Quiet = quiet
	}
	return l
}

// noteAudit records in the journal what an audit log showed, so that a later verification
// without the file counts it.
func noteAudit(j Journal, run string, l auditLog) error {
	_, err := note(j, run, kindAudit, fmt.Sprintf(
		"searched an audit log from %s to %s, SHA-256 %s: it has %s after the stop, and stands for the next start of %s",
		render.Timestamp(l.From), render.Timestamp(l.To), l.SHA256,
		render.Count(l.Changes, "group event", "group events"), render.Count(len(l.Quiet), "task", "tasks")), l)
	return err
}

// quietLog returns the earlier audit log that stands for the next start of a task that became
// idle on this day, or false.
func (m Memory) quietLog(day quietDay) (auditLog, bool) {
	for _, l := range m.logs {
		for _, q := range l.Quiet {
			if q.Host == day.Host && q.Path == day.Path && !q.From.After(day.From) && !q.To.Before(day.To) {
				return l, true
			}
		}
	}
	return auditLog{}, false
}

// quiet reports whether an audit log covers a period and has no group changes in it. A log
// covers a period if it has an event before it and one after it.
func quiet(events []groupfile.AuditEvent, from, to time.Time) bool {
	before, after := false, false
	for _, e := range events {
		before, after = before || !e.Time.After(from), after || !e.Time.Before(to)
		if changesGroups(e) && e.Time.After(from) && !e.Time.After(to) {
			return false
		}
	}
	return before && after
}
