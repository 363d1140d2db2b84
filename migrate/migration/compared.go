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

// RecordComparison stores the result of a comparison of lists that were read at this time. A comparison only counts
// if it is of the connected sides, or of AD and the endpoint at Dashlane; one that doesn't count never replaces one
// that does. It isn't stored if a newer one is, if the names or the path changed after it, or if it was made with
// other decisions. A stored time in the future comes from a wrong clock and is ignored.
func (s *State) RecordComparison(r *diff.Result, about evidence.About, at time.Time) Rejection {
	now := time.Now()
	const again = "the comparison wasn't saved: its lists were read %s, and %s %s; compare again"
	if !playbook.Ahead(s.CompareAfter, now) && at.Before(s.CompareAfter) {
		return Rejection{Why: fmt.Sprintf(again, clock(at), "names or the path were changed", clock(s.CompareAfter))}
	}
	if !slices.EqualFunc(r.Decisions, s.Decisions, diff.Decision.Repeats) {
		return Rejection{
			Why: "the comparison wasn't saved: decisions about groups were changed since it was made; compare again",
		}
	}
	sent, arrived := s.connected()
	about = s.withPath(about)
	c := NewComparison(r, about, at)
	c.addOpenGroups(r)
	c.addDecisions(r, s.Decisions)
	if about.Mismatch(arrived) == "" {
		c.ListsUnsent = s.endpointListsUnsent(r)
		if s.Arrived == nil || !at.Before(s.Arrived.Time) || playbook.Ahead(s.Arrived.Time, now) {
			s.Arrived = &c
		}
		if about.Mismatch(sent) != "" {
			return Rejection{}
		}
	}
	why := cmp.Or(about.Mismatch(sent), s.providerMismatch())
	if why != "" && s.Comparison != nil && s.Comparison.About.Mismatch(sent) == "" {
		return s.satisfiesNothing(why, c.SameSource)
	}
	if old := s.Comparison; old != nil && !playbook.Ahead(old.Time, now) && at.Before(old.Time) {
		return Rejection{Why: fmt.Sprintf(again, clock(at), "a newer comparison was made", clock(old.Time))}
	}
	s.Comparison = &c
	if why == "" && !c.SameSource && (s.First == nil || c.Time.Before(s.First.Time)) {
		first := c
		s.First = &first
	}
	return s.satisfiesNothing(why, c.SameSource)
}

// Rejection says why a comparison isn't stored or meets no requirement. The zero value means that it counts.
type Rejection struct {
	Why string
	// Next is what to do if comparing again doesn't help; empty if it does.
	Next migrate.Remedies
}

// satisfiesNothing is a comparison that does not count, because of other sources or because
// both sides are the same list; zero where nothing keeps it from counting, or it is of other
// sources before a migration has begun.
func (s *State) satisfiesNothing(why string, same bool) Rejection {
	switch {
	case same && (why == "" || s.Path == ""):
		return Rejection{"both sides are the same list, so this comparison doesn't show what will be sent and meets no " +
			"requirement", migrate.Remedies{{Kind: migrate.RemedyConnectSent}}}
	case why == "", s.Path == "":
		return Rejection{}
	}
	next := migrate.Remedies{{Kind: migrate.RemedyConnectSides}}
	if why == s.providerMismatch() {
		next = playbook.ToOtherProvider()
	}
	return Rejection{"this comparison meets no requirement: " + why, next}
}

// NewComparison summarizes the result of a comparison of lists that were read at this time.
func NewComparison(r *diff.Result, about evidence.About, at time.Time) Comparison {
	c := Comparison{
		Time: at, AD: r.ADSource, SCIM: r.SCIMSource, Exact: r.Summary.Exact, Differs: r.Summary.Differs,
		Conflicts: r.Summary.Conflict, ToChoose: r.Summary.Conflicts,
		ADOnly: r.Summary.ADOnly, SCIMOnly: r.Summary.SCIMOnly, About: about,
		ADGroups: r.ADGroups, SCIMGroups: r.SCIMGroups, OneUser: r.OneUser,
		Uncertain: r.Uncertain,
	}
	for i := range r.Rows {
		if r.Rows[i].VariantOf() != "" {
			c.Duplicates++
		}
	}
	c.SameSource = sameSource(r, about)
	return c
}

