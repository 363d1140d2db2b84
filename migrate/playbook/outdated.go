package playbook

import (
	"fmt"
	"time"

	"ad2scim/migrate/doctor"
)

// transientFacts are facts about one moment. They are valid until something that the page shows changes.
var transientFacts = []doctor.Fact{doctor.ReloggedIn, doctor.Greyed}

// outdated returns the transient facts that are no longer valid, with the reason: a step that theirs depends on was
// repeated, or a known fact changed. They no longer matter when SCIM is on.
func (w *Runbook) outdated(s State, known map[doctor.Fact]Observation, now doctor.Facts) map[doctor.Fact]Observation {
	if now[w.Path.SCIM()] == doctor.On {
		return nil
	}
	out := map[doctor.Fact]Observation{}
	for _, k := range transientFacts {
		v, isKnown := known[k]
		step, isTold := w.reportingStep(s, k)
		if !isTold {
			if why := doctor.Outdated(origin(k, v), w.origins(s, known)); isKnown && why != "" {
				out[k] = Observation{Why: why}
			}
			continue
		}
		at := s.Steps[step.ID].At
		if value := w.reportedFacts(s)[k].Value; isKnown && v.Value == value && v.At.After(at) {
			at = v.At
		}
		for _, before := range w.transitiveNeeds(step, map[StepID]bool{}) {
			r := s.Steps[before.ID]
			if r.Status.IsFinal() && before.changesPage() && r.ValidSince().After(at) {
				out[k] = Observation{
					Value: doctor.Unknown, At: r.ValidSince(), Grade: r.Status.Evidence(),
					Why: fmt.Sprintf("step %d, %s, was repeated after it", before.Number, before.ID),
				}
			}
		}
	}
	return out
}

// reportingStep returns the finished step that reports a fact.
func (w *Runbook) reportingStep(s State, k doctor.Fact) (Step, bool) {
	for _, step := range w.Steps {
		if r := s.Steps[step.ID].Status; (r == DoneVerified || r == DoneConfirmed) &&
			step.tells(func(f doctor.Fact) bool { return f == k }) {
			return step, true
		}
	}
	return Step{}, false
}

// transitiveNeeds returns the steps that a step needs, directly or indirectly.
func (w *Runbook) transitiveNeeds(step Step, looked map[StepID]bool) []Step {
	var all []Step
	for _, id := range step.Needs {
		before, err := w.Step(id)
		if err != nil || looked[id] {
			continue
		}
		looked[id] = true
		all = append(append(all, before), w.transitiveNeeds(before, looked)...)
	}
	return all
}

// changesPage reports whether the step changes what the page shows at a login. A login itself counts as a change
// too.
func (s Step) changesPage() bool {
	return s.tells(func(f doctor.Fact) bool { return f.OnThePage() || f == doctor.ReloggedIn })
}

// origins returns the facts for doctor, those that steps reported first.
func (w *Runbook) origins(s State, known map[doctor.Fact]Observation) []doctor.Origin {
	var all []doctor.Origin
	w.eachReported(s, func(key, value string, r Record) {
		all = append(all, origin(doctor.Fact(key), Observation{Value: value, At: r.ValidSince(), Grade: r.Status.Evidence()}))
	})
	for k, v := range known {
		all = append(all, origin(k, v))
	}
	return all
}

func origin(k doctor.Fact, v Observation) doctor.Origin {
	return doctor.Origin{Fact: k, Value: v.Value, Grade: v.Grade, Time: v.At}
}

// ValidSince returns when a step was completed without having been in doubt since. Later checks and confirmations
// with the same result don't change it.
func (r Record) ValidSince() time.Time {
	if r.Since.IsZero() || r.At.Before(r.Since) {
		return r.At
	}
	return r.Since
}
