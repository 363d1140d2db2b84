package doctor

// Schema names the form of the JSON.
const Schema = "ad2scim.doctor/v1"

// Report is an examination: the facts, as they were taken, and what follows.
type Report struct {
	Facts    Facts // with greyed, which is yes unless said otherwise
	Findings []Finding
	Way      []WayStep
}

// Examine diagnoses the facts and finds the way out.
func Examine(f Facts) Report {
	f = f.Over(Facts{Greyed: Yes})
	return Report{Facts: f, Findings: Diagnose(f), Way: Way(f)}
}
