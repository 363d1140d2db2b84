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

// inRunbook says which steps at the provider a step of the playbook is made of.
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

// Recorder notes in the runbook what became of steps.
type Recorder struct {
	Path     playbook.Path
	Provider playbook.IDP
	At       time.Time
	By       string
	// Force is the reason why the run went on against its interlocks.
	Force string
}

// Record notes each step of the runbook whose steps at the provider are all
// over: verified where every one was read back, attested where the admin's word
// is a part of it. What was read back is noted even where an interlock has shut
// meanwhile, as forced. A first cycle that is held back or ended with errors leaves
// the start open.
// It returns the lines for the journal, and in words what could not be noted
// and why. Where another way is chosen in the workspace nothing is noted: what
// the run itself did is in the journal already.
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
		if why := cycleProblem(report.Cycle); why != "" && step.ID == playbookStart {
			notes = append(notes, titled(step.ID)+" stays open: "+why)
			continue
		}
		line, note := r.note(s, step.ID, status, saw)
		lines, notes = append(lines, line...), append(notes, note...)
	}
	return lines, notes
}

// RecordAssigned notes that everything that AD sync had is assigned, if the
// plan has nothing left to do.
func (r Recorder) RecordAssigned(s *migration.State, plan *Assignments) (lines []store.Entry, notes []string) {
	if s.Path != r.Path || s.IdP != r.Provider {
		return nil, nil
	}
	saw, left := plan.Standing()
	if left != "" {
		return nil, []string{titled(playbook.StepIDPAssigned) + " stays open: " + left}
	}
	return r.note(s, playbook.StepIDPAssigned, playbook.DoneVerified, saw)
}

// seenDone is the reason under which a step is noted that was seen done although an
// interlock has shut meanwhile: it has happened, whatever stands against it.
const seenDone = "it is done at the identity provider, as a check there showed"

// titled names a step of the runbook by its title.
func titled(id playbook.StepID) string {
	return "the runbook's step " + migrate.Quote(playbook.Dashlane().Title(id))
}

func (r Recorder) note(s *migration.State, id playbook.StepID, status playbook.Status, saw string) (lines []store.Entry,
	notes []string,
) {
	change := (*playbook.Runbook).Verify
	if status == playbook.DoneAttested {
		change = (*playbook.Runbook).Attest
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
		act.Force = seenDone
		line, err = step(act)
	}
	if err != nil {
		return nil, []string{"not recorded in the runbook: " + err.Error()}
	}
	return []store.Entry{line}, notes
}

// HasProblems reports whether a diagnosis found something that keeps provisioning from
// working. A log that isn't shown keeps nothing from working.
func (r Report) HasProblems() bool {
	return slices.ContainsFunc(r.Findings, func(f idp.Finding) bool { return f.ID != idp.LogNotShown }) ||
		r.Cycle != nil && len(r.Cycle.Errors) > 0
}

// CycleProblem says why a report is not one that a run can end well with; empty for
// nothing.
func (r Report) CycleProblem() string { return cycleProblem(r.Cycle) }

// cycleProblem says why a cycle is not one that a migration can end with.
func cycleProblem(c *idp.Cycle) string {
	switch {
	case c == nil:
		return ""
	case len(c.Errors) > 0:
		return fmt.Sprintf("the first cycle ended with %d errors", len(c.Errors))
	case c.State == idp.CycleQuarantined || c.State == idp.CyclePaused || c.State == idp.CycleOff:
		return "provisioning is " + string(c.State)
	}
	return ""
}

// together is how several steps stand as one, and what was seen of them; empty
// where one of them is not over.
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
		case Done, AsWanted:
		case Attested:
			status = playbook.DoneAttested
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
