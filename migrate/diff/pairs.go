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
// once. Two groups of one side are no pair, even if they have the same name.
func (r *Result) ConflictPairs(number int) (list []ConflictPair) {
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
			if sameSide || seen[pair{p.AD, p.SCIM}] || len(list) == mostPairs {
				continue
			}
			seen[pair{p.AD, p.SCIM}] = true
			list = append(list, p)
		}
	}
	return list
}

// ConflictRows returns for each conflict the row that stands for all of it, the first with
// an AD group if there is one, and how many groups it has.
func (r *Result) ConflictRows() (rows map[int]*Row, groups map[int]int) {
	rows, groups = map[int]*Row{}, map[int]int{}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Conflict == 0 {
			continue
		}
		groups[row.Conflict]++
		if had := rows[row.Conflict]; had == nil || had.AD == nil && row.AD != nil {
			rows[row.Conflict] = row
		}
	}
	return rows, groups
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
