package operation

import (
	"errors"
	"fmt"
	"os"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// scriptSeen tells what the last scan wrote down: a scan itself needs a host.
func scriptSeen(state migration.State, p playbook.Probe, now time.Time) (string, error) {
	fact, known := state.Facts[string(doctor.ADSyncScript)]
	scanned := fact.Source == string(playbook.ProbeSyncFind) || fact.Source == string(playbook.ProbeSyncDisabled)
	saw := fmt.Sprintf("the script is %s, seen %s", fact.Value, moment(fact.Time))
	switch {
	case !known || !scanned && fact.Grade != migration.GradeVerified:
		return "", inApp(cannotCheck("no host has been scanned for the script yet", "run ad2scim sync find"),
			"press h to scan for it")
	case playbook.Stale(fact.Time, now, playbook.ScriptAge) != "":
		return "", inApp(cannotCheck(saw+", "+playbook.Stale(fact.Time, now, playbook.ScriptAge),
			"look again with ad2scim sync find"), "press h to scan again")
	case fact.Value == "absent" && (p == playbook.ProbeSyncFind || fact.Grade != migration.GradeVerified):
		return "", inApp(cannotCheck("the last scan, "+moment(fact.Time)+
			", found nothing of AD sync on the hosts that it scanned, which doesn't tell where it runs",
			"scan every host that could run it with ad2scim sync find, or confirm that you know them all"),
			"press h and scan every host that could run it, or confirm that you know them all")
	case fact.Grade != migration.GradeVerified:
		return "", inApp(cannotCheck("the last scan, "+moment(fact.Time)+
			", couldn't tell whether the script runs: not everything that could start it was seen",
			"see with ad2scim sync find what couldn't be seen, and scan again"),
			"press h to see what couldn't be seen, and scan again")
	case p == playbook.ProbeSyncDisabled && fact.Value != "disabled" && fact.Value != "absent":
		return "", inApp(notYet(saw, "run ad2scim sync stop, then ad2scim sync find"), "press h to disable it")
	}
	return saw, nil
}

// UnknownStopError says that it is not known when AD sync was stopped.
type UnknownStopError struct{}

// Error says so.
func (*UnknownStopError) Error() string {
	return "the workspace does not know when AD sync was stopped"
}

// stoppedAt is the moment after which AD sync must be still: the one that is given,
// or since which the workspace knows it to be.
func (s *Service) stoppedAt(given time.Time) (time.Time, error) {
	if !given.IsZero() {
		return given, nil
	}
	m, err := s.syncMemory()
	if err != nil {
		return time.Time{}, err
	}
	since, known := m.IdleSince()
	if !known {
		return since, &UnknownStopError{}
	}
	return since, nil
}

// ReadAuditLog reads an audit log; with groupfile.ErrTorn come the events before
// the end. Of no file there are none.
func ReadAuditLog(file string) ([]groupfile.AuditEvent, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read the audit log " + migrate.Quote(file),
			Why:  reason(err),
			Next: "check --audit-log", Err: err,
		}
	}
	defer f.Close()
	events, err := groupfile.ReadAudit(f)
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		p.What = "cannot read the audit log " + migrate.Quote(file)
	}
	return events, err
}

// groupEvents counts the group events of an audit log after a moment, and until
// provisioning was started: what comes later is SCIM's.
func (s *Service) groupEvents(file string, since time.Time) (int, error) {
	events, err := ReadAuditLog(file)
	if err != nil {
		return 0, err
	}
	state, err := s.State()
	if err != nil {
		return 0, err
	}
	var v adsync.Verdict
	return v.ApplyAuditEvents(events, since, adsync.SCIMStarted(state)), nil
}

// audited searches an audit log. One without group events proves nothing, so that
// it verifies nothing.
func (c checking) audited() error {
	if c.in.AuditLog == "" {
		return inApp(cannotCheck("the audit log is a file",
			"run ad2scim steps check with --audit-log FILE, or compare the dates and confirm the step yourself"),
			"v asks for the file; or compare the dates and confirm the step yourself")
	}
	since, err := c.stoppedAt(time.Time{})
	if _, unknown := errors.AsType[*UnknownStopError](err); unknown {
		return inApp(cannotCheck("the workspace does not know when AD sync was stopped",
			"run ad2scim sync stop or sync verify first"),
			"do the steps before this one, with h")
	}
	if err != nil {
		return err
	}
	after, err := c.groupEvents(c.in.AuditLog, since)
	if err != nil {
		return err
	}
	if after > 0 {
		return inApp(notYet(fmt.Sprintf("the audit log has %d group events after %s, a hint that the script still runs: "+
			"look with ad2scim sync find, and confirm the step if they are somebody's own changes", after, moment(since)),
			"look with ad2scim sync find"),
			"press h at the step of the script and scan; if these are somebody's own changes, confirm the step")
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "this cannot be seen here",
		Why:  "the audit log has no group event after " + moment(since) + ", which by itself proves nothing",
		Next: "compare the dates of the last sync and confirm the step yourself", Err: playbook.ErrNothingAgainst,
	}
}
