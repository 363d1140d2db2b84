package names

import (
	"slices"
)

// Kinds returns Similar, and the layers that must be folded so that only the typing error
// remains between two names with these spellings. It is false if no set of layers does that,
// because letters of the same script were taken for look-alikes.
func (t Typo) Kinds(a, b string) (Kinds, bool) {
	a, b = differingPart(a, b)
	present := layersOf(a) | layersOf(b)
	if present.Has(Lookalike) && !severalScripts(a+b) {
		present = present.Without(Lookalike)
	}
	p := pair{a: a, b: b}
	for _, kinds := range bySize {
		if kinds&present == kinds && p.near(kinds) {
			return kinds.With(Similar), true
		}
	}
	return 0, false
}

// near reports whether the names differ by at most one letter once the layers are folded.
func (p *pair) near(kinds Kinds) bool {
	p.runesA = p.runesOf(p.runesA[:0], p.a, kinds)
	p.runesB = p.runesOf(p.runesB[:0], p.b, kinds)
	_, one := oneEdit(p.runesA, p.runesB)
	return one || slices.Equal(p.runesA, p.runesB)
}

func (p *pair) runesOf(dst []rune, name string, kinds Kinds) []rune {
	p.bufA = appendFolded(p.bufA[:0], name, kinds, lookSmall)
	if kinds.Has(Accents) {
		p.bufA = appendAccentLetters(nil, string(p.bufA), accentIn)
	}
	return runesOf(dst, p.bufA, kinds.Has(Unicode))
}
