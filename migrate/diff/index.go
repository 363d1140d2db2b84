package diff

import "math/bits"

// keyTable finds the value of a key. It is a hash table with open addressing; the keys are
// hashes already.
type keyTable struct {
	slots []slot
	mask  uint64
}

type slot struct {
	key  uint64
	head int32 // the value; 0 means that the slot is free
}

// newKeyTable returns a table for at most n keys.
func newKeyTable(n int) keyTable {
	size := uint64(1) << bits.Len(uint(max(n, 4)*3/2))
	return keyTable{make([]slot, size), size - 1}
}

// slot returns the slot of a key, or the free slot for it.
func (t *keyTable) slot(key uint64) *slot {
	for i := key & t.mask; ; i = (i + 1) & t.mask {
		s := &t.slots[i]
		if s.head == 0 || s.key == key {
			return s
		}
	}
}

// has reports whether the key has a value.
func (t *keyTable) has(key uint64) bool { return t.slot(key).head != 0 }

// keyed is a node with one of its keys.
type keyed struct {
	key  uint64
	node int32
}

// index finds nodes by key. Nodes with the same key are chained, the last one added first.
type index struct {
	keyTable // of places in chain + 1
	chain    []link
}

type link struct{ node, next int32 }

// newIndex makes an index for at most n entries.
func newIndex(n int) *index { return &index{newKeyTable(n), make([]link, 0, n)} }

// indexOf holds under each key the places of the lists that have it, in order.
func indexOf(keys [][]uint64) *index {
	total := 0
	for _, list := range keys {
		total += len(list)
	}
	x := newIndex(total)
	for i := len(keys) - 1; i >= 0; i-- {
		for _, k := range keys[i] {
			x.add(k, int32(i))
		}
	}
	return x
}

// add puts a node under a key.
func (x *index) add(key uint64, node int32) {
	s := x.slot(key)
	x.chain = append(x.chain, link{node, s.head})
	*s = slot{key, int32(len(x.chain))}
}

// each calls f with the nodes under key until f returns false.
func (x *index) each(key uint64, f func(node int32) bool) {
	for at := x.slot(key).head; at != 0; at = x.chain[at-1].next {
		if !f(x.chain[at-1].node) {
			return
		}
	}
}
