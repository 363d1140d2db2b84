package diff

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// Candidate is a group that a group in conflict could belong to, or its twin
// of the same name on the same side.
type Candidate struct {
	Side  migrate.Side
	Group *migrate.Group
	Kinds names.Kinds // how its name differs
	Score float64     // see names.Difference
}

// Row is one line of the outcome. Every group of both lists is in exactly one
// row, on its own side.
type Row struct {
	Status Status
	// PairedBy is what made the pair; NotPaired for rows that are none.
	PairedBy PairedBy
	// Decided says that the pair was made by a Decision.
	Decided bool
	// Identified says that the pair was made by identity, whatever its names.
	Identified bool
	Kinds      names.Kinds // empty unless the status is Differs
	Score      float64     // 1 for Exact; see names.Difference for Differs; otherwise 0
	AD         *migrate.Group
	SCIM       *migrate.Group
	// Conflict is for Conflict alone: the number that all rows of one conflict
	// share, from 1.
	Conflict int
	// Related are the groups that the row's group is not paired with but may belong to;
	// nil: none. Candidates, VariantOf and Near read it.
	Related *Related
}

// Related are groups that the group of a row may belong to. They are apart from it to keep
// Row small: a result has up to a million rows, of which most have none.
type Related struct {
	// Candidates is for Conflict alone: who the group could belong to, best
	// first.
	Candidates []Candidate
	// VariantOf is for SCIMOnly alone: the name of the AD group that has a
	// better partner already and of whose name this is a variant. Such a group
	// is the duplicate that an earlier inexact sync made.
	VariantOf string
	// Near is for ADOnly and SCIMOnly alone: groups on the other side whose names
	// are nearly the same, but might as well mean another person, place or thing.
	// Best first.
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

// PairedBy is what made a pair.
type PairedBy uint8

// What makes a pair.
const (
	NotPaired  PairedBy = iota
	ByName              // the names are the same, but for the kinds of the row
	ByIdentity          // the identity provider says from which AD group it made the group
	ByDecision          // a person said so
)

// String returns the word, as in JSON; nothing for NotPaired.
func (p PairedBy) String() string {
	return [...]string{NotPaired: "", ByName: "name", ByIdentity: "identity", ByDecision: "decision"}[p]
}

// Near is a group with nearly the same name.
type Near struct {
	Side  migrate.Side
	Group *migrate.Group
	Score float64 // how alike the names are, below 1
}

// Marks returns the places where the names of a pair differ, without what the whole
// side has at its ends. Names that have nothing in common have none.
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

// withoutAffixes returns a name without what all names of its side begin and end
// with, and where that begins in the name.
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

// onlySideWide reports whether nothing is left of the difference beneath that of
// the whole side.
func (r *Row) onlySideWide() bool { return r.Kinds == names.NewKinds(names.SideWide) }

// Name returns the name by which the row is ordered: the AD name, or the
// provisioned name of a row without an AD group.
func (r *Row) Name() string {
	if r.AD != nil {
		return r.AD.Name
	}
	return r.SCIM.Name
}

// Decision is what a person said of two groups. A group is known by its ID, or
// by its name where the ID is empty.
type Decision struct {
	ADID     string `json:"ad_id,omitempty"`
	ADName   string `json:"ad_name,omitempty"`
	SCIMID   string `json:"scim_id,omitempty"`
	SCIMName string `json:"scim_name,omitempty"`
	// Apart says that the two are different groups; otherwise they are one.
	Apart bool `json:"apart,omitempty"`
}

// Options are for Compare.
type Options struct {
	Decisions []Decision
	// Members says whether two groups have the same members, where it knows the
	// members of both. It is asked of groups whose names are one letter apart. An error
	// says that the members weren't read although the sources have them: neither this
	// pair nor one that competes with it is judged by members. nil: no members are known.
	Members func(ad, scim *migrate.Group) (same, known bool, err error)
}

// Summary counts the rows.
type Summary struct {
	Exact, Differs, Conflict, ADOnly, SCIMOnly int // Conflict counts rows
	Conflicts                                  int // what a person has to choose: one for all rows with the same number
	// ByKind counts the Differs rows that have a kind; every kind is present.
	ByKind map[names.Kind]int
}

// Keep drops the rows that keep refuses, and counts the others anew.
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

// Findings reports whether anything but exact pairs was found, or no group at all:
// two empty lists are no success.
func (r *Result) Findings() bool {
	return r.Summary.Differences() || r.ADGroups+r.SCIMGroups == 0
}

// Differences reports whether anything but exact pairs was found.
func (s Summary) Differences() bool {
	return s.Differs+s.Conflict+s.ADOnly+s.SCIMOnly > 0
}

// NeedsChoice reports whether a person may match groups that the comparison did not: of
// a conflict between both sides, or with names that are near.
func (r *Result) NeedsChoice() bool {
	return slices.ContainsFunc(r.Rows, func(row Row) bool {
		return len(row.Near()) > 0 || slices.ContainsFunc(row.Candidates(), func(c Candidate) bool {
			return (c.Side == migrate.AD) == (row.AD == nil)
		})
	})
}

// ListSource is one of the sources of a list: where it is, and which of its groups
// it gives under which name.
type ListSource struct {
	Source        string // as Group.Source has it
	NameAttribute string // empty: the source's usual
	Base, Filter  string // empty: all groups
	Groups        int
}

// Result is the outcome of a comparison.
type Result struct {
	// ADSource and SCIMSource name the sources for people; whoever read them
	// fills them in.
	ADSource, SCIMSource string
	// OneUser says that the SCIM side is what one user is in: the other groups may be there.
	OneUser bool
	// Uncertain says what leaves the SCIM side uncertain, such as what a provider doesn't
	// report; whoever read it fills it in.
	Uncertain            []string
	ADGroups, SCIMGroups int
	// ADSources are the sources that the AD groups are of; whoever read them fills
	// them in.
	ADSources []ListSource
	SideWide  []SideWide // what a whole side has, said once
	Summary   Summary
	Rows      []Row    // by name, then id, whatever the order of the input
	Notes     []string // what the reader should know
	// Decisions are those that it was made with.
	Decisions []Decision

	different map[*migrate.Group][]Other // see DifferentFrom
}
