package playbook

import (
	"slices"
	"time"

	"ad2scim/migrate/doctor"
)

// Observation is the value of a fact, with its time and grade: verified, attested or open.
type Observation struct {
	Value string
	At    time.Time
	Grade string
	// Why is the reason why a reported fact is no longer true, if its new value isn't known.
	Why string
}

// strength orders the grades.
func strength(grade string) int {
	return slices.Index([]string{"open", "attested", "verified"}, grade)
}

// agree reports whether two values of a fact have the same consequences: a script that doesn't exist can't run,
// like a disabled one.
func agree(a, b string) bool {
	quiet := []string{"disabled", "absent"}
	return a == b || slices.Contains(quiet, a) && slices.Contains(quiet, b)
}

// alarming reports whether a value of a fact means that AD sync can still change what SCIM sends.
func alarming(k doctor.Fact, value string) bool {
	return k == doctor.ADSyncScript && (value == "scheduled" || value == "running") ||
		k == doctor.ADSync && value != doctor.Off && value != doctor.Unknown
}

// Resolve decides between the value of a fact that a step reported and a known value from another source. The newer
// one counts, unless it was only confirmed and the older one was verified. If the other value is alarming, it is
// shown even then; contradicted says that it contradicts the step.
func Resolve(k doctor.Fact, told, known Observation) (counts, shown Observation, contradicted bool) {
	newer := known.At.After(told.At)
	if agree(told.Value, known.Value) {
		if newer {
			return known, known, false
		}
		return told, told, false
	}
	better := strength(known.Grade) - strength(told.Grade)
	switch {
	case newer && better >= 0, better > 0 && alarming(k, known.Value):
		return known, known, true
	case newer:
		return told, known, true
	}
	return told, told, false
}

// Evaluate returns the context of a state. Its facts come from the finished steps and from known; see Resolve.
func (w *Runbook) Evaluate(s State, known map[doctor.Fact]Observation, n Names) Context {
	told := w.reportedFacts(s)
	facts, said, against := doctor.Facts{}, doctor.Facts{}, map[doctor.Fact]Observation{}
	for k, t := range told {
		counts, shown, contradicted := t, t, false
		if v, there := known[k]; there {
			if counts, shown, contradicted = Resolve(k, t, v); contradicted {
				against[k] = v
			}
		}
		facts[k], said[k] = counts.Value, shown.Value
	}
	for k, v := range known {
		if _, there := told[k]; !there {
			facts[k], said[k] = v.Value, v.Value
		}
	}
	facts[doctor.Path], said[doctor.Path] = string(w.Path), string(w.Path)
	for k, v := range w.outdated(s, known, facts) {
		if _, there := told[k]; there {
			against[k] = v
		}
		delete(facts, k)
		delete(said, k)
	}
	context := Context{State: s, Names: n, Findings: doctor.Diagnose(facts), Facts: facts, Against: against}
	for _, f := range doctor.Diagnose(said) {
		if (f.Blocks() || f.ID == doctor.ADSyncScriptActive) && !context.finds(f.ID) {
			context.Findings = append(context.Findings, f)
		}
	}
	return context
}

// reportedFacts returns the facts that the finished steps report.
func (w *Runbook) reportedFacts(s State) map[doctor.Fact]Observation {
	told := map[doctor.Fact]Observation{}
	w.eachReported(s, func(key, value string, r Record) {
		told[doctor.Fact(key)] = Observation{Value: value, At: r.ValidSince(), Grade: r.Status.Evidence()}
	})
	return told
}
