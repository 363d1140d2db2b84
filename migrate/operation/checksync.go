package operation

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

// scriptSeen returns the recorded result of the last scan, because a new scan needs a host.
func scriptSeen(state migration.State, p playbook.Probe, now time.Time) (string, error) {
	fact, known := state.Facts[string(doctor.ADSyncScript)]
	scanned := fact.Source == string(playbook.ProbeSyncFind) || fact.Source == string(playbook.ProbeSyncDisabled)
	saw := fmt.Sprintf("the script is %s, checked %s", fact.Value, moment(fact.Time))
	switch {
	case !known || !scanned && fact.Grade != migration.GradeVerified:
		return "", cannotCheck("no host has been scanned for the script yet", "", remedy(migrate.RemedyScan))
	case playbook.Stale(fact.Time, now, playbook.ScriptAge) != "":
		return "", cannotCheck(saw+", "+playbook.Stale(fact.Time, now, playbook.ScriptAge), "",
			remedy(migrate.RemedyScanAgain))
	case fact.Value == "absent" && (p == playbook.ProbeSyncFind || fact.Grade != migration.GradeVerified):
		return "", cannotCheck("the last scan, "+moment(fact.Time)+
			", found nothing of AD sync on the hosts that it scanned, which doesn't tell where it runs", "",
			remedy(migrate.RemedyScanEvery))
	case fact.Grade != migration.GradeVerified:
		return "", cannotCheck("the last scan, "+moment(fact.Time)+
			", couldn't tell how the script stands: not everything that could start it was seen", "",
			remedy(migrate.RemedyScanAgain))
	case p == playbook.ProbeSyncDisabled && fact.Value != "disabled" && fact.Value != "absent":
		return "", notYet(saw, "", remedy(migrate.RemedyStop))
	}
	return saw, nil
}

// UnknownStopError says that it isn't known when AD sync was stopped.
type UnknownStopError struct{}

// Error returns that sentence.
func (*UnknownStopError) Error() string {
	return "it isn't known when AD sync was stopped"
}

// stoppedAt returns the time after which AD sync must be idle: the given time, or the one
// that the workspace knows.
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

// ReadAuditLog reads an audit log. With groupfile.ErrTorn, it returns the events before the
// damaged end. Without a file, it returns none.
func ReadAuditLog(file string) ([]groupfile.AuditEvent, error) {
	events, _, err := readAuditLog(file)
	return events, err
}

// readAuditLog is ReadAuditLog, and returns the file's SHA-256 in hexadecimal.
func readAuditLog(file string) (events []groupfile.AuditEvent, sum string, err error) {
	if file == "" {
		return nil, "", nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, "", &migrate.Problem{
			Class: migrate.BadInput, What: "can't read the audit log " + migrate.Quote(file),
			Why:  migrate.FileReason(err),
			Next: "check the path of the file", Err: err,
		}
	}
	defer f.Close()
	hash := sha256.New()
	events, err = groupfile.ReadAudit(io.TeeReader(f, hash)) // reads it to the end
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		p.What = "can't read the audit log " + migrate.Quote(file)
	}
	return events, hex.EncodeToString(hash.Sum(nil)), err
}

// groupEvents counts the group events of an audit log between since and the start of
// provisioning. Later events come from SCIM.
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

// audited searches an audit log. A log without group events proves nothing, so this check
// never verifies the step.
func (c checking) audited() error {
	if c.in.AuditLog == "" {
		return cannotCheck("the audit log is a file", "", remedy(migrate.RemedyAuditLog),
			migrate.Remedy{Text: "compare the dates and confirm the step yourself"})
	}
	since, err := c.stoppedAt(time.Time{})
	if _, unknown := errors.AsType[*UnknownStopError](err); unknown {
		return cannotCheck("it isn't known when AD sync was stopped", "",
			remedy(migrate.RemedyStopOrVerify))
	}
	if err != nil {
		return err
	}
	after, err := c.groupEvents(c.in.AuditLog, since)
	if err != nil {
		return err
	}
	if after > 0 {
		return notYet(fmt.Sprintf("the audit log has %s after %s, so the script may still be running",
			render.Count(after, "group event", "group events"),
			moment(since)), "", remedy(migrate.RemedyScan),
			migrate.Remedy{Text: "confirm the step if an admin made these changes"})
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "this can't be checked here",
		Why:  "the audit log has no group event after " + moment(since) + ", which alone proves nothing",
		Next: "compare the last sync dates and confirm the step yourself", Err: playbook.ErrNothingAgainst,
	}
}
