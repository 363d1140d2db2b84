package diff

// Of is how many rows have a status, where a conflict counts once for all its groups.
func (s Summary) Of(status Status) int {
	switch status {
	case Exact:
		return s.Exact
	case Differs:
		return s.Differs
	case Conflict:
		return s.Conflicts
	case ADOnly:
		return s.ADOnly
	}
	return s.SCIMOnly
}

// Urgency orders the statuses by the work that they ask for, the most pressing first.
func Urgency() []Status { return []Status{Differs, Conflict, ADOnly, SCIMOnly, Exact} }
