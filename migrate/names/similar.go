package names

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kinds returns Similar and the layers that have to be folded for nothing but
// the typing error to be left between two names with these spellings. It is false if
// no set of layers does that: if letters of one script were taken for
// look-alikes.
func (t Typo) Kinds(a, b string) (Kinds, bool) {
	a, b = differingPart(a, b)
	present := layersOf(a) | layersOf(b)
	if present.Has(Lookalike) && !severalScripts(a+b) {
		present = present.Without(Lookalike)
	}
	p := pair{a: a, b: b}
	ways := []func(x, y []rune) bool{atMostOneEdit, apartByEditAndAccents}
	if t.kind == accentTypo {
		ways = []func(x, y []rune) bool{apartByAccents}
	}
	for _, near := range ways {
		for _, kinds := range bySize {
			if kinds&present == kinds && p.near(kinds, near) {
				return kinds.With(Similar), true
			}
		}
	}
	return 0, false
}

func (p *pair) near(kinds Kinds, near func(x, y []rune) bool) bool {
	p.bufA = appendFolded(p.bufA[:0], p.a, kinds, lookSmall)
	p.bufB = appendFolded(p.bufB[:0], p.b, kinds, lookSmall)
	p.runesA, p.runesB = runesOf(p.runesA[:0], p.bufA, kinds.Has(Unicode)), runesOf(p.runesB[:0], p.bufB, kinds.Has(Unicode))
	return near(p.runesA, p.runesB)
}

func atMostOneEdit(a, b []rune) bool {
	_, one := oneEdit(a, b)
	return one || slices.Equal(a, b)
}

func apartByAccents(a, b []rune) bool {
	return slices.Equal(withoutAccents(a), withoutAccents(b))
}

func apartByEditAndAccents(a, b []rune) bool {
	return atMostOneEdit(withoutAccents(a), withoutAccents(b))
}

func withoutAccents(name []rune) []rune {
	var out []rune
	var base rune
	for _, r := range name {
		if r > unicode.MaxRune {
			out, base = append(out, r), r
			continue
		}
		for _, part := range norm.NFD.String(string(r)) {
			if unicode.Is(unicode.Mn, part) && dropsAccent(base) {
				continue
			}
			out = append(out, part)
			if !unicode.IsMark(part) {
				base = part
			}
		}
	}
	return out
}
