package playbook

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/doctor"
)

// Status is the status of a step.
type Status string

// The statuses. Ready and Blocked are computed, the others are stored.
const (
	Ready         Status = "ready"
	Blocked       Status = "blocked"
	Running       Status = "running"
	DoneVerified  Status = "done-verified" // checked by the program
	DoneConfirmed Status = "done-attested" // confirmed by the admin
	Failed        Status = "failed"
	NotNeeded     Status = "not-needed"
)

// Kept reports whether a Record may have this status.
func (s Status) Kept() bool {
	return slices.Contains([]Status{"", Running, DoneVerified, DoneConfirmed, Failed, NotNeeded}, s)
}

// IsFinal reports whether nothing remains to do for the step.
func (s Status) IsFinal() bool { return s == DoneVerified || s == DoneConfirmed || s == NotNeeded }

// Evidence returns the grade of the status: verified, attested or open.
func (s Status) Evidence() string {
	switch s {
	case DoneVerified:
		return "verified"
	case DoneConfirmed, NotNeeded:
		return "attested"
	}
	return "open"
}

// Words returns the status for people.
func (s Status) Words() string {
	switch s {
	case DoneVerified:
		return "done, verified"
	case DoneConfirmed:
		return "done, confirmed"
	case NotNeeded:
		return "not needed"
	}
	return string(s)
}

// State is the progress on one path. It contains no secrets; callers store it as JSON. In the zero State, nothing
// has been done.
type State struct {
	Steps map[StepID]Record `json:"steps,omitempty"` // by the step's id
	// Forced are the overrides of requirements, in order. They are never removed.
	Forced []Forced `json:"forced,omitempty"`
	// CertainAt is the earliest time at which a scan can verify that the script has stopped. Zero if it isn't known, or
	// if time alone isn't enough.
	CertainAt time.Time `json:"certain_at,omitzero"`
}

// Record is what is known about a step.
type Record struct {
	Status Status    `json:"status"` // empty if the step is open and words were typed for it
	At     time.Time `json:"at"`
	// Since is when it was first done, if it has been true since then.
	Since  time.Time `json:"since,omitzero"`
	By     string    `json:"by,omitempty"`    // who
	Saw    string    `json:"saw,omitempty"`   // what the probe found, what the admin confirmed, or why it failed
	Probe  Probe     `json:"probe,omitempty"` // only with done-verified and failed
	Typed  string    `json:"typed,omitempty"` // the words typed to confirm
	Forced bool      `json:"forced,omitempty"`
	// Refuted is the last finding of a check against the step. It stays until a check finds the step done.
	Refuted string `json:"refuted,omitempty"`
}

// Refutation returns the last finding of a check against the step, or "".
func (r Record) Refutation() string {
	if r.Refuted == "" && r.Status == Failed && r.Probe != "" {
		return cmp.Or(r.Saw, "it isn't done")
	}
	return r.Refuted
}

// overrides reports whether an admin confirmed the step by overriding what was against it. An override is valid
// until it is undone.
func (r Record) overrides() bool { return r.Forced && r.Status == DoneConfirmed }

// Forced is one override of requirements.
type Forced struct {
	Step   StepID    `json:"step"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
	Reason string    `json:"reason"`
	Over   []string  `json:"over"` // what was overridden, in words
}

// withRecord returns a copy with one record set.
func (s State) withRecord(id StepID, r Record) State {
	steps := maps.Clone(s.Steps)
	if steps == nil {
		steps = map[StepID]Record{}
	}
	steps[id] = r
	return State{Steps: steps, Forced: slices.Clone(s.Forced), CertainAt: s.CertainAt}
}

// Facts returns the facts that the finished steps report to doctor.
func (w *Runbook) Facts(s State) doctor.Facts {
	facts := doctor.Facts{doctor.Path: string(w.Path)}
	w.eachReported(s, func(key, value string, _ Record) { facts[doctor.Fact(key)] = value })
	return facts
}

// ReportedBy returns, for each fact, the record of the step that reported it.
func (w *Runbook) ReportedBy(s State) map[doctor.Fact]Record {
	told := map[doctor.Fact]Record{}
	w.eachReported(s, func(key, _ string, r Record) { told[doctor.Fact(key)] = r })
	return told
}

// tells reports whether one of the step's facts fulfills the condition.
func (s Step) tells(such func(doctor.Fact) bool) bool {
	return slices.ContainsFunc(s.facts, func(fact reportedFact) bool {
		key, _, _ := strings.Cut(fact.text, "=")
		return such(doctor.Fact(key))
	})
}

// eachReported calls do for each fact of each finished step, in the order of the steps. Implied facts come last, and
// only if no step reported them. The facts were validated when the playbook was read.
func (w *Runbook) eachReported(s State, do func(key, value string, r Record)) {
	told := map[string]bool{}
	for _, implies := range []bool{false, true} {
		for _, step := range w.Steps {
			r := s.Steps[step.ID]
			if r.Status != DoneVerified && r.Status != DoneConfirmed {
				continue
			}
			for _, fact := range step.facts {
				key, value, _ := strings.Cut(fact.text, "=")
				if (fact.tells == implied) != implies || fact.tells == ifConfirmed && r.Status == DoneVerified || implies &&
					told[key] {
					continue
				}
				told[key] = true
				if implies {
					r.Status = DoneConfirmed
				}
				do(key, value, r)
			}
		}
	}
}
