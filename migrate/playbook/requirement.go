package playbook

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// RequirementID identifies a requirement.
type RequirementID string

// The requirements. A step lists those that lock it.
const (
	RequirementScriptStopped RequirementID = "script-stopped" // the script is verified to have stopped
	RequirementADSyncOff     RequirementID = "ad-sync-off"    // both toggles are off, at least confirmed
	RequirementNamesExact    RequirementID = "names-exact"    // no group differs or is in conflict
	RequirementDoctor        RequirementID = "doctor"         // doctor has no finding that is certain to block provisioning
	RequirementPathConfirmed RequirementID = "path-confirmed" // the path that can't be undone is confirmed by typing
)

var requirementIDs = []RequirementID{
	RequirementScriptStopped, RequirementADSyncOff, RequirementNamesExact,
	RequirementDoctor, RequirementPathConfirmed,
}

// step returns the id of the step that meets the requirement; doctor's has none.
func (g RequirementID) step() StepID {
	switch g {
	case RequirementDoctor:
		return ""
	case RequirementPathConfirmed:
		return StepChoosePath
	}
	return StepID(g)
}

// on reports whether a path has the requirement. A path that can be changed later needs no confirmation.
func (g RequirementID) on(p Path) bool { return g != RequirementPathConfirmed || p == Confidential }

// Requirements returns the requirements on the path.
func (w *Runbook) Requirements() []RequirementID { return requirementsOn(w.Path, requirementIDs) }

func requirementsOn(p Path, gates []RequirementID) []RequirementID {
	return slices.DeleteFunc(slices.Clone(gates), func(g RequirementID) bool { return !g.on(p) })
}

// Context is everything that the requirements check.
type Context struct {
	Now      time.Time // zero: observations never expire
	State    State
	Names    Names            // what will be sent: the comparison of the connected sides
	Arrived  Names            // what has arrived: the comparison with the endpoint at Dashlane
	Findings []doctor.Finding // doctor's findings for Facts
	Facts    doctor.Facts     // all known facts
	// Against are known facts that contradict what a step reported, because they are newer or verified.
	Against map[doctor.Fact]Observation
}

// finds reports whether doctor has this finding.
func (w Context) finds(id doctor.ID) bool {
	return slices.ContainsFunc(w.Findings, func(f doctor.Finding) bool { return f.ID == id })
}

// Blocker is a reason why a step can't be done yet.
type Blocker struct {
	ID   string `json:"id"` // the step that must come first, or the requirement
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
	// Next is what to do about it. In JSON, it is phrased for the command line.
	Next migrate.Remedies `json:"next"`
	// expired says that the only problem is an observation that is too old.
	expired bool
}

// String returns the blocker in one line.
func (b Blocker) String() string {
	s := b.What
	if b.Why != "" {
		s += ": " + b.Why
	}
	next := b.Next.String()
	return strings.TrimSuffix(s, ".") + ". " + strings.ToUpper(next[:1]) + strings.TrimSuffix(next[1:], ".") + "."
}

// Step returns the step that the blocker is about, or "" for a finding of doctor.
func (b Blocker) Step() StepID {
	if g := RequirementID(b.ID); slices.Contains(requirementIDs, g) {
		return g.step()
	}
	return StepID(b.ID)
}

// Blockers returns what locks a step, requirements first, or nothing if the step can be done.
func (w *Runbook) Blockers(step Step, context Context) []Blocker {
	var all []Blocker
	for _, g := range step.Requirements {
		all = append(all, w.unmet(g, context, step.ID)...)
	}
	all = append(all, w.needed(step, step.Requirements, context, map[StepID]bool{})...)
	if until := step.Wait.Until(context.State); context.Now.Before(until) && !context.Now.IsZero() {
		all = append(all, Blocker{
			ID: string(step.ID), What: "it can be confirmed from " + moment(until),
			Why: "the waiting time hasn't passed", Next: migrate.Advise("confirm it then"),
		})
	}
	return all
}

// needed returns the steps that must come first, and the steps behind them that failed or are no longer true.
func (w *Runbook) needed(step Step, gates []RequirementID, context Context, looked map[StepID]bool) []Blocker {
	var all []Blocker
	own := slices.DeleteFunc(slices.Clone(step.Needs), func(id StepID) bool { return looked[id] })
	for _, id := range own {
		looked[id] = true // mark before recursing, where open steps are skipped
	}
	for _, id := range own {
		isGate := slices.ContainsFunc(gates, func(g RequirementID) bool { return g.step() == id })
		before, err := w.Step(id)
		if err != nil {
			continue
		}
		r := context.State.Steps[id]
		switch {
		case r.Status.IsFinal():
			if why := before.against(r, context); why != "" && !isGate {
				all = append(all, Blocker{
					ID: string(id), What: fmt.Sprintf("step %d is no longer true", before.Number),
					Why: why, Next: migrate.Remedies{{Kind: migrate.RemedyRepeatStep, Step: string(id)}},
				})
			}
			for _, b := range w.needed(before, gates, context, looked) {
				if is := context.State.Steps[StepID(b.ID)].Status; is == Failed || is.IsFinal() {
					all = append(all, b)
				}
			}
		case isGate:
		case r.Status == Failed:
			all = append(all, Blocker{
				ID: string(id), What: fmt.Sprintf("step %d failed", before.Number), Why: before.Title,
				Next: migrate.Remedies{{Kind: migrate.RemedyRepeatStep, Step: string(id)}},
			})
		default:
			all = append(all, Blocker{
				ID: string(id), What: fmt.Sprintf("step %d comes first", before.Number), Why: before.Title,
				Next: migrate.Remedies{{Kind: migrate.RemedyCompleteStep, Step: string(id)}},
			})
		}
	}
	return all
}

// unmet returns why a requirement isn't met for a step. The id is empty for the requirement itself.
func (w *Runbook) unmet(g RequirementID, context Context, step StepID) []Blocker {
	if !g.on(w.Path) {
		return nil
	}
	switch g {
	case RequirementScriptStopped:
		return scriptBlockers(context)
	case RequirementADSyncOff:
		return adSyncBlockers(context)
	case RequirementNamesExact:
		return w.namesBlockers(context, step)
	case RequirementDoctor:
		return doctorBlockers(context)
	case RequirementPathConfirmed:
		return w.pathBlockers(context)
	}
	return nil
}

// pathBlockers is met when the path that can't be undone is confirmed by typing.
func (w *Runbook) pathBlockers(context Context) []Blocker {
	step, err := w.Step(StepChoosePath)
	if err != nil || step.Confirm == nil {
		return nil
	}
	r := context.State.Steps[StepChoosePath]
	if (r.Status == DoneVerified || r.Status == DoneConfirmed) && step.Confirm.Accepts(r.Typed) {
		return nil
	}
	return []Blocker{{
		ID: string(RequirementPathConfirmed), What: "the path isn't confirmed by typing", Why: step.Confirm.Why,
		Next: migrate.Advise("confirm step " + fmt.Sprint(step.Number) + " and type " + step.Confirm.Type),
	}}
}

// doctorBlockers returns doctor's certain findings. A finding about AD sync is left out if that requirement already
// reports it.
func doctorBlockers(context Context) []Blocker {
	var all []Blocker
	for _, f := range context.Findings {
		if !f.Blocks() || f.ID == doctor.ADSyncOn && len(adSyncBlockers(context)) > 0 {
			continue
		}
		all = append(all, Blocker{ID: string(f.ID), What: f.Title, Why: f.Why, Next: migrate.Advise(f.Next)})
	}
	return all
}
