package groupfile

import (
	"hash/maphash"

	"ad2scim/migrate"
)

// listScan holds what finish needs to know about each group: the hash of its id, which finds repeats, and the
// faults of its name. A reader of large files scans the groups in batches while their text is still in the
// processor's cache; two passes over all groups at the end made a comparison of a million groups a tenth slower.
type listScan struct {
	seed   maphash.Seed
	hashes []uint32 // hashes of the ids, by position of the groups
	faults nameFaults
}

// noID is the hash of a group without id.
const noID = 0

// scanEach is the number of groups in a batch.
const scanEach = 4096

// upTo scans the groups of a list that haven't been scanned yet.
func (s *listScan) upTo(groups []migrate.Group) {
	from := len(s.hashes)
	if from == 0 {
		s.seed, s.hashes = maphash.MakeSeed(), make([]uint32, 0, cap(groups))
	}
	for i := range groups[from:] {
		g := &groups[from+i]
		hash := uint32(noID)
		if g.ID != "" {
			hash = max(uint32(maphash.String(s.seed, g.ID)), noID+1)
		}
		s.hashes = append(s.hashes, hash)
		s.faults.count(g.Name)
	}
}
