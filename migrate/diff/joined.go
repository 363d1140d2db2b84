package diff

// joinedSets are sets that grow together: each holds, by element, one that is nearer the
// leader of its set.
type joinedSets []int32

// apart are n sets of one element each.
func apart(n int) joinedSets {
	s := make(joinedSets, n)
	for i := range s {
		s[i] = int32(i)
	}
	return s
}

// leader is the first element of an element's set.
func (s joinedSets) leader(i int32) int32 {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// join makes two elements' sets one.
func (s joinedSets) join(i, j int32) {
	p, q := s.leader(i), s.leader(j)
	s[max(p, q)] = min(p, q)
}
