package doctor

import (
	"slices"
	"time"
)

// Schema names the form of the JSON.
const Schema = "ad2scim.doctor/v1"

// Report is an examination: the facts, as they were taken, and what follows.
type Report struct {
	Facts Facts // with greyed, which is yes unless said otherwise
	// Origins say where facts come from; those that are not in it were assumed.
	Origins []Origin
	// Contradictions are what was said or seen otherwise.
	Contradictions []Contradiction
	Findings       []Finding
	Way            []WayStep
}

// Origin is where a fact comes from.
type Origin struct {
	Fact   Fact      `json:"fact"`
	Value  string    `json:"value"`
	Grade  string    `json:"grade"`  // verified, attested or open
	Source string    `json:"source"` // the probe that saw it, or the person who said it
	Time   time.Time `json:"time"`
}

// Contradiction is a fact that is known in two ways.
type Contradiction struct {
	Counts  Origin `json:"counts"`
	Against Origin `json:"against"`
}

// Examine diagnoses the facts and finds the way out.
func Examine(f Facts) Report {
	f = f.Over(Facts{Greyed: Yes})
	return Report{Facts: f, Findings: Diagnose(f), Way: Way(f)}
}

// Blocks reports whether something is found that makes Set up unavailable.
func (r Report) Blocks() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID != NotGreyed })
}
