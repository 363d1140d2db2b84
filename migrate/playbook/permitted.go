package playbook

// Refusal is why something can't be done with a step in its current state.
type Refusal uint8

// The reasons.
const (
	Permitted             Refusal = iota
	RefusedDone                   // the step is done and must be reopened first
	RefusedNotRecorded            // nothing is recorded that could be undone
	RefusedFailedCheck            // the check failed; run it again or override it
	RefusedMustBeVerified         // confirming it isn't enough
	RefusedAlwaysNeeded           // the step has no sentence that says when it isn't needed
	RefusedNotLocked              // nothing needs to be overridden
	RefusedNoToken                // the step isn't about the SCIM API token
)

// MayReopen returns why the record of the step can't be removed. Typed words stay recorded.
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

// MayConfirm returns why an admin can't confirm the step.
func (v StepView) MayConfirm() Refusal { return v.may(v.Step.Attest != "", RefusedMustBeVerified) }

// MaySkip returns why an admin can't mark the step as not needed.
func (v StepView) MaySkip() Refusal { return v.may(v.Step.Skip != "", RefusedAlwaysNeeded) }

// MayOverride returns why what locks the step can't be overridden.
func (v StepView) MayOverride() Refusal { return v.may(v.Locked(), RefusedNotLocked) }

// MayEnterToken returns why no SCIM API token can be entered for the step.
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
