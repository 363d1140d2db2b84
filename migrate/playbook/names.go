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

// Names is what the last comparison of group names found.
type Names struct {
	// Void is why the comparison says nothing of what will be sent, such as that
	// it is too old; empty where it counts.
	Void      string
	Aged      bool      // it is void by its age alone
	Compared  bool      // there was a comparison
	At        time.Time // when its lists were read; zero: not known
	Exact     int
	Differs   int
	Conflicts int // one for all groups of a conflict
	Doubles   int // provisioned beside the exact one, under a variant of its name
	Missing   int // in AD alone
	// Other says that it is void because it is not of the connected sides, and OtherProvider that
	// the SCIM side is an app at another identity provider than the chosen one.
	Other, OtherProvider bool
	Same                 bool // it is void because both sides are the same list
	// Limits says why a requirement that rests on it is confirmed at best: a list is a
	// file, or a person decided about groups. Without any it is verified.
	Limits []string
	// Unpaired is the number that must be typed, because so many groups have no partner;
	// 0 for none. UnpairedWhy says which, and UnpairedGroups are those whose names are known.
	Unpaired       int
	UnpairedWhy    string
	UnpairedGroups []string
	// Shrunk says that Unpaired counts the groups of AD's list, because far more were in the
	// first comparison.
	Shrunk bool
	// Fewer says that AD's list is a part of what was compared first; empty where it isn't.
	Fewer string
}

// Grade says how well a requirement is known that rests on the comparison.
func (n Names) Grade() evidence.Grade {
	switch {
	case !n.Compared || n.Wrong() != "":
		return evidence.Unknown
	case len(n.Limits) > 0:
		return evidence.Confirmed
	}
	return evidence.Verified
}

// NamesExact says how well it is known that the names are exact that will be sent: the
// one answer to that, wherever it is shown.
func (c Context) NamesExact() evidence.Grade {
	if !c.Names.typed(c.State.Steps[StepNamesExact].Typed) {
		return evidence.Unknown
	}
	return c.Names.Grade()
}

// typed reports whether the number was typed that the comparison asks for.
func (n Names) typed(text string) bool {
	return n.Unpaired == 0 || strings.TrimSpace(text) == strconv.Itoa(n.Unpaired)
}

// NumberToType is the number that the comparison asks for; nil for none.
func (n Names) NumberToType() *migrate.NumberToType {
	if n.Unpaired == 0 {
		return nil
	}
	return &migrate.NumberToType{Number: strconv.Itoa(n.Unpaired), Groups: n.UnpairedGroups}
}

// toType says what to check before the number is typed, and then how to type it.
func (n Names) toType(check, kind migrate.RemedyKind) migrate.Remedies {
	if n.Shrunk {
		check = migrate.RemedyCheckList
	}
	return migrate.Remedies{
		{Kind: check}, {Kind: kind, Step: string(StepNamesExact), Text: strconv.Itoa(n.Unpaired)},
	}
}

// ToTypeAtStart is what to check, and then how to type the number, where it is asked for at the
// start of provisioning: the groups are those that the app sends at that moment, on the
// Confidential path by SAML.
func (n Names) ToTypeAtStart(path Path, provider IDP) migrate.Remedies {
	check := migrate.RemedyCheckSent
	if !path.ProvisionsGroups() {
		check = migrate.RemedyCheckSentBySAML
	}
	all := n.toType(check, migrate.RemedyTypeAgain)
	all[0].Text = string(provider)
	return all
}

// Wrong says in words what a comparison has against going on; empty for
// nothing. A group that is missing makes no second one, and may be meant to stay
// behind.
func (n Names) Wrong() string {
	if n.Void != "" {
		return n.Void
	}
	var all []string
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{n.Differs, "group name differs", "group names differ"},
		{n.Conflicts, "conflict is unresolved", "conflicts are unresolved"},
		{n.Doubles, "group exists twice under different names", "groups exist twice under different names"},
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

// Remedies say what to do about Wrong. A group that is there a second time is not
// renamed: that would take it the name of the first.
func (n Names) Remedies() migrate.Remedies {
	only := func(kind migrate.RemedyKind) migrate.Remedies { return migrate.Remedies{{Kind: kind}} }
	switch {
	case n.OtherProvider:
		return ToOtherProvider()
	case n.Same:
		return only(migrate.RemedyConnectSent)
	case n.Other:
		return only(migrate.RemedyConnectSides)
	case n.Void != "" || n.Exact+n.Differs+n.Conflicts == 0:
		return only(migrate.RemedyCompareSent)
	case n.Doubles > 0:
		return only(migrate.RemedyRemoveDuplicates)
	}
	return only(migrate.RemedyMakeExact)
}

// ToOtherProvider is what to do where the SCIM side is an app at another identity provider than
// the chosen one.
func ToOtherProvider() migrate.Remedies {
	return migrate.Remedies{{Kind: migrate.RemedyConnectSent}, {Kind: migrate.RemedyChoosePath}}
}

// String says what was found, in numbers.
func (n Names) String() string {
	s := fmt.Sprintf("%d exact", n.Exact)
	if n.Missing > 0 {
		s += fmt.Sprintf(", %d only in AD", n.Missing)
	}
	if n.Fewer != "" {
		s += "; " + n.Fewer
	}
	return s
}

// before reports whether the comparison is one of before a step was done.
func (n Names) before(r Record) bool {
	return r.Status.IsFinal() && !n.At.IsZero() && n.At.Before(r.At)
}

// GroupsBySAML reports whether the step that lets groups come by SAML was begun.
func (s State) GroupsBySAML() bool {
	switch s.Steps[StepSAMLGroups].Status {
	case Running, Failed, DoneVerified, DoneAttested:
		return true
	}
	return false
}

// NamesNotNeeded reports whether the admin said that no names need to be exact, and
// no groups come by SAML.
func (s State) NamesNotNeeded() bool {
	return s.Steps[GateNamesExact.step()].Status == NotNeeded && !s.GroupsBySAML()
}

func (w *Runbook) namesGate(context Context, of StepID) []Blocker {
	step, _ := w.Step(GateNamesExact.step())
	asking, _ := w.Step(of)
	n := context.Names
	b := Blocker{
		ID:  string(GateNamesExact),
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
	case n.Compared && n.Wrong() == "" && asking.NamesAfter != "" && n.before(context.State.Steps[asking.NamesAfter]):
		b.What, b.Next = "the group names were last compared "+moment(n.At)+", before the groups were assigned",
			migrate.Remedies{{Kind: migrate.RemedyCompareAssigned}}
	case n.Compared && n.Wrong() == "":
		return nil
	case n.Compared:
		b.What, b.Next, b.expired = n.Wrong(), n.Remedies(), n.Aged
	default:
		b.What = "the group names haven't been compared"
		b.Next = migrate.Remedies{{Kind: migrate.RemedyCheckNames, Step: string(StepNamesExact)}}
	}
	return []Blocker{b}
}
