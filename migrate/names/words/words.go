// Package words knows which words are English words or names, so that two of
// them are not taken for one with a typing error ("contract" and "contact").
// It says yes to about one other word in eight hundred too.
//
// The list is that of SCOWL, as in Debian's wamerican 2020.12.07; its licence is
// in LICENSE.
package words

import _ "embed"

//go:generate sh -c "go run gen.go < /usr/share/dict/american-english"

//go:embed words.bloom
var filter []byte

// Shortest is the length of the shortest word that is known.
const Shortest = 4

const (
	bitsPerWord = 14
	probes      = 10
)

// Known reports whether w, in small letters, is on the list.
func Known(w string) bool { return len(w) >= Shortest && has(filter, w) }

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
