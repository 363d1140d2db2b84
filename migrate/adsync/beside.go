package adsync

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// MayResume refuses to bring AD sync back while SCIM is on, unless there is a
// reason to do it all the same.
func MayResume(s migration.State, force string) error {
	on := s.SCIMOn()
	if len(on) == 0 || evidence.IsReason(force) {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "AD sync was not resumed", Why: "SCIM is on (" + strings.Join(on,
			", ") + "), and both together can delete sharing groups",
		Remedies: migrate.Remedies{{Kind: migrate.RemedyTurnSCIMOff}, {Kind: migrate.RemedyOverride}},
	}
}

// BothLive says that AD sync is back while SCIM is on, and how to stop one of the two;
// nil if SCIM is not.
func BothLive(s migration.State) *migrate.Problem {
	on := s.SCIMOn()
	if len(on) == 0 {
		return nil
	}
	return &migrate.Problem{
		What:     "AD sync and SCIM are both on now (" + strings.Join(on, ", ") + ")",
		Why:      "sharing groups can be deleted",
		Remedies: migrate.Remedies{{Kind: migrate.RemedyDisableAgain}, {Kind: migrate.RemedyTurnSCIMOff}},
	}
}

// ForceResumeWithSCIM is MayResume that records the override. It comes before a script is
// written that resumes AD sync.
func (d Service) ForceResumeWithSCIM(force string) error {
	return d.hold(func(w *migration.Workspace) error { return d.overrideSCIM(w, force) })
}

func (d Service) overrideSCIM(w *migration.Workspace, force string) error {
	on := w.State().SCIMOn()
	if err := MayResume(w.State(), force); err != nil || len(on) == 0 {
		return err
	}
	_, err := w.Note(func(s *migration.State) (store.Entry, error) {
		s.Playbook.Forced = append(slices.Clone(s.Playbook.Forced), playbook.Forced{
			Step: stepDisabled, At: time.Now().UTC(),
			By: d.Who, Reason: force, Over: on,
		})
		return store.Entry{
			Kind: migration.KindStep, Data: migration.OverrideData(force),
			Text: names.Visible("OVERRIDDEN to resume AD sync: " + strings.Join(on, ", ") + "; reason: " + force),
		}, nil
	})
	return err
}

// SCIMStarted is when provisioning by SCIM was started; zero if it was not, or it is
// not known.
func SCIMStarted(s migration.State) time.Time {
	if r := s.Playbook.Steps[playbook.StepIDPStarted]; r.Status.IsFinal() {
		return r.HeldSince()
	}
	return time.Time{}
}

// pathReason drops the file's name from an error of package os: the sentence has
// it already.
func pathReason(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}
