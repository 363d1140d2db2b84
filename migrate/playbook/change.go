package playbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/render"
)

// StepUpdate says who changed a step, when, and with which result.
type StepUpdate struct {
	At    time.Time
	By    string
	Saw   string // what the probe found, what the admin added, or why it failed
	Typed string // what the admin typed, if the step asks for it
	// Force is the reason for overriding what locks the step; empty for no override. The words to type are required all
	// the same.
	Force string
}

// Verify records that the program checked the step and found it done; StepUpdate.Saw is the result. The steps that
// must come first don't matter for a verified step, but its requirements do. Verify returns BadInput for a step
// that the program can't check.
func (w *Runbook) Verify(context Context, id StepID, a StepUpdate) (State, error) {
	return w.do(context, id, a, DoneVerified)
}

// Confirm records that the admin confirmed the step's sentence. It returns BadInput if the step is locked and not
// overridden, if the words to type are missing, or if the step must be verified.
func (w *Runbook) Confirm(context Context, id StepID, a StepUpdate) (State, error) {
	return w.do(context, id, a, DoneConfirmed)
}

func (w *Runbook) do(context Context, id StepID, a StepUpdate, to Status) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return context.State, err
	}
	id = step.ID
	was := context.State.Steps[id]
	switch {
	case to == DoneVerified && step.Check == "":
		return context.State, refuse(step, "ad2scim can't check this", migrate.Remedy{Text: "confirm it yourself"})
	case to == DoneConfirmed && step.Attest == "" && !evidence.IsReason(a.Force):
		return context.State, refuse(step, "it must be verified; confirming it isn't enough",
			step.checkAgain(), migrate.Remedy{Kind: migrate.RemedyOverride})
	}
	typed := a.Typed
	if typed == "" {
		typed = was.Typed
	}
	if c := step.Confirm; c != nil && to != DoneVerified && !c.Accepts(typed) {
		return context.State, refuse(step, strings.TrimSuffix(c.Why, "."),
			migrate.Remedy{Kind: migrate.RemedyType, Text: migrate.Quote(c.Type)})
	}
	s := context.State
	r := Record{
		Status: to, At: a.At, By: a.By, Saw: a.Saw, Typed: typed, Forced: was.Forced,
		Refuted: step.Refutation(was),
	}
	if to == DoneVerified {
		r.Probe, r.Refuted = step.Check, ""
	}
	if r.Since = a.At; was.Status.IsFinal() && step.against(was, context) == "" {
		r.Since = was.ValidSince()
	}
	if to == DoneVerified && step.ComparesNames() {
		n := context.namesOf(step)
		if err := n.refuse(step, typed); err != nil {
			return context.State, err
		}
		if n.Grade() == evidence.Confirmed {
			r.Status, r.Probe = DoneConfirmed, ""
			r.Saw = strings.Join(append([]string{a.Saw}, n.Limits...), "; ")
		}
	}
	blockers := w.against(step, context, to)
	switch {
	case len(blockers) > 0:
	case to == DoneConfirmed && was.Status == DoneVerified && step.against(was, context) == "":
		return s, nil // a weaker result never replaces a stronger one
	default:
		return s.withRecord(id, r), nil
	}
	if !evidence.IsReason(a.Force) {
		return context.State, refuse(step, blockers[0].What+more(len(blockers)-1), blockers[0].Next...)
	}
	f := Forced{Step: id, At: a.At, By: a.By, Reason: a.Force, Over: whats(blockers)}
	r.Forced = true
	s = s.withRecord(id, r)
	s.Forced = append(s.Forced, f)
	return s, nil
}

// refuse returns why a comparison doesn't complete a step, or nil if it does.
func (n Names) refuse(step Step, typed string) error {
	switch {
	case !n.Compared:
		return refuse(step, "its names haven't been compared", migrate.Remedy{Kind: migrate.RemedyCompare})
	case n.Wrong() != "":
		return refuse(step, n.Wrong(), n.Remedies()...)
	case !n.typed(typed):
		p := refuse(step, n.UnpairedWhy, n.toType(migrate.RemedyCheckGroups, migrate.RemedyTypeNumber)...)
		p.Number = n.NumberToType()
		return p
	}
	return nil
}

func whats(blockers []Blocker) []string {
	var all []string
	for _, b := range blockers {
		all = append(all, b.What)
	}
	return all
}

// against returns what blocks a change.
func (w *Runbook) against(step Step, context Context, to Status) []Blocker {
	if to == DoneVerified && !step.InTurn {
		step.Needs = nil
	}
	all := w.Blockers(step, context)
	if to != DoneConfirmed {
		return all
	}
	r := context.State.Steps[step.ID]
	switch {
	case step.Attest == "":
		all = append(all, Blocker{
			ID: string(step.ID), What: fmt.Sprintf("step %d is only confirmed, not verified", step.Number),
			Next: migrate.Remedies{step.checkAgain()},
		})
		if g := RequirementID(step.ID); slices.Contains(requirementIDs, g) {
			all = append(all, w.unmet(g, context, step.ID)...)
		}
	case step.Refutation(r) != "":
		all = append([]Blocker{{
			ID: string(step.ID), What: "the check failed: " + step.Refutation(r),
			Next: migrate.Remedies{step.checkAgain(), {Kind: migrate.RemedyOverride}},
		}}, all...)
	}
	return all
}

