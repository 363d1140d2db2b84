package evidence

import (
	"strings"
	"unicode"
)

// Grade says how well something is known.
type Grade string

// The grades, as JSON has them.
const (
	Open      Grade = "open"     // not known
	Confirmed Grade = "attested" // an admin said so
	Verified  Grade = "verified" // the program checked it itself
)

// Words says a grade to people: the value that JSON has, but for one that an admin confirmed.
func (g Grade) Words() string {
	if g == Confirmed {
		return "confirmed"
	}
	return string(g)
}

// rank orders the grades, the weakest first. A grade that is not known is the weakest.
func (g Grade) rank() int {
	switch g {
	case Verified:
		return 2
	case Confirmed:
		return 1
	}
	return 0
}

// Better compares two grades: positive where g is the stronger one, 0 where they are
// equal.
func (g Grade) Better(than Grade) int { return g.rank() - than.rank() }

// IsReason reports whether a text says why: it holds a letter or a digit. Blanks and
// characters that show nothing say nothing.
func IsReason(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
	})
}