// sameSource reports whether both sides were the same list: the same source, or the same ids except for a few
// groups that were added or removed between two exports. Lists without ids are not judged by their content.
func sameSource(r *diff.Result, about evidence.About) bool {
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
			if other++; other*10 > most { // whatever the remaining pairs are
				return false
			}
		}
	}
	return paired > 0 && other*10 <= paired
}

// addDecisions adds the pairs that an admin decided on.
func (c *Comparison) addDecisions(r *diff.Result, all []diff.Decision) {
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Decided && row.AD != nil && row.SCIM != nil {
			c.Decided = append(c.Decided, fmt.Sprintf("%s and %s matched by hand", migrate.Quote(row.AD.Name),
				migrate.Quote(row.SCIM.Name)))
		}
	}
	apart := slices.DeleteFunc(slices.Clone(all), func(d diff.Decision) bool { return !d.Apart })
	ad, scim := comparedGroups(r, apart)
	for _, d := range apart {
		if ad[cmp.Or(d.ADID, d.ADName)] && scim[cmp.Or(d.SCIMID, d.SCIMName)] {
			c.Decided = append(c.Decided, fmt.Sprintf("%s and %s marked as different groups",
				migrate.Quote(displayName(d.ADName, d.ADID)), migrate.Quote(displayName(d.SCIMName, d.SCIMID))))
		}
	}
	if len(c.Decided) > maxOpenGroups {
		c.Decided = c.Decided[:maxOpenGroups]
	}
}

