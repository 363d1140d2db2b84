package diff

import "math/bits"

// index finds nodes by key. Nodes that were added under one key are chained,
// the last one first. It is a hash table with open addressing: the keys are
// hashes already.
type index struct {
	slots []slot
	chain []link
	mask  uint64
}

type slot struct {
	key  uint64
	head int32 // place in chain + 1; 0 is free
}

type link struct{ node, next int32 }

// newIndex makes an index for at most n entries.
func newIndex(n int) *index {
	size := uint64(1) << bits.Len(uint(max(n, 4)*3/2))
	return &index{slots: make([]slot, size), chain: make([]link, 0, n), mask: size - 1}
}

func (x *index) slot(key uint64) *slot {
	for i := key & x.mask; ; i = (i + 1) & x.mask {
		s := &x.slots[i]
		if s.head == 0 || s.key == key {
			return s
		}
	}
}

// add puts a node under a key and returns the node that was added under it
// last, or -1.
func (x *index) add(key uint64, node int32) int32 {
	s := x.slot(key)
	before := int32(-1)
	if s.head != 0 {
		before = x.chain[s.head-1].node
	}
	s.key = key
	x.chain = append(x.chain, link{node, s.head})
	s.head = int32(len(x.chain))
	return before
}

// has reports whether a node is under key.
func (x *index) has(key uint64) bool { return x.slot(key).head != 0 }

// each calls f with the nodes under key until f returns false.
func (x *index) each(key uint64, f func(node int32) bool) {
	for at := x.slot(key).head; at != 0; at = x.chain[at-1].next {
		if !f(x.chain[at-1].node) {
			return
		}
	}
}
