package names

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Difference says how two names that may belong to the same group differ.
type Difference struct {
	Kinds Kinds
	// Score is 1 if folding alone makes the names equal, between 0 and 1 if a typing error
	// remains, and 0 for unrelated names.
	Score float64
}

// Compare reports whether two names are variants of each other, and how they differ.
// Identical names are variants without any kind. It is symmetric.
func Compare(a, b string) (Difference, bool) {
	if a == b {
		return Difference{Score: 1}, true
	}
	if kinds, ok := Fold(a, b); ok {
		return Difference{Kinds: kinds, Score: 1}, true
	}
	sa, sb := Spell(a), Spell(b)
	if t, ok := FindTypo(&sa, &sb); ok && t.Certain(nil) {
		if kinds, ok := t.Kinds(a, b); ok {
			return Difference{Kinds: kinds, Score: t.Score}, true
		}
	}
	return Difference{}, false
}

// Fold is Folder.Fold for a single pair.
func Fold(a, b string) (Kinds, bool) {
	var f Folder
	return f.Fold(a, b)
}

// smallest returns the smallest subset of the layers in present that makes the names equal.
func (p *pair) smallest(present Kinds) (Kinds, bool) {
	// Invisible characters in one name only must be folded.
	if present.Has(Invisible) && invisibles(p.a) != invisibles(p.b) {
		if only := NewKinds(Invisible); p.equal(only) {
			return only, true
		}
	} else {
		// What normalization makes equal is Unicode, even if another layer would do it too.
		if only := NewKinds(Unicode); present.Has(Unicode) && p.equal(only) {
			return only, true
		}
		for k := range Similar { // usually one layer is enough
			if kinds := Kinds(1 << k); present.Has(k) && p.equal(kinds) {
				return kinds, true
			}
		}
	}
	if present.Len() < 2 || !p.equal(present) {
		return 0, false
	}
	// If the names differ without a layer, the layer is in every answer, and usually these
	// layers are the answer. This doesn't hold if folding a layer can also make names differ:
	// an ellipsis is one separator, or three if decomposed.
	var needed Kinds
	if !present.Has(Unicode) || !present.Has(Punctuation) {
		for k := range Similar {
			if present.Has(k) && !p.equal(present.Without(k)) {
				needed = needed.With(k)
			}
		}
	}
	for _, kinds := range bySize[1+int(Similar):] {
		if kinds&needed == needed && kinds&present == kinds && p.equal(kinds) {
			return kinds, true
		}
	}
	return 0, false
}

// bySize lists all sets of layers from the smallest difference to the largest.
var bySize = func() []Kinds {
	list := make([]Kinds, 0, Foldable+1)
	for k := range Foldable + 1 {
		list = append(list, k)
	}
	slices.SortFunc(list, Kinds.Compare)
	return list
}()

// pair folds two names again and again into the same memory.
type pair struct {
	a, b           string
	bufA, bufB     []byte
	looksA, looksB [len(looks)][]byte
	runesA, runesB []rune
}

// equal reports whether folding the layers makes the names equal.
func (p *pair) equal(kinds Kinds) bool {
	p.bufA, p.bufB = appendFolded(p.bufA[:0], p.a, kinds.Without(Lookalike), 0),
		appendFolded(p.bufB[:0], p.b, kinds.Without(Lookalike), 0)
	if p.same(kinds, p.bufA, p.bufB) {
		return true
	}
	if !kinds.Has(Lookalike) {
		return false
	}
	if !kinds.Has(Case) {
		p.bufA, p.bufB = appendFolded(p.bufA[:0], p.a, kinds, lookAsIs), appendFolded(p.bufB[:0], p.b, kinds, lookAsIs)
		return p.same(kinds, p.bufA, p.bufB) && otherScripts(p.a, p.b, kinds, lookAsIs, lookAsIs)
	}
	waysA, waysB := p.waysToLook(&p.looksA, p.a, kinds), p.waysToLook(&p.looksB, p.b, kinds)
	for x := range waysA {
		for y := range waysB {
			if p.same(kinds, waysA[x], waysB[y]) && otherScripts(p.a, p.b, kinds, looks[x], looks[y]) {
				return true
			}
		}
	}
	return false
}

// looks are the ways to fold look-alikes if case is folded too.
var looks = [...]form{lookAsIs, lookSmall, lookCapital}

// waysToLook returns a name folded in each of looks, or only in the first if it has no
// look-alikes.
func (p *pair) waysToLook(into *[len(looks)][]byte, name string, kinds Kinds) [][]byte {
	ways := len(looks)
	if !layersOf(name).Has(Lookalike) {
		ways = 1
	}
	for i, look := range looks[:ways] {
		into[i] = appendFolded(into[i][:0], name, kinds, look)
	}
	return into[:ways]
}

// same reports whether two folded names are equal, except for accents if they are among the
// layers.
func (p *pair) same(kinds Kinds, a, b []byte) bool {
	return bytes.Equal(a, b) || kinds.Has(Accents) && alike(foldedText(a), foldedText(b))
}

// layersOf returns the layers that change something in name.
func layersOf(name string) Kinds {
	var kinds Kinds
	for _, r := range name {
		if r < utf8.RuneSelf {
			kinds |= asciiLayers[r]
		} else {
			kinds |= infoOf(r).layers
		}
	}
	return kinds
}

// invisibles returns how many characters of a name Invisible would fold.
func invisibles(name string) int {
	n := 0
	for _, r := range name {
		if classIn(r)&isInvisible != 0 {
			n++
		}
	}
	return n
}

// differingPart removes what two names have in common at both ends, up to a place where the
// rest folds the same without it: between ASCII letters.
func differingPart(a, b string) (string, string) {
	n := min(len(a), len(b))
	head := 0
	for i := 0; i < n && a[i] == b[i]; i++ {
		if isASCIILetter(a[i]) {
			head = i
		}
	}
	a, b = a[head:], b[head:]
	n -= head
	tail := 0
	for i := 1; i <= n && a[len(a)-i] == b[len(b)-i]; i++ {
		if isASCIILetter(a[len(a)-i]) {
			tail = i
		}
	}
	return a[:len(a)-tail], b[:len(b)-tail]
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
