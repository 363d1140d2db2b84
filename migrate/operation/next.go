package operation

import (
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// NextKind says what there is to do next.
type NextKind uint8

// What there is to do next, most pressing first.
const (
	NextStopOne     NextKind = iota // both syncs are live
	NextDone                        // every step is done
	NextStep                        // Next.Step
	NextConnectBoth                 // neither side is connected
	NextConnectAD
	NextConnectSCIM
	NextRead       // nothing was compared yet
	NextReadAgain  // the comparison is outdated
	NextChoosePath // the names are exact, and no path is chosen
	NextRows       // Next.Rows are to be reviewed; of exact ones there is nothing to review
	NextNoGroups   // no group on either side
)

// Next is the one thing to do next.
type Next struct {
	Kind NextKind
	Step playbook.StepView
	Rows diff.Status
	// At is the step at which one of two live syncs is stopped.
	At playbook.StepID
}

// IsUrgent reports whether it is shown even while lists are being read.
func (n Next) IsUrgent() bool { return n.Kind == NextStopOne }

// Sides says what a front end has of both sides.
type Sides struct {
	AD, SCIM bool         // they are connected
	Loaded   bool         // the workspace was read, in which a path can be chosen
	Result   *diff.Result // of their comparison; nil before it
	// Outdated says that a side couldn't be read again, or was connected anew, since then.
	Outdated bool
}

// WhatNext finds the one thing to do next: by the steps of the chosen path, and where the
// step is the names, or no path is chosen, by the names.
func WhatNext(now migration.Standing, sides Sides) Next {
	if now.Pipes.Both {
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

// showNames reports whether the names say better what to do for a step than the step. What
// is remembered against a step is said as long as nothing newer was read.
func (s Sides) showNames(v playbook.StepView) bool {
	return v.Step.Check == playbook.ProbeDiff && v.Status != playbook.Blocked &&
		(s.Result == nil || namesAreOpen(s.Result)) && (v.Against == "" || s.Result != nil)
}

// namesAreOpen reports whether names are left to look at.
func namesAreOpen(r *diff.Result) bool { return r.Summary.Differs+r.Summary.Conflict > 0 }

func nextRows(r *diff.Result) Next {
	for _, status := range diff.Urgency() {
		if r.Summary.Of(status) > 0 {
			return Next{Kind: NextRows, Rows: status}
		}
	}
	return Next{Kind: NextNoGroups}
}
