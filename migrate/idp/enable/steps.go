package enable

import (
	"fmt"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// inRunbook returns the steps at the provider for each step of the playbook.
func inRunbook(path playbook.Path) map[playbook.StepID][]idp.StepID {
	groups := playbook.StepIDPGroupsOff
	if path.ProvisionsGroups() {
		groups = playbook.StepIDPGroupsOn
	}
	return map[playbook.StepID][]idp.StepID{
		playbookStep:             {idp.StepEndpoint, idp.StepTest},
		playbook.StepIDPUsersOn:  {idp.StepUsers},
		playbook.StepIDPImported: {idp.StepImport},
		groups:                   {idp.StepGroups},
		playbookStart:            {idp.StepStart},
	}
}

// Recorder records the results of steps in the runbook.
type Recorder struct {
	Path     playbook.Path
	Provider playbook.IDP
	At       time.Time
	By       string
	// Force is the reason for which the run's requirements were overridden.
	Force string
}

// Record records each step of the runbook whose steps at the provider are all finished: as verified if every one
// was read back, as attested if an admin confirmed a part. A step that was read back is recorded as overridden if a
// requirement is no longer met. A first cycle that is held back, ended with errors, or doesn't show that this
// migration started it leaves the start open. It
// returns the journal entries, and what couldn't be recorded and why. If the workspace is on another path, it
// records nothing; the run itself is in the journal already.
func (r Recorder) Record(s *migration.State, report Report) (lines []store.Entry, notes []string) {
	if s.Path != r.Path || s.IdP != r.Provider {
		return nil, nil
	}
	walk, err := s.Runbook()
	if err != nil {
		return nil, []string{err.Error()}
	}
	parts := inRunbook(r.Path)
	for _, step := range walk.Steps {
		status, saw := together(report.Outcomes, parts[step.ID])
		if status == "" {
			continue
		}
		if why := report.cycleProblem(status); why != "" && step.ID == playbookStart {
			notes = append(notes, titled(step.ID)+" stays open: "+why)
			continue
		}
		line, note := r.note(s, step.ID, status, saw)
		lines, notes = append(lines, line...), append(notes, note...)
	}
	return lines, notes
}

// RecordAssigned records that every group that AD sync sent is assigned, if the plan has nothing left to do.
func (r Recorder) RecordAssigned(s *migration.State, plan *Assignments) (lines []store.Entry, notes []string) {
	if s.Path != r.Path || s.IdP != r.Provider {
		return nil, nil
	}
	saw, left := plan.Summary()
	if left != "" {
		return nil, []string{titled(playbook.StepIDPAssigned) + " stays open: " + left}
	}
	return r.note(s, playbook.StepIDPAssigned, playbook.DoneVerified, saw)
}

// verifiedDone is the reason for recording a step that was verified although a requirement is no longer met: it has
// happened anyway.
const verifiedDone = "it is done at the identity provider, as a check there showed"

// titled returns a step of the runbook by its title.
func titled(id playbook.StepID) string {
	return "the runbook's step " + migrate.Quote(playbook.Dashlane().Title(id))
}

func (r Recorder) note(s *migration.State, id playbook.StepID, status playbook.Status, saw string) (lines []store.Entry,
	notes []string,
) {
	change := (*playbook.Runbook).Verify
	if status == playbook.DoneConfirmed {
		change = (*playbook.Runbook).Confirm
	}
	act := playbook.StepUpdate{At: r.At, By: r.By, Saw: saw, Force: r.Force}
	step := func(act playbook.StepUpdate) (store.Entry, error) {
		return s.ChangeStep(id, act, func(w *playbook.Runbook, pc playbook.Context, a playbook.StepUpdate) (playbook.State,
			error,
		) {
			return change(w, pc, id, a)
		})
	}
	line, err := step(act)
	if err != nil && status == playbook.DoneVerified && act.Force == "" {
		notes = append(notes, titled(id)+" is recorded as done although it was locked: "+err.Error())
		act.Force = verifiedDone
		line, err = step(act)
	}
	if err != nil {
		return nil, []string{"not recorded in the runbook: " + err.Error()}
	}
	return []store.Entry{line}, notes
}

// HasProblems reports whether a diagnosis found something that prevents provisioning. A log that can't be read
// doesn't.
func (r Report) HasProblems() bool {
	return slices.ContainsFunc(r.Findings, func(f idp.Finding) bool { return f.ID != idp.LogNotShown }) ||
		r.Cycle != nil && len(r.Cycle.Errors) > 0
}

// CycleProblem returns why the report's cycle isn't a successful end of a run, or "".
func (r Report) CycleProblem() string {
	status, _ := together(r.Outcomes, []idp.StepID{idp.StepStart})
	return r.cycleProblem(status)
}

// cycleProblem returns why a cycle isn't a successful end of a migration, or "". What makes the start verified must
// be shown by a cycle that this migration started. If an admin confirmed it, nothing may be against it.
func (r Report) cycleProblem(status playbook.Status) string {
	c := r.Cycle
	switch {
	case c == nil:
		return ""
	case len(c.Errors) > 0:
		return fmt.Sprintf("the first cycle ended with %d errors", len(c.Errors))
	case c.State == idp.CycleQuarantined || c.State == idp.CyclePaused || c.State == idp.CycleOff:
		return "provisioning is " + string(c.State)
	case status == playbook.DoneVerified:
		if _, err := verifyCycle(r.Tenant, *c, r.Since); err != nil {
			return err.Error()
		}
	}
	return ""
}

// together returns the common status of several steps and their results, or "" if one of them isn't finished.
func together(outcomes []Outcome, parts []idp.StepID) (playbook.Status, string) {
	if len(parts) == 0 {
		return "", ""
	}
	status, saw := playbook.DoneVerified, ""
	for _, part := range parts {
		i := slices.IndexFunc(outcomes, func(o Outcome) bool { return o.Step == part })
		if i < 0 {
			return "", ""
		}
		switch outcomes[i].State {
		case Done, AlreadySet:
		case Confirmed:
			status = playbook.DoneConfirmed
		default:
			return "", ""
		}
		if saw != "" && outcomes[i].Saw != "" {
			saw += "; "
		}
		saw += outcomes[i].Saw
	}
	return status, saw
}
