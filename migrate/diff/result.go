package diff

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// Candidate is a group that a group in conflict could belong to, or another group of the same
// name on the same side.
type Candidate struct {
	Side  migrate.Side
	Group *migrate.Group
	Kinds names.Kinds // how its name differs
	Score float64     // see names.Difference
}

// Row is one row of the result. Every group of both lists is in exactly one row, on its own
// side.
type Row struct {
	Status Status
	// PairedBy says what made the pair; NotPaired for other rows.
	PairedBy PairedBy
	// Decided says that the pair was made by a Decision.
	Decided bool
	// Identity is what made a pair by identity, whatever its names; NoIdentity for others.
	Identity Identity
	Kinds    names.Kinds // empty unless the status is Differs
	Score    float64     // 1 for Exact; see names.Difference for Differs; otherwise 0
	AD       *migrate.Group
	SCIM     *migrate.Group
	// Conflict is set only for Conflict: the number that all rows of one conflict share, from
	// 1.
	Conflict int
	// Related are the groups that the row's group is not paired with but may belong to;
	// nil: none. Candidates, VariantOf and Near read it.
	Related *Related
}

// Related are groups that the group of a row may belong to. They are apart from it to keep
// Row small: a result has up to a million rows, of which most have none.
type Related struct {
	// Candidates are set only for Conflict: the groups that this one could belong to, best
	// first.
	Candidates []Candidate
	// VariantOf is set only for SCIMOnly: the name of the AD group whose name this is a
	// variant of, and which already has a better partner. Such a group is the duplicate that
	// an earlier inexact sync created.
	VariantOf string
	// Near is set only for ADOnly and SCIMOnly: groups on the other side with nearly the same
	// name, which may be another person, place or thing. Best first.
	Near []Near
}

// Candidates returns Related.Candidates; none if there is no Related.
func (r *Row) Candidates() []Candidate { return r.related().Candidates }

// VariantOf returns Related.VariantOf; empty if there is no Related.
func (r *Row) VariantOf() string { return r.related().VariantOf }

// Near returns Related.Near; none if there is no Related.
func (r *Row) Near() []Near { return r.related().Near }

func (r *Row) related() *Related {
	if r.Related == nil {
		return &noneRelated
	}
	return r.Related
}

var noneRelated Related

// PairedBy says what made a pair.
type PairedBy uint8

// The ways in which a pair is made.
const (
	NotPaired  PairedBy = iota
	ByName              // the names are equal, except for the kinds of the row
	ByIdentity          // the identity provider knows from which AD group it created the group
	ByDecision          // a person decided it
)

// String returns the word for JSON; empty for NotPaired.
func (p PairedBy) String() string {
	return [...]string{NotPaired: "", ByName: "name", ByIdentity: "identity", ByDecision: "decision"}[p]
}

// Identity is the attribute of an AD group by which the identity provider knows it.
type Identity uint8

// The attributes.
const (
	NoIdentity Identity = iota
	ObjectGUID
	ObjectSID
)

// Near is a group with nearly the same name.
type Near struct {
	Side  migrate.Side
	Group *migrate.Group
	Score float64 // how alike the names are, below 1
}

// Marks returns the places where the names of a pair differ, without the side-wide affixes.
// Names that have nothing in common have no marks.
func (r *Result) Marks(row *Row) []names.Mark {
	if row.Status != Differs || row.Kinds.Has(names.Renamed) {
		return nil
	}
	ad, scim := row.AD.Name, row.SCIM.Name
	if !row.Kinds.Has(names.SideWide) {
		return names.Explain(ad, scim)
	}
	bareA, offsetA := r.withoutAffixes(migrate.AD, ad)
	bareS, offsetS := r.withoutAffixes(migrate.SCIM, scim)
	marks := names.Explain(bareA, bareS)
	for i := range marks {
		marks[i].AStart, marks[i].AEnd = marks[i].AStart+offsetA, marks[i].AEnd+offsetA
		marks[i].BStart, marks[i].BEnd = marks[i].BStart+offsetS, marks[i].BEnd+offsetS
	}
	return marks
}

// withoutAffixes returns a name without the side-wide affixes of its side, and where the rest
// begins in the name.
func (r *Result) withoutAffixes(side migrate.Side, name string) (bare string, offset int) {
	var a affix
	for _, w := range r.SideWide {
		if w.Side != side {
			continue
		}
		switch w.What {
		case SharedPrefix:
			a.prefix = w.Value
		case SharedSuffix:
			a.suffix = w.Value
		case SharedPadding:
			a.padded = true
		case SharedCut, SharedCharset:
		}
	}
	bare = a.bare(name)
	return bare, strings.Index(name, bare)
}

