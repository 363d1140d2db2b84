package names

// Difference is how two names of what may be one group differ.
type Difference struct {
	Kinds Kinds
	// Score is 1 where folding alone makes the names equal, and between 0 and
	// 1 where a typing error is left. Unrelated names have 0.
	Score float64
}

// Compare says whether two names are variants of one name and how they differ.
// Identical names are variants without any kind. It is symmetric.
func Compare(a, b string) (Difference, bool) {
	if a == b {
		return Difference{Score: 1}, true
	}
	return Difference{}, false
}
