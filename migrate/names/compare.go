package names

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

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
	if kinds, ok := Fold(a, b); ok {
		return Difference{Kinds: kinds, Score: 1}, true
	}
	sa, sb := Spell(a), Spell(b)
	if t, ok := FindTypo(&sa, &sb); ok && t.Plausible(nil) {
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

// smallest returns the smallest set of the layers present that makes the names
// equal.
func (p *pair) smallest(present Kinds) (Kinds, bool) {
	// Invisible characters that only one name has must go.
	if present.Has(Invisible) && invisibles(p.a) != invisibles(p.b) {
		if only := NewKinds(Invisible); p.equal(only) {
			return only, true
		}
	} else {
		for k := range Similar { // mostly one layer is all
			if kinds := Kinds(1 << k); present.Has(k) && p.equal(kinds) {
				return kinds, true
			}
		}
	}
	if present.Len() < 2 || !p.equal(present) {
		return 0, false
	}
	// A layer without which the names differ is in every answer, and mostly
	// these layers are the answer. Not so where a layer can also set names
	// apart: an ellipsis is one separator, or decomposed three.
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

// bySize lists every set of layers from the smallest difference to the largest.
var bySize = func() []Kinds {
	list := make([]Kinds, 0, Foldable+1)
	for k := range Foldable + 1 {
		list = append(list, k)
	}
	slices.SortFunc(list, Kinds.Compare)
	return list
}()

// pair folds two names over and over into the same memory.
type pair struct {
	a, b           string
	bufA, bufB     []byte
	runesA, runesB []rune
}

// equal reports whether folding the layers makes the names equal.
func (p *pair) equal(kinds Kinds) bool {
	if p.same(kinds.Without(Lookalike), 0, 0) {
		return true
	}
	if !kinds.Has(Lookalike) {
		return false
	}
	if p.same(kinds, lookAsIs, lookAsIs) {
		return otherScripts(p.a, p.b, kinds, lookAsIs, lookAsIs)
	}
	if !kinds.Has(Case) {
		return false
	}
	for _, x := range looks {
		for _, y := range looks {
			if p.same(kinds, x, y) && otherScripts(p.a, p.b, kinds, x, y) {
				return true
			}
		}
	}
	return false
}

var looks = [...]form{lookAsIs, lookSmall, lookCapital}

func (p *pair) same(kinds Kinds, x, y form) bool {
	p.bufA = appendFolded(p.bufA[:0], p.a, kinds, x)
	p.bufB = appendFolded(p.bufB[:0], p.b, kinds, y)
	return bytes.Equal(p.bufA, p.bufB)
}

// layersOf returns the layers that change anything in name.
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

// differingPart cuts what two names have in common at both ends, as far as
// nothing in the rest folds differently for it: at ASCII letters.
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
