package names

import (
	"hash/maphash"
	"slices"
	"unicode/utf8"
)

// Foldable is the set of all layers: every kind but Similar.
const Foldable Kinds = 1<<Similar - 1

// BySize lists every non-empty set of layers from the smallest difference to
// the largest.
func BySize() []Kinds { return bySize[1:] }

// Layers returns the layers that change anything in name. Folding any other
// layer leaves it as it is.
func Layers(name string) Kinds { return layersOf(name) }

var keySeed = maphash.MakeSeed()

// Keys makes the keys by which variants of a name are found. It reuses memory;
// it is not for several goroutines at once.
type Keys struct{ buf []byte }

// Append appends the keys of name under a set of layers. Two names that the
// layers make equal share a key. The reverse is for Fold to confirm: keys are
// hashes. They hold for this run of the program.
func (k *Keys) Append(dst []uint64, name string, kinds Kinds) []uint64 {
	key := func(look form) uint64 {
		k.buf = appendFolded(k.buf[:0], name, kinds, look)
		return maphash.Bytes(keySeed, k.buf)
	}
	if !kinds.Has(Lookalike) || isASCII(name) || !layersOf(name).Has(Lookalike) {
		return append(dst, key(0))
	}
	first := len(dst)
	dst = append(dst, key(0), key(lookAsIs))
	if kinds.Has(Case) {
		dst = append(dst, key(lookSmall), key(lookCapital))
	}
	slices.Sort(dst[first:])
	return dst[:first+len(slices.Compact(dst[first:]))]
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
