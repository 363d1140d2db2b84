package playbook

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// GateID names an interlock.
type GateID string

// The interlocks. A step names those that keep it shut.
const (
	GateScriptStopped GateID = "script-stopped" // the script is verified to have stopped
	GateADSyncOff     GateID = "ad-sync-off"    // both toggles are at least attested off
	GateNamesExact    GateID = "names-exact"    // no group differs or is in conflict
	GateDoctor        GateID = "doctor"         // no finding says for certain that it cannot work
	GatePathConfirmed GateID = "path-confirmed" // the way without return is confirmed by typing
)

var gateIDs = []GateID{GateScriptStopped, GateADSyncOff, GateNamesExact, GateDoctor, GatePathConfirmed}

// step is the id of the step that opens the gate; the doctor has none.
func (g GateID) step() StepID {
	switch g {
	case GateDoctor:
		return ""
	case GatePathConfirmed:
		return StepChoosePath
	}
	return StepID(g)
}

// on reports whether a way has the gate: where one can go back from the choice of
// the path, nothing is to be confirmed.
func (g GateID) on(p Path) bool { return g != GatePathConfirmed || p == Confidential }

// Gates lists the interlocks of the way.
func (w *Runbook) Gates() []GateID { return gatesOn(w.Path, gateIDs) }

func gatesOn(p Path, gates []GateID) []GateID {
	return slices.DeleteFunc(slices.Clone(gates), func(g GateID) bool { return !g.on(p) })
}

// Context is all that the gates look at.
type Context struct {
	Now      time.Time // zero: whatever was seen counts, however old
	State    State
	Names    Names            // of what will be sent: the connected sides
	Arrived  Names            // of what has arrived: the endpoint at Dashlane
	Findings []doctor.Finding // of the doctor, over all facts that are known
	Facts    doctor.Facts     // those facts
	// Against are the facts that are known against what a step tells: later, or
	// better.
	Against map[doctor.Fact]Observation
}

// finds reports whether the doctor has found this.
func (w Context) finds(id doctor.ID) bool {
	return slices.ContainsFunc(w.Findings, func(f doctor.Finding) bool { return f.ID == id })
}

// Blocker is one reason why a step cannot be done yet.
type Blocker struct {
	ID   string `json:"id"` // of the step that must come first, or of the gate
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
	// Next is what to do about it; in JSON the words of the command line.
	Next migrate.Remedies `json:"next"`
	// expired says that what was seen is too old, and nothing else is against it.
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

// Step is the step that the blocker is about; empty for what the doctor has found.
func (b Blocker) Step() StepID {
	if g := GateID(b.ID); slices.Contains(gateIDs, g) {
		return g.step()
	}
	return StepID(b.ID)
}

// Gate returns what keeps a step shut, interlocks first; nothing if it may be
// done.
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

// needed lists the steps that must come first, and those behind them that have
// failed or do not hold any more, since they were done.
func (w *Runbook) needed(step Step, gates []GateID, context Context, looked map[StepID]bool) []Blocker {
	var all []Blocker
	own := slices.DeleteFunc(slices.Clone(step.Needs), func(id StepID) bool { return looked[id] })
	for _, id := range own {
		looked[id] = true // before those behind them, of which an open one is left out
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

// gate returns what keeps a gate shut for a step; the step's id is empty for the
// gate as such.
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

// pathGate is shut until the way without return is settled, with the words typed.
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

// doctorGate lists what the doctor holds for certain. Its word on AD sync is
// left out while that gate says the same.
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
