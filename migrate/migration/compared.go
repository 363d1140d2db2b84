package migration

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

// RecordComparison remembers what a comparison found of lists that were read at this
// moment. It counts only for the connected sides, or for AD and the endpoint at
// Dashlane; one of anything else is not kept beside one that counts. Nor is one of
// before a newer one, of before a change of the names or the path, or one that was made
// with other decisions than those of now. A time that is still to come was noted by a wrong
// clock, and holds up nothing.
func (s *State) RecordComparison(r *diff.Result, about evidence.About, at time.Time) Dropped {
	now := time.Now()
	const again = "the comparison wasn't saved: its lists were read %s, and %s %s; compare again"
	if !playbook.Ahead(s.CompareAfter, now) && at.Before(s.CompareAfter) {
		return Dropped{Why: fmt.Sprintf(again, clock(at), "names or the path were changed", clock(s.CompareAfter))}
	}
	if !slices.EqualFunc(r.Decisions, s.Decisions, diff.Decision.Repeats) {
		return Dropped{
			Why: "the comparison wasn't saved: decisions about groups were changed since it was made; compare again",
		}
	}
	sent, arrived := s.connected()
	about = s.onThisPath(about)
	c := Compared(r, about, at)
	c.named(r)
	c.decided(r, s.Decisions)
	if about.Other(arrived) == "" {
		c.ListsOld = s.listsOld(r)
		if s.Arrived == nil || !at.Before(s.Arrived.Time) || playbook.Ahead(s.Arrived.Time, now) {
			s.Arrived = &c
		}
		if about.Other(sent) != "" {
			return Dropped{}
		}
	}
	why := cmp.Or(about.Other(sent), s.otherProvider())
	if why != "" && s.Comparison != nil && s.Comparison.About.Other(sent) == "" {
		return s.satisfiesNothing(why, c.Same)
	}
	if old := s.Comparison; old != nil && !playbook.Ahead(old.Time, now) && at.Before(old.Time) {
		return Dropped{Why: fmt.Sprintf(again, clock(at), "a newer comparison was made", clock(old.Time))}
	}
	s.Comparison = &c
	if why == "" && !c.Same && (s.First == nil || c.Time.Before(s.First.Time)) {
		first := c
		s.First = &first
	}
	return s.satisfiesNothing(why, c.Same)
}

// Dropped says why a comparison isn't saved or meets no requirement; zero where it counts.
type Dropped struct {
	Why string
	// Next is what to do where comparing again doesn't help; empty where it does.
	Next migrate.Remedies
}

// satisfiesNothing is a comparison that does not count, because of other sources or because
// both sides are the same list; zero where nothing keeps it from counting, or it is of other
// sources before a migration has begun.
func (s *State) satisfiesNothing(why string, same bool) Dropped {
	switch {
	case same && (why == "" || s.Path == ""):
		return Dropped{"both sides are the same list, so this comparison doesn't show what will be sent and meets no " +
			"requirement", migrate.Remedies{{Kind: migrate.RemedyConnectSent}}}
	case why == "", s.Path == "":
		return Dropped{}
	}
	next := migrate.Remedies{{Kind: migrate.RemedyConnectSides}}
	if why == s.otherProvider() {
		next = playbook.ToOtherProvider()
	}
	return Dropped{"this comparison meets no requirement: " + why, next}
}

// Compared is what a comparison found, of lists that were read at this moment.
func Compared(r *diff.Result, about evidence.About, at time.Time) Comparison {
	c := Comparison{
		Time: at, AD: r.ADSource, SCIM: r.SCIMSource, Exact: r.Summary.Exact, Differs: r.Summary.Differs,
		Conflicts: r.Summary.Conflict, ToChoose: r.Summary.Conflicts,
		ADOnly: r.Summary.ADOnly, SCIMOnly: r.Summary.SCIMOnly, About: about,
		ADGroups: r.ADGroups, SCIMGroups: r.SCIMGroups, OneUser: r.OneUser,
		Uncertain: r.Uncertain,
	}
	for i := range r.Rows {
		if r.Rows[i].VariantOf() != "" {
			c.Doubles++
		}
	}
	c.Same = same(r, about)
	return c
}

