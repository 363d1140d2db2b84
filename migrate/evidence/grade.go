package evidence

import (
	"strings"
	"unicode"
)

// Grade is how well something is known.
type Grade string

// The grades, with their JSON values.
const (
	Unknown   Grade = "open"     // not known
	Confirmed Grade = "attested" // confirmed by an admin
	Verified  Grade = "verified" // checked by the program
)

// Words returns the grade for people: its JSON value, except that "attested" reads as confirmed by an admin.
func (g Grade) Words() string {
	if g == Confirmed {
		return "confirmed"
	}
	return string(g)
}

// rank orders the grades, the weakest first. An unknown grade ranks lowest.
func (g Grade) rank() int {
	switch g {
	case Verified:
		return 2
	case Confirmed:
		return 1
	}
	return 0
}

// Compare returns a positive number if g is stronger than other, a negative one if it is weaker, and 0 if they are
// equal.
func (g Grade) Compare(than Grade) int { return g.rank() - than.rank() }

// IsReason reports whether a text is a usable reason: it must contain a letter or a digit.
func IsReason(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
	})
}
