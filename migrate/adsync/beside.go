package adsync

import (
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

// MayResume returns an error if SCIM is on and there is no reason to resume AD sync anyway.
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

// ForceResumeWithSCIM is MayResume, and records the override with its reason. Call it before
// a script is written; Do does it itself.
func (d Service) ForceResumeWithSCIM(force string) error {
	return d.hold(func(w *migration.Workspace) error { return d.overrideSCIM(w, force) })
}

func (d Service) overrideSCIM(w *migration.Workspace, force string) error {
	on := w.State().SCIMOn()
	if err := MayResume(w.State(), force); err != nil || len(on) == 0 {
		return err
	}
	_, err := w.Record(func(s *migration.State) (store.Entry, error) {
		s.Playbook.Forced = append(slices.Clone(s.Playbook.Forced), playbook.Forced{
			Step: playbook.StepScriptDisabled, At: time.Now().UTC(),
			By: d.Who, Reason: force, Over: on,
		})
		return store.Entry{
			Kind: migration.KindStep, Data: migration.OverrideData(force),
			Text: names.Visible("OVERRIDDEN to resume AD sync: " + strings.Join(on, ", ") + "; reason: " + force),
		}, nil
	})
	return err
}

// SCIMStarted returns when provisioning by SCIM was started, or zero if it wasn't or the time
// isn't known.
func SCIMStarted(s migration.State) time.Time {
	if r := s.Playbook.Steps[playbook.StepIDPStarted]; r.Status.IsFinal() {
		return r.ValidSince()
	}
	return time.Time{}
}
