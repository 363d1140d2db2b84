package playbook

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/render"
)

// Names is the result of the last comparison of group names.
type Names struct {
	// InvalidReason is why the comparison doesn't count for what will be sent, such as its age; empty if it counts.
	InvalidReason string
	Expired       bool      // InvalidReason is only its age
	Compared      bool      // a comparison exists
	At            time.Time // when its lists were read; zero if it isn't known
	Exact         int
	Differs       int
	Conflicts     int // one for all groups of a conflict
	Duplicates    int // SCIM groups that are a variant of a name that is also there exactly
	Missing       int // groups in AD only
	// WrongSides says that it doesn't count because it isn't of the connected sides; OtherProvider
	// that the SCIM side is an
	// app at another identity provider than the chosen one.
	WrongSides, OtherProvider bool
	SameSource                bool // it doesn't count because both sides are the same list
	// Limits are reasons why a requirement that depends on the comparison is at most confirmed: a list is a file, or an
	// admin decided about groups. Without any, it is verified.
	Limits []string
	// Unpaired is the number to type because so many groups have no partner; 0 for none. UnpairedWhy describes the
	// groups, and UnpairedGroups are those whose names are known.
	Unpaired       int
	UnpairedWhy    string
	UnpairedGroups []string
	// Shrunk says that Unpaired is the size of AD's list, because the first comparison had far more groups.
	Shrunk bool
	// ShrinkWarning is a warning that AD's list is only a part of what was compared first; empty if it isn't.
	ShrinkWarning string
}

// Grade returns how well a requirement that depends on the comparison is known.
func (n Names) Grade() evidence.Grade {
	switch {
	case !n.Compared || n.Wrong() != "":
		return evidence.Unknown
	case len(n.Limits) > 0:
		return evidence.Confirmed
	}
	return evidence.Verified
}

// NamesExact returns how well it is known that the names that will be sent are exact. Everything that shows this
// uses this method.
func (c Context) NamesExact() evidence.Grade {
	if !c.Names.typed(c.State.Steps[StepNamesExact].Typed) {
		return evidence.Unknown
	}
	return c.Names.Grade()
}

// typed reports whether the number that the comparison requires was typed.
func (n Names) typed(text string) bool {
	return n.Unpaired == 0 || strings.TrimSpace(text) == strconv.Itoa(n.Unpaired)
}

// NumberToType returns the number that the comparison requires, or nil.
func (n Names) NumberToType() *migrate.NumberToType {
	if n.Unpaired == 0 {
		return nil
	}
	return &migrate.NumberToType{Number: strconv.Itoa(n.Unpaired), Groups: n.UnpairedGroups}
}

// toType returns what to check before typing the number, and then how to type it.
func (n Names) toType(check, kind migrate.RemedyKind) migrate.Remedies {
	if n.Shrunk {
		check = migrate.RemedyCheckList
	}
	return migrate.Remedies{
		{Kind: check}, {Kind: kind, Step: string(StepNamesExact), Text: strconv.Itoa(n.Unpaired)},
	}
}

// ToTypeAtStart returns what to check and how to type the number if the start of provisioning requires it: the
// groups are those that the app sends now, on the Confidential path by SAML.
func (n Names) ToTypeAtStart(path Path, provider IDP) migrate.Remedies {
	check := migrate.RemedyCheckSent
	if !path.ProvisionsGroups() {
		check = migrate.RemedyCheckSentBySAML
	}
	all := n.toType(check, migrate.RemedyTypeAgain)
	all[0].Text = string(provider)
	return all
}

// Wrong describes what is wrong with the names, or "". A missing group is no problem, because it doesn't create a
// second group and may be left out on purpose.
func (n Names) Wrong() string {
	if n.InvalidReason != "" {
		return n.InvalidReason
	}
	var all []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{n.Differs, "group name differs", "group names differ"},
		{n.Conflicts, "conflict is unresolved", "conflicts are unresolved"},
		{n.Duplicates, "group exists twice under different names", "groups exist twice under different names"},
	} {
		if c.n > 0 {
			all = append(all, render.Count(c.n, c.one, c.many))
		}
	}
	if len(all) == 0 && n.Exact == 0 {
		return "no group is on both sides, so the comparison doesn't show what will be sent"
	}
	return strings.Join(all, ", ")
}

