package playbook

import (
	"maps"
	"reflect"
)

// MigrateState takes a state over from another way: what was noted of a step stays
// where the step reads the same on both ways and is about both. What a look found
// against a step goes along on every way: another look alone takes it back. It
// returns the ids of the steps that are open again because they read otherwise, in
// the order of the other way. What was forced stays in State.Forced.
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
		// What was typed holds where the same words are asked for.
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
