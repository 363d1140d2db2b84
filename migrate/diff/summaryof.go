package diff

// Of returns how many rows have a status. A conflict counts once for all its groups.
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

// Urgency returns the statuses in the order in which they need work, the most urgent first.
func Urgency() []Status { return []Status{Differs, Conflict, ADOnly, SCIMOnly, Exact} }
