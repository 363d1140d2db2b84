package playbook

import (
	"maps"
	"reflect"
)

// MigrateState converts a state to another path. The record of a step is kept if the step reads the same on both
// paths and isn't specific to one. A finding of a check against a step is always kept; only another check removes
// it. Overrides stay in State.Forced. It returns the ids of the steps that are reopened because they read
// differently, in the order of the new path.
func (w *Runbook) MigrateState(from *Runbook, s State) (State, []StepID) {
	out := State{Steps: maps.Clone(s.Steps), Forced: s.Forced, CertainAt: s.CertainAt}
	same := w.Path == from.Path && w.IDP == from.IDP
	var open []StepID
	for _, old := range from.Steps {
		if _, noted := s.Steps[old.ID]; !noted {
			continue
		}
		now, err := w.Step(old.ID)
		now.Number = old.Number
		if err == nil && reflect.DeepEqual(old, now) && (same || !now.PerProvider) {
			continue
		}
		was := s.Steps[old.ID]
		left := Record{}
		// Typed words are kept if the new path asks for the same words.
		if err == nil && old.Confirm != nil && now.Confirm != nil && *old.Confirm == *now.Confirm {
			left.Typed = was.Typed
		}
		if found := was.Refutation(); found != "" {
			left.Status, left.At, left.By, left.Saw, left.Probe, left.Refuted = Failed, was.At, was.By, found, old.Check, found
		}
		if out.Steps[old.ID] = left; left == (Record{}) {
			delete(out.Steps, old.ID)
		}
		if was.Status != "" && was.Status != left.Status {
			open = append(open, old.ID)
		}
	}
	return out, open
}