// Remedies returns what to do about Wrong. A duplicate isn't renamed, because the exact name is already in use.
func (n Names) Remedies() migrate.Remedies {
	only := func(kind migrate.RemedyKind) migrate.Remedies { return migrate.Remedies{{Kind: kind}} }
	switch {
	case n.OtherProvider:
		return ToOtherProvider()
	case n.SameSource:
		return only(migrate.RemedyConnectSent)
	case n.WrongSides:
		return only(migrate.RemedyConnectSides)
	case n.InvalidReason != "" || n.Exact+n.Differs+n.Conflicts == 0:
		return only(migrate.RemedyCompareSent)
	case n.Duplicates > 0:
		return only(migrate.RemedyRemoveDuplicates)
	}
	return only(migrate.RemedyMakeExact)
}

// ToOtherProvider returns what to do if the SCIM side is an app at another identity provider than the chosen one.
func ToOtherProvider() migrate.Remedies {
	return migrate.Remedies{{Kind: migrate.RemedyConnectSent}, {Kind: migrate.RemedyChoosePath}}
}

// String returns the result in numbers.
func (n Names) String() string {
	s := fmt.Sprintf("%d exact", n.Exact)
	if n.Missing > 0 {
		s += fmt.Sprintf(", %d only in AD", n.Missing)
	}
	if n.ShrinkWarning != "" {
		s += "; " + n.ShrinkWarning
	}
	return s
}

// isBefore reports whether the comparison was made before a step was done.
func (n Names) isBefore(r Record) bool {
	return r.Status.IsFinal() && !n.At.IsZero() && n.At.Before(r.At)
}

// GroupsBySAML reports whether the step that lets groups come by SAML was started.
func (s State) GroupsBySAML() bool {
	switch s.Steps[StepSAMLGroups].Status {
	case Running, Failed, DoneVerified, DoneConfirmed:
		return true
	}
	return false
}

// NamesNotNeeded reports whether the admin confirmed that names don't need to be exact, and no groups come by SAML.
func (s State) NamesNotNeeded() bool {
	return s.Steps[RequirementNamesExact.step()].Status == NotNeeded && !s.GroupsBySAML()
}

func (w *Runbook) namesBlockers(context Context, of StepID) []Blocker {
	step, _ := w.Step(RequirementNamesExact.step())
	asking, _ := w.Step(of)
	n := context.Names
	b := Blocker{
		ID:  string(RequirementNamesExact),
		Why: "Dashlane requires exactly the names of the AD sync groups, including capitals and spaces",
	}
	switch {
	case context.State.NamesNotNeeded() && step.Skip != "" && of != StepSAMLGroups:
		return nil
	case context.State.Steps[StepNamesExact].overrides():
		return nil
	case n.Compared && n.Wrong() == "" && !n.typed(context.State.Steps[StepNamesExact].Typed):
		b.What, b.Why = n.UnpairedWhy, "this may be intended, or a base or filter is wrong"
		b.Next = n.toType(migrate.RemedyCheckGroups, migrate.RemedyTypeNumber)
	case n.Compared && n.Wrong() == "" && asking.NamesAfter != "" && n.isBefore(context.State.Steps[asking.NamesAfter]):
		b.What, b.Next = "the group names were last compared "+moment(n.At)+", before the groups were assigned",
			migrate.Remedies{{Kind: migrate.RemedyCompareAssigned}}
	case n.Compared && n.Wrong() == "":
		return nil
	case n.Compared:
		b.What, b.Next, b.expired = n.Wrong(), n.Remedies(), n.Expired
	default:
		b.What = "the group names haven't been compared"
		b.Next = migrate.Remedies{{Kind: migrate.RemedyCheckNames, Step: string(StepNamesExact)}}
	}
	return []Blocker{b}
}