// onlySideWide reports whether the names differ only by what the whole side has.
func (r *Row) onlySideWide() bool { return r.Kinds == names.NewKinds(names.SideWide) }

// Name returns the name by which rows are sorted: the AD name, or the provisioned name if
// there is no AD group.
func (r *Row) Name() string {
	if r.AD != nil {
		return r.AD.Name
	}
	return r.SCIM.Name
}

// Decision is a person's decision about two groups. A group is identified by its ID, or by
// its name if the ID is empty.
type Decision struct {
	ADID     string `json:"ad_id,omitempty"`
	ADName   string `json:"ad_name,omitempty"`
	SCIMID   string `json:"scim_id,omitempty"`
	SCIMName string `json:"scim_name,omitempty"`
	// Apart says that the two are different groups. Otherwise, they are the same.
	Apart bool `json:"apart,omitempty"`
}

// Options are for Compare.
type Options struct {
	Decisions []Decision
	// Members reports whether two groups have the same members, if both lists of members are
	// known. It is called for groups whose names differ by one letter. An error says that
	// members that the sources have couldn't be read: then neither this pair nor a competing
	// one is decided by members. If Members is nil, no members are known.
	Members func(ad, scim *migrate.Group) (same, known bool, err error)
}

// Summary counts the rows.
type Summary struct {
	Exact, Differs, Conflict, ADOnly, SCIMOnly int // Conflict counts rows
	Conflicts                                  int // what a person has to choose: rows with the same number count once
	// ByKind counts the Differs rows that have a kind; every kind is present.
	ByKind map[names.Kind]int
}

// Keep removes the rows for which keep returns false, and counts the others again.
func (r *Result) Keep(keep func(Row) bool) {
	r.Rows = slices.DeleteFunc(r.Rows, func(row Row) bool { return !keep(row) })
	r.Summary = Summary{}
	r.Summary.count(r.Rows)
	conflicts := map[int]bool{}
	for i := range r.Rows {
		if n := r.Rows[i].Conflict; n > 0 {
			conflicts[n] = true
		}
	}
	r.Summary.Conflicts = len(conflicts)
}

// Findings reports whether there is anything but exact pairs, or no group at all: two empty
// lists aren't a success.
func (r *Result) Findings() bool {
	return r.Summary.Differences() || r.ADGroups+r.SCIMGroups == 0
}

// Differences reports whether there is anything but exact pairs.
func (s Summary) Differences() bool {
	return s.Differs+s.Conflict+s.ADOnly+s.SCIMOnly > 0
}

// NeedsChoice reports whether a person can match groups that the comparison didn't pair:
// those of a conflict between both sides, or with names that are near each other.
func (r *Result) NeedsChoice() bool {
	return slices.ContainsFunc(r.Rows, func(row Row) bool {
		return len(row.Near()) > 0 || slices.ContainsFunc(row.Candidates(), func(c Candidate) bool {
			return (c.Side == migrate.AD) == (row.AD == nil)
		})
	})
}

// ListSource is one source of a list: where it is, which groups it has, and which attribute
// is their name.
type ListSource struct {
	Source        string // as Group.Source has it
	NameAttribute string // empty: the source's usual
	Base, Filter  string // empty: all groups
	Groups        int
}

// Result is the result of a comparison.
type Result struct {
	// ADSource and SCIMSource name the sources for people. The caller that read them sets
	// them.
	ADSource, SCIMSource string
	// OneUser says that the SCIM side lists only the groups of one user: other groups may
	// exist.
	OneUser bool
	// Uncertain says why the SCIM side isn't known completely, such as what a provider
	// doesn't report. The caller that read it sets it.
	Uncertain            []string
	ADGroups, SCIMGroups int
	// ADSources are the sources of the AD groups. The caller that read them sets them.
	ADSources []ListSource
	SideWide  []SideWide // what a whole side has, said once
	Summary   Summary
	Rows      []Row    // by name, then id, whatever the order of the input
	Notes     []string // what the reader should know
	// Decisions are the decisions that were applied.
	Decisions []Decision

	different map[*migrate.Group][]Other // see DifferentFrom
}