// same reports whether both sides were one list: one source, or the same ids on both,
// but for a few groups that came or went between two exports of it. Lists without ids
// are not judged by what is in them.
func same(r *diff.Result, about evidence.About) bool {
	if slices.ContainsFunc(about.AD, about.SCIM.Equal) {
		return true
	}
	paired, other, most := 0, 0, min(r.ADGroups, r.SCIMGroups)
	for i := range r.Rows {
		ad, scim := r.Rows[i].AD, r.Rows[i].SCIM
		if ad == nil || scim == nil {
			continue
		}
		if paired++; ad.ID == "" || scim.ID == "" {
			return false
		}
		if !migrate.AD.SameID(ad.ID, scim.ID) {
			if other++; other*10 > most { // whatever the other pairs are
				return false
			}
		}
	}
	return paired > 0 && other*10 <= paired
}

// decided names the pairs that a person decided.
func (c *Comparison) decided(r *diff.Result, all []diff.Decision) {
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Decided && row.AD != nil && row.SCIM != nil {
			c.Decided = append(c.Decided, fmt.Sprintf("%s and %s matched by hand", migrate.Quote(row.AD.Name),
				migrate.Quote(row.SCIM.Name)))
		}
	}
	apart := slices.DeleteFunc(slices.Clone(all), func(d diff.Decision) bool { return !d.Apart })
	ad, scim := present(r, apart)
	for _, d := range apart {
		if ad[cmp.Or(d.ADID, d.ADName)] && scim[cmp.Or(d.SCIMID, d.SCIMName)] {
			c.Decided = append(c.Decided, fmt.Sprintf("%s and %s marked as different groups",
				migrate.Quote(shownAs(d.ADName, d.ADID)), migrate.Quote(shownAs(d.SCIMName, d.SCIMID))))
		}
	}
	if len(c.Decided) > openKept {
		c.Decided = c.Decided[:openKept]
	}
}

// present says of each group that decisions are about, by its id, or its name where it
// has none, whether it was compared.
func present(r *diff.Result, decisions []diff.Decision) (ad, scim map[string]bool) {
	if len(decisions) == 0 {
		return nil, nil
	}
	ad, scim = map[string]bool{}, map[string]bool{}
	for _, d := range decisions {
		ad[cmp.Or(d.ADID, d.ADName)], scim[cmp.Or(d.SCIMID, d.SCIMName)] = false, false
	}
	see := func(in map[string]bool, g *migrate.Group) {
		if g == nil {
			return
		}
		for _, key := range [2]string{g.ID, g.Name} {
			if _, asked := in[key]; asked {
				in[key] = true
			}
		}
	}
	for i := range r.Rows {
		see(ad, r.Rows[i].AD)
		see(scim, r.Rows[i].SCIM)
	}
	return ad, scim
}

func shownAs(name, id string) string {
	if name == "" {
		return id
	}
	return names.Visible(name)
}

// listsOld reports whether a group of AD's that is not sent stands at the endpoint.
func (s *State) listsOld(r *diff.Result) bool {
	sent, _ := s.connected()
	if s.Comparison == nil || s.Comparison.About.Other(sent) != "" {
		return false
	}
	unsent := map[string]bool{}
	for _, g := range s.Comparison.Open {
		if g.Status == diff.ADOnly.String() && len(g.ADBase64) == 0 {
			unsent[g.AD] = true
		}
	}
	return slices.ContainsFunc(r.Rows, func(row diff.Row) bool { return row.Status == diff.Exact && unsent[row.AD.Name] })
}

