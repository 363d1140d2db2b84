package names

import (
	"math/rand/v2"
	"slices"
	"unicode/utf8"
)

// Foldable is the set of all layers: every kind before Similar.
const Foldable Kinds = 1<<Similar - 1

// Folder folds names again and again into the same memory. The zero value is ready to use. It
// isn't safe for concurrent use.
type Folder struct{ pair }

// AppendKeys appends the keys of name under a set of layers. Two names that the layers make
// equal share a key. Two names that share a key may still differ, because keys are hashes:
// Fold decides. Keys are valid only in this run of the program.
func (f *Folder) AppendKeys(dst []uint64, name string, kinds Kinds) []uint64 {
	if kinds == Foldable {
		if all, ok := appendFullKeys(dst, name); ok {
			return all
		}
	}
	dst = append(dst, f.key(name, kinds, 0))
	if !kinds.Has(Lookalike) || !layersOf(name).Has(Lookalike) {
		return dst
	}
	first := len(dst) - 1
	dst = append(dst, f.key(name, kinds, lookAsIs))
	if kinds.Has(Case) {
		dst = append(dst, f.key(name, kinds, lookSmall), f.key(name, kinds, lookCapital))
	}
	return withoutTwins(dst, first)
}

// withoutTwins removes the keys from first on that occur before.
func withoutTwins(keys []uint64, first int) []uint64 {
	list := keys[:first]
	for _, k := range keys[first:] {
		if !slices.Contains(list[first:], k) {
			list = append(list, k)
		}
	}
	return list
}

func (f *Folder) key(name string, kinds Kinds, look form) uint64 {
	f.bufA = appendFolded(f.bufA[:0], name, kinds, look)
	if kinds.Has(Accents) {
		f.bufA = appendAccentKey(f.bufA[:0:0], string(f.bufA))
	}
	h := keySeed
	for _, c := range f.bufA {
		h = (h ^ uint64(c)) * keyPrime
	}
	return mix(h)
}

// keySeed makes the keys of each run different, so that nobody can prepare names whose keys
// collide. Apart from the start value, the hash is FNV-1a.
var keySeed = rand.Uint64()

const keyPrime = 1099511628211

// Fold returns the smallest set of layers that makes two names equal: the one with the fewest
// layers, and of several such sets the one with the earliest kinds. It is false if no set
// does. Similar is never in it.
func (f *Folder) Fold(a, b string) (Kinds, bool) {
	if a == b {
		return 0, true
	}
	f.a, f.b = differingPart(a, b)
	return f.smallest(layersOf(f.a) | layersOf(f.b))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