// Refutation returns the finding of a check against the step that an admin can't overrule by confirming it, or "".
// A check that only hints never refutes: a group event in an audit log may be a manual change.
func (s Step) Refutation(r Record) string {
	if s.HintOnly {
		return ""
	}
	return r.Refutation()
}

// checkAgain returns the remedy that checks whether the step is done.
func (s Step) checkAgain() migrate.Remedy {
	if s.Check.NeedsHost() {
		return verifyStop(migrate.RemedyVerify)
	}
	return migrate.Remedy{Kind: migrate.RemedyCheckStep, Step: string(s.ID)}
}

// Fail records that a check found the step not done; StepUpdate.Saw is the finding. Requirements that depend on the
// step are no longer met, and confirming the step isn't enough until it was checked again.
func (w *Runbook) Fail(s State, id StepID, a StepUpdate) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return s, err
	}
	r := Record{Status: Failed, At: a.At, By: a.By, Saw: a.Saw, Probe: step.Check, Forced: s.Steps[step.ID].Forced}
	r.Refuted = r.Refutation()
	return s.withRecord(step.ID, r), nil
}

// ErrNothingAgainst is returned by a check that can't verify a step, and that found nothing against it.
var ErrNothingAgainst = errors.New("the check found nothing against it")

// Clear removes an earlier finding against the step after a check with ErrNothingAgainst, so that the admin can
// confirm the step.
func (w *Runbook) Clear(s State, id StepID) (State, error) {
	step, err := w.Step(id)
	r := s.Steps[step.ID]
	if err != nil || r.Refutation() == "" {
		return s, err
	}
	if r.Status == Failed {
		r = Record{}
	}
	r.Refuted = ""
	s = s.withRecord(step.ID, r)
	if r.Status == "" {
		delete(s.Steps, step.ID)
	}
	return s, nil
}

// Invalidate records that what was known about a step is no longer true, without a check; StepUpdate.Saw is the reason.
func (w *Runbook) Invalidate(s State, id StepID, a StepUpdate) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return s, err
	}
	was := s.Steps[step.ID]
	return s.withRecord(step.ID, Record{
		Status: Failed, At: a.At, By: a.By, Saw: a.Saw, Forced: was.Forced,
		Refuted: was.Refutation(),
	}), nil
}

// Skip records that the admin confirmed that a step isn't needed. It returns BadInput for a step that is always
// needed, or that another step has made necessary.
func (w *Runbook) Skip(s State, id StepID, a StepUpdate) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return s, err
	}
	if step.Skip == "" {
		return s, refuse(step, "this path requires it", migrate.Remedy{Text: "complete it"})
	}
	if step.ID == RequirementNamesExact.step() && s.GroupsBySAML() {
		why := "groups come by SAML"
		if told, err := w.Step(StepSAMLGroups); err == nil {
			why += fmt.Sprintf(", according to step %d", told.Number)
		}
		return s, refuse(step, why,
			migrate.Remedy{Text: "complete it, or reopen that step if no groups come by SAML"})
	}
	return s.withRecord(step.ID, Record{
		Status: NotNeeded, At: a.At, By: a.By, Saw: a.Saw,
		Refuted: s.Steps[step.ID].Refutation(),
	}), nil
}

// Reopen removes the record of a step, for example because it was confirmed by mistake. An override stays in
// State.Forced, and typed words stay in the record. A finding of a check against the step stays too; if there is
// nothing else to remove, Reopen returns BadInput.
func (w *Runbook) Reopen(s State, id StepID, a StepUpdate) (State, error) {
	step, err := w.Step(id)
	if err != nil {
		return s, err
	}
	was := s.Steps[step.ID]
	switch found, no := step.Refutation(was), step.mayReopen(was); {
	case no == RefusedNotRecorded:
		return s, refuse(step, "nothing is recorded for it", migrate.Remedy{Text: "no action is needed"})
	case no == RefusedFailedCheck:
		return s, refuse(step, "the check failed: "+found, step.checkAgain())
	case found != "":
		return s.withRecord(step.ID, Record{
			Status: Failed, At: a.At, By: a.By, Saw: found, Probe: step.Check, Typed: was.Typed,
			Refuted: found,
		}), nil
	}
	// The typed words stay: they confirm something that can't be undone.
	s = s.withRecord(step.ID, Record{Typed: was.Typed})
	if was.Typed == "" {
		delete(s.Steps, step.ID)
	}
	return s, nil
}

// Interrupted marks the steps that were running when the last session ended as failed, so that they are checked
// again. It returns their ids.
func (w *Runbook) Interrupted(s State, a StepUpdate) (State, []StepID) {
	var ids []StepID
	for _, step := range w.Steps {
		r := s.Steps[step.ID]
		if r.Status != Running {
			continue
		}
		r.Status, r.At, r.By = Failed, a.At, a.By
		r.Saw = "it was interrupted, so it may or may not be done: check it, then repeat or confirm it"
		s = s.withRecord(step.ID, r)
		ids = append(ids, step.ID)
	}
	return s, ids
}

func refuse(step Step, why string, next ...migrate.Remedy) *migrate.Problem {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "the step " + string(step.ID) + " is unchanged", Why: why,
		Remedies: next, Step: string(step.ID),
	}
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return ", and " + render.Count(n, "more requirement", "more requirements")
}
