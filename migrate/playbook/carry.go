package playbook

import (
	"maps"
	"reflect"
)

// Carry takes a state over from another way: what was noted of a step stays
// where the step reads the same on both ways. It returns the ids of the steps
// that are open again because it does not, in the order of the other way. What
// was forced stays in State.Forced.
func (w *Walk) Carry(from *Walk, s State) (State, []string) {
	out := State{Steps: maps.Clone(s.Steps), Forced: s.Forced}
	var open []string
	for _, old := range from.Steps {
		if _, noted := s.Steps[old.ID]; !noted {
			continue
		}
		now, err := w.Step(old.ID)
		now.Number = old.Number
		if err == nil && reflect.DeepEqual(old, now) {
			continue
		}
		delete(out.Steps, old.ID)
		open = append(open, old.ID)
	}
	return out, open
}