// Names is what the interlocks look at, whenever it was.
func (c Comparison) Names() playbook.Names {
	n := playbook.Names{
		Compared: true, At: c.Time, Exact: c.Exact, Differs: c.Differs, Conflicts: c.Choices(),
		Doubles: c.Doubles, Missing: c.ADOnly,
	}
	if c.sentOtherwise() {
		n.Limits = append(n.Limits, "groups come by SAML on this path, and the app's list doesn't show what SAML sends, "+
			"so this is confirmed by you, not verified")
	}
	if c.Same {
		n.Same = true
		n.Void = "both sides were read from " + names.Visible(c.AD) + ", so the comparison doesn't show what will be sent"
	}
	if slices.ContainsFunc(c.About.AD, evidence.Source.File) {
		n.Limits = append(n.Limits, "AD's list is a file, so this is confirmed by you, not verified")
	}
	if c.About.SCIM.Known() && c.About.SCIM.File() {
		n.Limits = append(n.Limits, "the SCIM side's list is a file, so this is confirmed by you, not verified")
	}
	if c.OneUser {
		n.Limits = append(n.Limits, "the SCIM side is one member's SAML response, which shows that member's groups alone")
	}
	n.Limits = append(n.Limits, c.Uncertain...)
	if len(c.Decided) > 0 {
		n.Limits = append(n.Limits, "you chose: "+strings.Join(c.Decided[:min(len(c.Decided), decisionsSaid)],
			", ")+more(len(c.Decided)-decisionsSaid))
	}
	n.Unpaired, n.UnpairedWhy, n.UnpairedGroups = c.unpaired()
	return n
}

// asSAML is migrate.Connection.As of the names that a provider sends by SAML.
const asSAML = "saml"

// sentOtherwise reports whether the list is an app's on the Confidential path, where
// groups come by SAML.
func (c Comparison) sentOtherwise() bool {
	_, _, isApp := migrate.Connection{Location: c.About.SCIM.Location}.ProviderApp()
	return isApp && c.About.SCIM.As != asSAML && c.About.Path != "" && !playbook.Path(c.About.Path).ProvisionsGroups()
}

// decisionsSaid is how many decisions a sentence names, and groupsSaid how many groups.
const (
	decisionsSaid = 5
	groupsSaid    = 5
)

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

// unpaired is the number of groups without a partner that must be confirmed, and of
// what: more than a tenth of a side, and more than 5. groups are their names, as far as the
// comparison remembers them.
func (c Comparison) unpaired() (number int, why string, groups []string) {
	if c.OneUser && c.ADOnly > 0 {
		groups = c.alone(migrate.AD)
		return c.ADOnly, fmt.Sprintf("%d of the %d groups of AD are not in that member's SAML response", c.ADOnly,
			c.ADGroups) + listed(groups, c.ADOnly), groups
	}
	for _, side := range []struct {
		side      migrate.Side
		name      string
		left, all int
	}{{migrate.AD, "AD", c.ADOnly, c.ADGroups}, {migrate.SCIM, "the SCIM side", c.SCIMOnly - c.Doubles, c.SCIMGroups}} {
		if side.left > fewUnpaired && side.left*10 > side.all {
			groups = c.alone(side.side)
			return side.left, fmt.Sprintf("%d of the %d groups of %s have no partner", side.left, side.all,
				side.name) + listed(groups, side.left), groups
		}
	}
	return 0, "", nil
}

// alone names the groups of a side without a partner, as far as they are remembered. One that
// stands beside its exact name is no such group.
func (c Comparison) alone(side migrate.Side) (groups []string) {
	for i := range c.Open {
		switch g := &c.Open[i]; {
		case side == migrate.AD && g.Status == diff.ADOnly.String():
			groups = append(groups, names.Visible(g.AD))
		case side == migrate.SCIM && g.Status == diff.SCIMOnly.String() && g.VariantOf == "":
			groups = append(groups, names.Visible(g.SCIM))
		}
	}
	return groups
}

// listed names the first of so many groups, for the end of a sentence.
func listed(groups []string, all int) string {
	if len(groups) == 0 {
		return ""
	}
	quoted := make([]string, min(len(groups), groupsSaid))
	for i := range quoted {
		quoted[i] = migrate.Quote(groups[i])
	}
	return ": " + strings.Join(quoted, ", ") + more(all-len(quoted))
}

