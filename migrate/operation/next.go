package operation

import (
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// NextKind is the kind of thing to do next.
type NextKind uint8

// The things to do next, the most urgent first.
const (
	NextStopOne     NextKind = iota // both syncs are live
	NextDone                        // every step is done
	NextStep                        // Next.Step
	NextConnectBoth                 // neither side is connected
	NextConnectAD
	NextConnectSCIM
	NextRead       // nothing was compared yet
	NextReadAgain  // the comparison is outdated
	NextChoosePath // the names are exact, but no path is chosen
	NextRows       // rows with the status Next.Rows need a review; exact ones need none
	NextNoGroups   // no group on either side
)

// Next is the next thing to do.
type Next struct {
	Kind NextKind
	Step playbook.StepView
	Rows diff.Status
	// At is the step that stops one of two live syncs.
	At playbook.StepID
}

// IsUrgent reports whether it is shown even while lists are being read.
func (n Next) IsUrgent() bool { return n.Kind == NextStopOne }

// Sides says what a front end has of both sides.
type Sides struct {
	AD, SCIM bool         // they are connected
	Loaded   bool         // the workspace was read, so that a path can be chosen
	Result   *diff.Result // of comparing them; nil before that
	// Outdated says that a side couldn't be read again, or was connected anew, since then.
	Outdated bool
}

// WhatNext returns the next thing to do: the next step of the chosen path, or what the names
// need if that step is about the names or no path is chosen.
func WhatNext(now migration.Status, sides Sides) Next {
	if now.Syncs.BothActive {
		return Next{Kind: NextStopOne, At: playbook.StepScriptDisabled}
	}
	if now.Runbook != nil {
		step, left := playbook.Next(now.Steps)
		if !left {
			return Next{Kind: NextDone}
		}
		if !sides.showNames(step) {
			return Next{Kind: NextStep, Step: step}
		}
	}
	switch {
	case !sides.AD && !sides.SCIM:
		return Next{Kind: NextConnectBoth}
	case !sides.AD:
		return Next{Kind: NextConnectAD}
	case !sides.SCIM:
		return Next{Kind: NextConnectSCIM}
	case sides.Result == nil:
		return Next{Kind: NextRead}
	case sides.Outdated:
		return Next{Kind: NextReadAgain}
	case sides.Loaded && now.Runbook == nil && !namesAreOpen(sides.Result):
		return Next{Kind: NextChoosePath}
	}
	return nextRows(sides.Result)
}

// showNames reports whether the names say more precisely than the step what to do. While
// nothing newer was read, the recorded reason against a step is shown.
func (s Sides) showNames(v playbook.StepView) bool {
	return v.Step.Check == playbook.ProbeDiff && v.Status != playbook.Blocked &&
		(s.Result == nil || namesAreOpen(s.Result)) && (v.Against == "" || s.Result != nil)
}

// namesAreOpen reports whether some names need a person.
func namesAreOpen(r *diff.Result) bool { return r.Summary.Differs+r.Summary.Conflict > 0 }

func nextRows(r *diff.Result) Next {
	for _, status := range diff.Urgency() {
		if r.Summary.Of(status) > 0 {
			return Next{Kind: NextRows, Rows: status}
		}
	}
	return Next{Kind: NextNoGroups}
}
