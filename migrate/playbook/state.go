package playbook

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/doctor"
)

// Status is how a step stands.
type Status string

// The statuses. Ready and Blocked are worked out, the others are kept.
const (
	Ready        Status = "ready"
	Blocked      Status = "blocked"
	Running      Status = "running"
	DoneVerified Status = "done-verified" // the program saw it
	DoneAttested Status = "done-attested" // the admin said so
	Failed       Status = "failed"
	NotNeeded    Status = "not-needed"
)

// Kept reports whether a record may have this status; see Record.
func (s Status) Kept() bool {
	return slices.Contains([]Status{"", Running, DoneVerified, DoneAttested, Failed, NotNeeded}, s)
}

// IsFinal reports whether nothing is left to do for the step.
func (s Status) IsFinal() bool { return s == DoneVerified || s == DoneAttested || s == NotNeeded }

// Evidence is the grade of what is known of a step: verified, attested or open.
func (s Status) Evidence() string {
	switch s {
	case DoneVerified:
		return "verified"
	case DoneAttested, NotNeeded:
		return "attested"
	}
	return "open"
}

// Words is the status for people.
func (s Status) Words() string {
	switch s {
	case DoneVerified:
		return "done, verified"
	case DoneAttested:
		return "done, confirmed"
	case NotNeeded:
		return "not needed"
	}
	return string(s)
}

// State is what has been done on one way. It holds no secret and is kept by
// others, as JSON. The zero State is one in which nothing has been done.
type State struct {
	Steps map[StepID]Record `json:"steps,omitempty"` // by the step's id
	// Forced lists the interlocks that someone overrode, first to last; it is
	// never shortened.
	Forced []Forced `json:"forced,omitempty"`
	// CertainAt is from when a scan can make it certain that the script has stopped; zero
	// where that isn't known, or more than time is needed.
	CertainAt time.Time `json:"certain_at,omitzero"`
}

// Record is what is known of one step.
type Record struct {
	Status Status    `json:"status"` // empty: the step is open, and words were typed for it
	At     time.Time `json:"at"`
	// Since is when it was done first, where it has held since then.
	Since  time.Time `json:"since,omitzero"`
	By     string    `json:"by,omitempty"`    // who
	Saw    string    `json:"saw,omitempty"`   // what the probe saw, what the admin said, or why it failed
	Probe  Probe     `json:"probe,omitempty"` // done-verified and failed alone
	Typed  string    `json:"typed,omitempty"` // the words that were typed to confirm
	Forced bool      `json:"forced,omitempty"`
	// Refuted is what the last look found against the step, kept whatever is said of
	// it until a look sees it done.
	Refuted string `json:"refuted,omitempty"`
}

// Refutation is what the last look found against the step; empty for nothing.
func (r Record) Refutation() string {
	if r.Refuted == "" && r.Status == Failed && r.Probe != "" {
		return cmp.Or(r.Saw, "it isn't done")
	}
	return r.Refuted
}

// overrides reports whether an admin said that the step is done over what stood
// against it. An override stands until it is taken back.
func (r Record) overrides() bool { return r.Forced && r.Status == DoneAttested }

// Forced is one override of interlocks.
type Forced struct {
	Step   StepID    `json:"step"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
	Reason string    `json:"reason"`
	Over   []string  `json:"over"` // the blockers that stood against it, in words
}

// with returns a copy in which one record is set.
func (s State) with(id StepID, r Record) State {
	steps := maps.Clone(s.Steps)
	if steps == nil {
		steps = map[StepID]Record{}
	}
	steps[id] = r
	return State{Steps: steps, Forced: slices.Clone(s.Forced), CertainAt: s.CertainAt}
}

// Facts returns what the steps that are done tell the doctor.
func (w *Runbook) Facts(s State) doctor.Facts {
	facts := doctor.Facts{doctor.Path: string(w.Path)}
	w.eachTold(s, func(key, value string, _ Record) { facts[doctor.Fact(key)] = value })
	return facts
}

// ReportedBy returns what is noted of the step that tells each of these facts.
func (w *Runbook) ReportedBy(s State) map[doctor.Fact]Record {
	told := map[doctor.Fact]Record{}
	w.eachTold(s, func(key, _ string, r Record) { told[doctor.Fact(key)] = r })
	return told
}

// tells reports whether one of the step's facts is such.
func (s Step) tells(such func(doctor.Fact) bool) bool {
	return slices.ContainsFunc(s.facts, func(fact toldFact) bool {
		key, _, _ := strings.Cut(fact.text, "=")
		return such(doctor.Fact(key))
	})
}

// eachTold calls the function for each fact of each step that is done, in the
// order of the steps, those that are implied last and only where no step tells
// them. That the facts are the doctor's was checked when the playbook was read.
func (w *Runbook) eachTold(s State, do func(key, value string, r Record)) {
	told := map[string]bool{}
	for _, implies := range []bool{false, true} {
		for _, step := range w.Steps {
			r := s.Steps[step.ID]
			if r.Status != DoneVerified && r.Status != DoneAttested {
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
					r.Status = DoneAttested
				}
				do(key, value, r)
			}
		}
	}
}
