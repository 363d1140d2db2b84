package playbook

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// GateID identifies a requirement.
type GateID string

// The requirements. A step lists those that lock it.
const (
	GateScriptStopped GateID = "script-stopped" // the script is verified to have stopped
	GateADSyncOff     GateID = "ad-sync-off"    // both toggles are off, at least confirmed
	GateNamesExact    GateID = "names-exact"    // no group differs or is in conflict
	GateDoctor        GateID = "doctor"         // doctor has no finding that is certain to block provisioning
	GatePathConfirmed GateID = "path-confirmed" // the path that can't be undone is confirmed by typing
)

var gateIDs = []GateID{GateScriptStopped, GateADSyncOff, GateNamesExact, GateDoctor, GatePathConfirmed}

// step returns the id of the step that meets the requirement; doctor's has none.
func (g GateID) step() StepID {
	switch g {
	case GateDoctor:
		return ""
	case GatePathConfirmed:
		return StepChoosePath
	}
	return StepID(g)
}

// on reports whether a path has the requirement. A path that can be changed later needs no confirmation.
func (g GateID) on(p Path) bool { return g != GatePathConfirmed || p == Confidential }

// Gates returns the requirements on the path.
func (w *Runbook) Gates() []GateID { return gatesOn(w.Path, gateIDs) }

func gatesOn(p Path, gates []GateID) []GateID {
	return slices.DeleteFunc(slices.Clone(gates), func(g GateID) bool { return !g.on(p) })
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
	if g := GateID(b.ID); slices.Contains(gateIDs, g) {
		return g.step()
	}
	return StepID(b.ID)
}

// Gate returns what locks a step, requirements first, or nothing if the step can be done.
func (w *Runbook) Gate(step Step, context Context) []Blocker {
	var all []Blocker
	for _, g := range step.Gates {
		all = append(all, w.gate(g, context, step.ID)...)
	}
	all = append(all, w.needed(step, step.Gates, context, map[StepID]bool{})...)
	if until := step.Wait.Until(context.State); context.Now.Before(until) && !context.Now.IsZero() {
		all = append(all, Blocker{
			ID: string(step.ID), What: "it can be confirmed from " + moment(until),
			Why: "the waiting time hasn't passed", Next: migrate.Advise("confirm it then"),
		})
	}
	return all
}

// needed returns the steps that must come first, and the steps behind them that failed or are no longer true.
func (w *Runbook) needed(step Step, gates []GateID, context Context, looked map[StepID]bool) []Blocker {
	var all []Blocker
	own := slices.DeleteFunc(slices.Clone(step.Needs), func(id StepID) bool { return looked[id] })
	for _, id := range own {
		looked[id] = true // mark before recursing, where open steps are skipped
	}
	for _, id := range own {
		isGate := slices.ContainsFunc(gates, func(g GateID) bool { return g.step() == id })
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

// gate returns why a requirement isn't met for a step. The id is empty for the requirement itself.
func (w *Runbook) gate(g GateID, context Context, step StepID) []Blocker {
	if !g.on(w.Path) {
		return nil
	}
	switch g {
	case GateScriptStopped:
		return scriptGate(context)
	case GateADSyncOff:
		return adSyncGate(context)
	case GateNamesExact:
		return w.namesGate(context, step)
	case GateDoctor:
		return doctorGate(context)
	case GatePathConfirmed:
		return w.pathGate(context)
	}
	return nil
}

// pathGate is met when the path that can't be undone is confirmed by typing.
func (w *Runbook) pathGate(context Context) []Blocker {
	step, err := w.Step(StepChoosePath)
	if err != nil || step.Confirm == nil {
		return nil
	}
	r := context.State.Steps[StepChoosePath]
	if (r.Status == DoneVerified || r.Status == DoneAttested) && step.Confirm.Accepts(r.Typed) {
		return nil
	}
	return []Blocker{{
		ID: string(GatePathConfirmed), What: "the path isn't confirmed by typing", Why: step.Confirm.Why,
		Next: migrate.Advise("confirm step " + fmt.Sprint(step.Number) + " and type " + step.Confirm.Type),
	}}
}

// doctorGate returns doctor's certain findings. A finding about AD sync is left out if that requirement already
// reports it.
func doctorGate(context Context) []Blocker {
	var all []Blocker
	for _, f := range context.Findings {
		if !f.Blocks() || f.ID == doctor.ADSyncOn && len(adSyncGate(context)) > 0 {
			continue
		}
		all = append(all, Blocker{ID: string(f.ID), What: f.Title, Why: f.Why, Next: migrate.Advise(f.Next)})
	}
	return all
}
