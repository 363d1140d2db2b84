package main

import (
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// stoppedAt is the moment after which AD sync must be still: the one that is
// given, or since which the workspace knows it to be.
func stoppedAt(dir, given string) (time.Time, error) {
	if given != "" {
		since, err := time.Parse(time.RFC3339, given)
		if err != nil {
			return since, badFlag("--since does not know "+migrate.Quote(given), "", "give a time as 2026-11-20T12:00:00Z")
		}
		return since, nil
	}
	w, err := migration.OpenReadOnly(dir)
	if err != nil {
		return time.Time{}, err
	}
	defer w.Close()
	m, err := adsync.Remember(w.Journal())
	if err != nil {
		return time.Time{}, err
	}
	since, known := m.StillSince()
	if !known {
		return since, badFlag("--since is missing", "the workspace does not know when AD sync was stopped", "give the time, as 2026-11-20T12:00:00Z")
	}
	return since, nil
}

// groupEvents counts the group events of an audit log after a moment, and until
// provisioning was started: what comes later is SCIM's.
func groupEvents(dir, file string, since time.Time) (int, error) {
	events, err := readAuditLog(file)
	if err != nil {
		return 0, err
	}
	state, err := memory{dir}.state()
	if err != nil {
		return 0, err
	}
	var v adsync.Verdict
	return v.HearAudit(events, since, adsync.SCIMStarted(state)), nil
}

// audited searches an audit log. One without group events proves nothing, so that
// it verifies nothing.
func (l looker) audited(file string) error {
	if file == "" {
		return inApp(cannotLook("the audit log is a file", "run ad2scim steps check with --audit-log FILE, or compare the dates and confirm the step yourself"),
			"v asks for the file; or compare the dates and confirm the step yourself")
	}
	since, err := stoppedAt(l.dir, "")
	if migrate.ClassOf(err) == migrate.BadInput {
		return inApp(cannotLook("the workspace does not know when AD sync was stopped", "run ad2scim sync stop or sync verify first"),
			"do the steps before this one, with h")
	}
	if err != nil {
		return err
	}
	after, err := groupEvents(l.dir, file, since)
	if err != nil {
		return err
	}
	if after > 0 {
		return inApp(notYet(fmt.Sprintf("the audit log has %d group events after %s, a hint that the script still runs: look with ad2scim sync find, and confirm the step if they are somebody's own changes", after, moment(since)),
			"look with ad2scim sync find"),
			"press h at the step of the script and scan; if these are somebody's own changes, confirm the step")
	}
	return &migrate.Problem{Class: migrate.BadInput, What: "this cannot be seen here", Why: "the audit log has no group event after " + moment(since) + ", which by itself proves nothing",
		Next: "compare the dates of the last sync and confirm the step yourself", Err: playbook.ErrNothingAgainst}
}
