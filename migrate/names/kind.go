package names

import (
	"cmp"
	"encoding/json"
	"math/bits"
	"strings"

	"ad2scim/migrate"
)

// Kind is one way in which two names can differ.
type Kind uint8

// The kinds, in the order in which they are listed. Those before Similar are layers that can
// be folded.
const (
	Case        Kind = iota // capital and small letters (Unicode full case folding)
	Spacing                 // white space: leading, trailing, repeated, missing, or another character
	Invisible               // invisible characters
	Unicode                 // composed and decomposed letters, full-width forms, ligatures
	Punctuation             // separators, dashes, quotes and brackets
	Accents                 // letters without their marks, with another mark, or rewritten: é/e, è/é, ü/ue
	Lookalike               // letters of another script that look the same (UTS #39)
	Similar                 // a typing error; carries a score
	SideWide                // the difference that all names of one side have
	Renamed                 // another name: paired by identity or by a person
	kindCount
)

var kindWords = [kindCount]string{
	"case", "spacing", "invisible", "unicode", "punctuation", "accents", "lookalike",
	"similar", "side-wide", "renamed",
}

// AllKinds lists every kind in its order.
func AllKinds() []Kind {
	all := make([]Kind, kindCount)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// String returns the word of the kind for JSON and the command line.
func (k Kind) String() string {
	if k < kindCount {
		return kindWords[k]
	}
	return "unknown"
}

// ParseKind returns the kind with this word. An unknown word is BadInput.
func ParseKind(word string) (Kind, error) {
	for i, w := range kindWords {
		if w == word {
			return Kind(i), nil
		}
	}
	return 0, &migrate.Problem{
		Class: migrate.BadInput, What: migrate.Quote(word) + " is not a kind of difference",
		Next: "give one of " + strings.Join(kindWords[:], ", "),
	}
}

// Kinds is a set of kinds.
type Kinds uint16

// NewKinds returns the set of the given kinds.
func NewKinds(list ...Kind) Kinds {
	var s Kinds
	for _, k := range list {
		s = s.With(k)
	}
	return s
}

// With returns the set with k in it.
func (s Kinds) With(k Kind) Kinds { return s | 1<<k }

// Without returns the set without k.
func (s Kinds) Without(k Kind) Kinds { return s &^ (1 << k) }

// Has reports whether k is in the set.
func (s Kinds) Has(k Kind) bool { return s&(1<<k) != 0 }

// Empty reports whether the set has no kind.
func (s Kinds) Empty() bool { return s == 0 }

// Len returns the number of kinds in the set.
func (s Kinds) Len() int { return bits.OnesCount16(uint16(s)) }

// List returns the kinds of the set in their order.
func (s Kinds) List() []Kind {
	list := make([]Kind, 0, s.Len())
	for k := range kindCount {
		if s.Has(k) {
			list = append(list, k)
		}
	}
	return list
}

// Strings returns the words of the set in the order of the kinds; never nil.
func (s Kinds) Strings() []string {
	words := make([]string, 0, s.Len())
	for _, k := range s.List() {
		words = append(words, k.String())
	}
	return words
}

// String returns the words separated by commas: "case, spacing".
func (s Kinds) String() string { return strings.Join(s.Strings(), ", ") }

// MarshalJSON encodes the set as an array of words.
func (s Kinds) MarshalJSON() ([]byte, error) { return json.Marshal(s.Strings()) }

// UnmarshalJSON reads an array of words.
func (s *Kinds) UnmarshalJSON(data []byte) error {
	var words []string
	if err := json.Unmarshal(data, &words); err != nil {
		return err
	}
	var set Kinds
	for _, w := range words {
		k, err := ParseKind(w)
		if err != nil {
			return err
		}
		set = set.With(k)
	}
	*s = set
	return nil
}

// Certain reports whether the names differ only in layers, so that nobody has to confirm that
// the pair is the same group, and the names can be made equal one by one.
func (s Kinds) Certain() bool { return s&^Foldable == 0 }

// Compare orders two sets from the smaller difference to the larger: layers only before a
// typing error, then fewer kinds, then the order of the kinds. It returns -1, 0 or 1.
func (s Kinds) Compare(t Kinds) int {
	return cmp.Compare(s.rank(), t.rank())
}

// rank is smaller for a smaller difference.
func (s Kinds) rank() int {
	// Reversed, so that of two sets of the same size the one with the earliest kind has the
	// higher bits.
	r := s.Len()<<16 | int(^bits.Reverse16(uint16(s)))&0xffff
	if s.Has(Similar) {
		r |= 1 << 24
	}
	return r
}