// comparedGroups returns, for each group in the decisions, whether it was compared. The key is the id, or the name
// of a group without one.
func comparedGroups(r *diff.Result, decisions []diff.Decision) (ad, scim map[string]bool) {
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

func displayName(name, id string) string {
	if name == "" {
		return id
	}
	return names.Visible(name)
}

// endpointListsUnsent reports whether the endpoint has an AD group that the provider doesn't send.
func (s *State) endpointListsUnsent(r *diff.Result) bool {
	sent, _ := s.connected()
	if s.Comparison == nil || s.Comparison.About.Mismatch(sent) != "" {
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

// Names returns what the requirements check, regardless of the comparison's age.
func (c Comparison) Names() playbook.Names {
	n := playbook.Names{
		Compared: true, At: c.Time, Exact: c.Exact, Differs: c.Differs, Conflicts: c.Choices(),
		Duplicates: c.Duplicates, Missing: c.ADOnly,
	}
	if c.isProvisionedOnSAMLPath() {
		n.Limits = append(n.Limits, "groups come by SAML on this path, and the app's list doesn't show what SAML sends, "+
			"so this is confirmed by you, not verified")
	}
	if c.SameSource {
		n.SameSource = true
		n.InvalidReason = "both sides were read from " + names.Visible(c.AD) +
			", so the comparison doesn't show what will be sent"
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
		n.Limits = append(n.Limits, "you chose: "+strings.Join(c.Decided[:min(len(c.Decided), maxDecisionsShown)],
			", ")+andMore(len(c.Decided)-maxDecisionsShown))
	}
	n.Unpaired, n.UnpairedWhy, n.UnpairedGroups = c.unpaired()
	return n
}

// asSAML is the value of migrate.Connection.As for the names that a provider sends by SAML.
const asSAML = "saml"

// isProvisionedOnSAMLPath reports whether the list is what an app provisions, although groups come by SAML on the
// Confidential path.
func (c Comparison) isProvisionedOnSAMLPath() bool {
	_, _, isApp := migrate.Connection{Location: c.About.SCIM.Location}.ProviderApp()
	return isApp && c.About.SCIM.As != asSAML && c.About.Path != "" && !playbook.Path(c.About.Path).ProvisionsGroups()
}

// maxDecisionsShown and maxGroupsShown are how many decisions and groups a sentence names.
const (
	maxDecisionsShown = 5
	maxGroupsShown    = 5
)

func andMore(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

// unpaired returns the number of groups without a partner that an admin must confirm, with the reason and the names
// of the groups as far as they are stored. The number is 0 up to a tenth of a side or 5 groups.
func (c Comparison) unpaired() (number int, why string, groups []string) {
	if c.OneUser && c.ADOnly > 0 {
		groups = c.unpairedGroups(migrate.AD)
		return c.ADOnly, fmt.Sprintf("%d of the %d groups of AD are not in that member's SAML response", c.ADOnly,
			c.ADGroups) + listGroups(groups, c.ADOnly), groups
	}
	for _, side := range []struct {
		side      migrate.Side
		name      string
		left, all int
	}{{migrate.AD, "AD", c.ADOnly, c.ADGroups}, {migrate.SCIM, "the SCIM side", c.SCIMOnly - c.Duplicates, c.SCIMGroups}} {
		if side.left > maxUnconfirmed && side.left*10 > side.all {
			groups = c.unpairedGroups(side.side)
			return side.left, fmt.Sprintf("%d of the %d groups of %s have no partner", side.left, side.all,
				side.name) + listGroups(groups, side.left), groups
		}
	}
	return 0, "", nil
}

// unpairedGroups returns the names of a side's groups without a partner, as far as they are stored. A duplicate of
// an exact name isn't one of them.
func (c Comparison) unpairedGroups(side migrate.Side) (groups []string) {
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

// listGroups names the first groups for the end of a sentence; all is the total.
func listGroups(groups []string, all int) string {
	if len(groups) == 0 {
		return ""
	}
	quoted := make([]string, min(len(groups), maxGroupsShown))
	for i := range quoted {
		quoted[i] = migrate.Quote(groups[i])
	}
	return ": " + strings.Join(quoted, ", ") + andMore(all-len(quoted))
}

// maxUnconfirmed is how many groups without a partner need no confirmation, however small the side is.
const maxUnconfirmed = 5

// NamesAt is like Names, but an outdated comparison counts as unknown.
func (c Comparison) NamesAt(now time.Time) playbook.Names {
	n := c.Names()
	if stale := playbook.Stale(c.Time, now, playbook.ComparisonAge); n.InvalidReason == "" && stale != "" {
		n.InvalidReason, n.Expired = "the group names were last compared "+c.Time.UTC().Format("2006-01-02 15:04 MST")+", "+
			stale, true
	}
	return n
}

// namesSent returns the result of the last comparison of the connected sides.
func (s State) namesSent(now time.Time) playbook.Names {
	c := s.Comparison
	if c == nil {
		return playbook.Names{}
	}
	n := s.checkAgainstFirst(*c, c.NamesAt(now))
	sent, _ := s.connected()
	if why := cmp.Or(c.About.Mismatch(sent), s.providerMismatch()); why != "" {
		n.InvalidReason, n.WrongSides, n.Expired = why+", so it doesn't show what will be sent", true, false
		n.OtherProvider = why == s.providerMismatch()
	}
	return n
}

// checkAgainstFirst adds a warning to n if the first comparison that counted had far more groups than c.
func (s State) checkAgainstFirst(c Comparison, n playbook.Names) playbook.Names {
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
		n.ShrinkWarning = fmt.Sprintf(
			"AD's list has %d groups now, and the first comparison that counted had %d, by another base, "+
				"filter or name attribute: check that the groups that are left out are meant to be", c.ADGroups, f.ADGroups)
	}
	return n
}

// NamesAtStart returns the result of a comparison that was made for the start of provisioning, of the connected AD
// and what the provider sends.
func (s State) NamesAtStart(r *diff.Result, at time.Time) playbook.Names {
	sent, _ := s.connected()
	c := NewComparison(r, sent, at)
	c.addOpenGroups(r)
	c.addDecisions(r, s.Decisions)
	return s.checkAgainstFirst(c, c.Names())
}

// ShrinkWarning returns a warning if the last comparison has fewer AD groups than the first one, because its base,
// filter or name attribute differs. It returns "" if it doesn't, or if the comparison doesn't count.
func (s State) ShrinkWarning() string {
	if n := s.namesSent(time.Now()); n.InvalidReason == "" {
		return n.ShrinkWarning
	}
	return ""
}

// namesArrived returns the result of the last comparison of AD with the endpoint at Dashlane after provisioning
// started.
func (s State) namesArrived(now time.Time) playbook.Names {
	_, arrived := s.connected()
	c := s.Arrived
	if c == nil {
		return playbook.Names{}
	}
	n := c.NamesAt(now)
	n.Unpaired = 0 // a group that isn't sent can't arrive
	started := s.Playbook.Steps[playbook.StepIDPStarted]
	switch why := c.About.Mismatch(arrived); {
	case why != "":
		n.InvalidReason, n.WrongSides = why+", so it doesn't show what has arrived at Dashlane", true
	case !started.Status.IsFinal() || c.Time.Before(started.ValidSince()):
		n.InvalidReason = "the endpoint was last compared before provisioning started"
	}
	if !c.ListsUnsent {
		n.Limits = append(n.Limits, "nothing shows that the endpoint lists what AD sync made")
	}
	return n
}
