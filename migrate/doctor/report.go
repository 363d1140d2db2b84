package doctor

import (
	"slices"
	"time"
)

// Schema is the schema of the JSON.
const Schema = "ad2scim.doctor/v1"

// Report is the result of a diagnosis: the facts, and what follows from them.
type Report struct {
	Facts Facts // with greyed, which is yes by default
	// Origins are the sources of the facts. Facts without one were assumed.
	Origins []Origin
	// Contradictions are values that were stated or observed in addition to the one that counts.
	Contradictions []Contradiction
	Findings       []Finding
	Remediation    []RemediationStep
}

// Origin is a fact with its source.
type Origin struct {
	Fact   Fact      `json:"fact"`
	Value  string    `json:"value"`
	Grade  string    `json:"grade"`  // verified, attested or open
	Source string    `json:"source"` // the probe that observed it, or the person who confirmed it
	Time   time.Time `json:"time"`
}

// Contradiction is a fact with two different values.
type Contradiction struct {
	Counts  Origin `json:"counts"`
	Against Origin `json:"against"`
}

// Examine diagnoses the facts and returns what to do.
func Examine(f Facts) Report {
	f = f.WithDefaults(Facts{Greyed: Yes})
	return Report{Facts: f, Findings: Diagnose(f), Remediation: RemediationPlan(f)}
}

// Blocks reports whether a finding makes Set up unavailable.
func (r Report) Blocks() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID != NotGreyed })
}
