package names

// Mark is one place where two names differ.
type Mark struct {
	AStart, AEnd int // byte offsets in the first name; equal where nothing stands there
	BStart, BEnd int // the same in the second
	Kind         Kind
	Text         string // plain words, safe for a terminal
}

// Explain returns the places where a and b differ, in order, each in words for
// a person. Identical names have none.
func Explain(a, b string) []Mark { return nil }
