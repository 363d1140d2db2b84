package diff

import (
	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// ConflictPair is an AD group and a provisioned group of one conflict that may be the same
// group.
type ConflictPair struct {
	AD, SCIM *migrate.Group
	Kinds    names.Kinds // how their names differ
}

// mostPairs limits how many pairs of one conflict are listed.
const mostPairs = 1000

// ConflictPairs lists the pairs of a conflict that a person can match, at most 1000, each
// once, and counts the remaining ones. Two groups of the same side aren't a pair, even if
// they have the same name.
func (r *Result) ConflictPairs(number int) (list []ConflictPair, more int) {
	type pair struct{ ad, scim *migrate.Group }
	seen := map[pair]bool{}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Conflict != number {
			continue
		}
		for _, c := range row.Candidates() {
			p := ConflictPair{row.AD, c.Group, c.Kinds}
			if row.AD == nil {
				p.AD, p.SCIM = c.Group, row.SCIM
			}
			sameSide := (c.Side == migrate.AD) == (row.AD != nil)
			if sameSide || seen[pair{p.AD, p.SCIM}] {
				continue
			}
			seen[pair{p.AD, p.SCIM}] = true
			if len(list) == mostPairs {
				more++
			} else {
				list = append(list, p)
			}
		}
	}
	return list, more
}

// ConflictRows are the rows that represent the conflicts of a comparison: for each conflict,
// its first row with an AD group, or else its first row.
type ConflictRows struct {
	rows   []Row
	lead   map[int]int32 // by conflict: index of a row
	groups map[int]int
}

// ConflictRows finds the rows that represent conflicts.
func (r *Result) ConflictRows() ConflictRows {
	c := ConflictRows{rows: r.Rows, lead: map[int]int32{}, groups: map[int]int{}}
	for i := range r.Rows {
		n := r.Rows[i].Conflict
		if n == 0 {
			continue
		}
		c.groups[n]++
		if had, known := c.lead[n]; !known || r.Rows[had].AD == nil && r.Rows[i].AD != nil {
			c.lead[n] = int32(i)
		}
	}
	return c
}

// Groups returns how many groups the conflict of a row has.
func (c ConflictRows) Groups(row *Row) int { return c.groups[row.Conflict] }

// Lead returns the row that represents the conflict of a row, or the row itself if it is in
// no conflict.
func (c ConflictRows) Lead(row *Row) *Row {
	if i, is := c.lead[row.Conflict]; is {
		return &c.rows[i]
	}
	return row
}

// Merge returns rows, which are indexes of the comparison's rows, with each conflict's rows
// replaced by the one that represents it, at the place of the first.
func (c ConflictRows) Merge(rows []int32) []int32 {
	merged, seen := make([]int32, 0, len(rows)), map[int]bool{}
	for _, i := range rows {
		n := c.rows[i].Conflict
		if n > 0 && seen[n] {
			continue
		}
		if n > 0 {
			seen[n], i = true, c.lead[n]
		}
		merged = append(merged, i)
	}
	return merged
}

// Entries counts the rows as people see them: all rows of a conflict count as one.
func (r *Result) Entries() int {
	n := 0
	for _, status := range Urgency() {
		n += r.Summary.Of(status)
	}
	return n
}

// NamesDiffer reports whether the row is a pair whose names differ.
func (r *Row) NamesDiffer() bool { return r.Status == Differs }

// NewDecision returns a person's decision about two groups: they are the same, or with apart,
// they are different.
func NewDecision(ad, scim *migrate.Group, apart bool) Decision {
	return Decision{ADID: ad.ID, ADName: ad.Name, SCIMID: scim.ID, SCIMName: scim.Name, Apart: apart}
}