// fewUnpaired is how many groups may be without a partner on a side of any size.
const fewUnpaired = 5

// NamesAt is Names at a moment: an old comparison says nothing any more.
func (c Comparison) NamesAt(now time.Time) playbook.Names {
	n := c.Names()
	if stale := playbook.Stale(c.Time, now, playbook.ComparisonAge); n.Void == "" && stale != "" {
		n.Void, n.Aged = "the group names were last compared "+c.Time.UTC().Format("2006-01-02 15:04 MST")+", "+stale, true
	}
	return n
}

// willBeSent is what the last comparison of the connected sides found.
func (s State) willBeSent(now time.Time) playbook.Names {
	c := s.Comparison
	if c == nil {
		return playbook.Names{}
	}
	n := s.besideTheFirst(*c, c.NamesAt(now))
	sent, _ := s.connected()
	if why := cmp.Or(c.About.Other(sent), s.otherProvider()); why != "" {
		n.Void, n.Other, n.Aged = why+", so it doesn't show what will be sent", true, false
		n.OtherProvider = why == s.otherProvider()
	}
	return n
}

// besideTheFirst is what a comparison found, with what it has against it that the first
// one that counted had far more groups.
func (s State) besideTheFirst(c Comparison, n playbook.Names) playbook.Names {
	f := s.First
	if f == nil || f.ADGroups <= c.ADGroups {
		return n
	}
	other := !slices.EqualFunc(c.About.AD, f.About.AD, evidence.Source.Equal)
	switch {
	case n.Unpaired == 0 && 2*c.ADGroups <= f.ADGroups:
		n.Unpaired, n.Shrunk = c.ADGroups, true
		n.UnpairedWhy = fmt.Sprintf("AD's list has %s, and the first comparison had %d",
			render.Count(c.ADGroups, "group", "groups"), f.ADGroups)
		if other && len(f.About.AD) > 0 {
			n.UnpairedWhy += ", by another base, filter or name attribute"
		}
	case other:
		n.Fewer = fmt.Sprintf("AD's list has %d groups now, and the first comparison that counted had %d, by another base, "+
			"filter or name attribute: check that the groups that are left out are meant to be", c.ADGroups, f.ADGroups)
	}
	return n
}

// NamesAtStart is what a comparison found that was made for the start of provisioning,
// at that moment, of the connected AD and what the provider sends.
func (s State) NamesAtStart(r *diff.Result, at time.Time) playbook.Names {
	sent, _ := s.connected()
	c := Compared(r, sent, at)
	c.named(r)
	c.decided(r, s.Decisions)
	return s.besideTheFirst(c, c.Names())
}

// Fewer says that the last comparison is of fewer AD groups than the first that counted,
// by another base, filter or name attribute; empty where it isn't, or doesn't count.
func (s State) Fewer() string {
	if n := s.willBeSent(time.Now()); n.Void == "" {
		return n.Fewer
	}
	return ""
}

// hasArrived is what the last comparison of AD with the endpoint at Dashlane found,
// since provisioning was started.
func (s State) hasArrived(now time.Time) playbook.Names {
	_, arrived := s.connected()
	c := s.Arrived
	if c == nil {
		return playbook.Names{}
	}
	n := c.NamesAt(now)
	n.Unpaired = 0 // what was not sent cannot have arrived
	started := s.Playbook.Steps[playbook.StepIDPStarted]
	switch why := c.About.Other(arrived); {
	case why != "":
		n.Void, n.Other = why+", so it doesn't show what has arrived at Dashlane", true
	case !started.Status.IsFinal() || c.Time.Before(started.HeldSince()):
		n.Void = "the endpoint was last compared before provisioning started"
	}
	if !c.ListsOld {
		n.Limits = append(n.Limits, "nothing shows that the endpoint lists what AD sync made")
	}
	return n
}
