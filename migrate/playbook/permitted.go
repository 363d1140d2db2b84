package playbook

// Refusal says why something can't be done with a step as it stands.
type Refusal uint8

// Why something can't be done.
const (
	Permitted             Refusal = iota
	RefusedDone                   // the step is done: it is opened again first
	RefusedNotRecorded            // nothing is recorded that could be undone
	RefusedFailedCheck            // the check failed: it is run again, or overridden
	RefusedMustBeVerified         // confirming it isn't enough
	RefusedAlwaysNeeded           // no sentence says when the step isn't needed
	RefusedNotLocked              // nothing is to be overridden
	RefusedNoToken                // the step isn't about the SCIM API token
)

// MayReopen says why the record of the step can't be taken back. Words that were typed for
// it stay recorded.
func (v StepView) MayReopen() Refusal {
	if v.Record.Status == "" {
		return RefusedNotRecorded
	}
	return v.Step.mayReopen(v.Record)
}

func (s Step) mayReopen(r Record) Refusal {
	switch {
	case s.Refutation(r) != "" && r.Status == Failed && r.Probe != "":
		return RefusedFailedCheck
	case r.Status == "" && r.Refuted == "" && r.Typed == "":
		return RefusedNotRecorded
	}
	return Permitted
}

// MayConfirm says why an admin can't confirm the step.
func (v StepView) MayConfirm() Refusal { return v.may(v.Step.Attest != "", RefusedMustBeVerified) }

// MaySkip says why an admin can't say that the step isn't needed.
func (v StepView) MaySkip() Refusal { return v.may(v.Step.Skip != "", RefusedAlwaysNeeded) }

// MayOverride says why what locks the step can't be overridden.
func (v StepView) MayOverride() Refusal { return v.may(v.Locked(), RefusedNotLocked) }

// MayEnterToken says why no SCIM API token is entered for the step.
func (v StepView) MayEnterToken() Refusal {
	return v.may(v.Step.Check.Needs() == InputToken, RefusedNoToken)
}

func (v StepView) may(permitted bool, why Refusal) Refusal {
	switch {
	case v.Status.IsFinal():
		return RefusedDone
	case !permitted:
		return why
	}
	return Permitted
}
