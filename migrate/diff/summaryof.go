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

// Total is how many rows there are, where a conflict counts once for all its groups.
func (s Summary) Total() int {
	n := 0
	for _, status := range Urgency() {
		n += s.Of(status)
	}
	return n
}

// Urgency orders the statuses by the work that they ask for, the most pressing first.
func Urgency() []Status { return []Status{Differs, Conflict, ADOnly, SCIMOnly, Exact} }
