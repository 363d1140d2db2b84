// Package words knows English words, so that a typing error in one of them can be
// told from another word or name. It also knows about one other word in eight
// hundred.
//
// The lists are those of SCOWL, as in Debian's wamerican and wamerican-huge
// 2020.12.07; their license is in LICENSE.
package words

import _ "embed"

//go:generate go run gen.go /usr/share/dict/american-english /usr/share/dict/american-english-huge

//go:embed common.bloom
var common []byte

//go:embed known.bloom
var known []byte

// Shortest is the length of the shortest word that is known.
const Shortest = 4

const (
	bitsPerWord = 14
	probes      = 10
)

// Common reports whether w, in small letters, is an English word in common use.
// Names of people and places are none.
func Common(w string) bool { return len(w) >= Shortest && has(common, w) }

// Known reports whether w, in small letters, is an English word or a name in a
// large dictionary of English.
func Known(w string) bool { return len(w) >= Shortest && has(known, w) }

// Filter makes the Bloom filter of a list.
func Filter(list map[string]bool) []byte {
	f := make([]byte, len(list)*bitsPerWord/8+1)
	for w := range list {
		a, b := hashes(w)
		for range probes {
			bit := a % uint64(len(f)*8)
			f[bit/8] |= 1 << (bit % 8)
			a += b
		}
	}
	return f
}

func has(f []byte, w string) bool {
	a, b := hashes(w)
	for range probes {
		bit := a % uint64(len(f)*8)
		if f[bit/8]&(1<<(bit%8)) == 0 {
			return false
		}
		a += b
	}
	return true
}

// hashes returns the two hashes of which all probes are made: FNV-1a, stirred
// twice (the finalizer of MurmurHash3) because near words are asked for.
func hashes(w string) (uint64, uint64) {
	h := uint64(14695981039346656037)
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * 1099511628211
	}
	h = stir(h)
	return h, stir(h) | 1
}

func stir(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
