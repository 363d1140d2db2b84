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

// mostPairs bounds how many pairs of one conflict are listed.
const mostPairs = 1000

// ConflictPairs lists the pairs of a conflict that a person can match, at most 1000, each
// once, and counts how many there are beyond those. Two groups of one side are no pair, even
// if they have the same name.
func (r *Result) ConflictPairs(number int) (list []ConflictPair, more int) {
	type pair struct{ ad, scim *migrate.Group }
	seen := map[pair]bool{}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Conflict != number {
			continue
		}
		for _, c := range row.Candidates {
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

// ConflictRows are the rows that stand for the conflicts of a comparison: of each the first
// with an AD group if there is one, else the first.
type ConflictRows struct {
	rows   []Row
	lead   map[int]int32 // by conflict, an index of rows
	groups map[int]int
}

// ConflictRows finds the rows that stand for conflicts.
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

// Groups is how many groups the conflict of a row has.
func (c ConflictRows) Groups(row *Row) int { return c.groups[row.Conflict] }

// Lead is the row that stands for a row's conflict; the row itself where it is in none.
func (c ConflictRows) Lead(row *Row) *Row {
	if i, is := c.lead[row.Conflict]; is {
		return &c.rows[i]
	}
	return row
}

// Merge makes entries of rows, which are indexes of the comparison's: where there are rows of
// a conflict, the one that stands for it, once, in the place of the first.
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

// Entries counts the rows as people see them: all rows of a conflict are one.
func (r *Result) Entries() int {
	n := 0
	for _, status := range Urgency() {
		n += r.Summary.Of(status)
	}
	return n
}

// NamesDiffer reports whether two groups are paired whose names are not the same.
func (r *Row) NamesDiffer() bool { return r.Status == Differs }

// NewDecision is what a person says of two groups: that they are the same, or with apart
// that they are different groups.
func NewDecision(ad, scim *migrate.Group, apart bool) Decision {
	return Decision{ADID: ad.ID, ADName: ad.Name, SCIMID: scim.ID, SCIMName: scim.Name, Apart: apart}
}
