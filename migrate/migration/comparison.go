package migration

import (
	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
)

// maxOpenGroups limits the groups that are stored with a comparison, because migration.json is rewritten at every
// change.
const maxOpenGroups = 1000

// OpenGroup is a group that isn't exact on both sides. Its names may hold any byte; see exactjson.
type OpenGroup struct {
	Status     string   `json:"status"` // as in the JSON of a comparison
	Kinds      []string `json:"kinds,omitempty"`
	AD         string   `json:"ad,omitempty"`
	ADBase64   []byte   `json:"ad_base64,omitempty"`
	SCIM       string   `json:"scim,omitempty"`
	SCIMBase64 []byte   `json:"scim_base64,omitempty"`
	// VariantOf is set for a duplicate: the name that exists exactly.
	VariantOf string `json:"variant_of,omitempty"`
	// Conflict is the number that all groups of one conflict share.
	Conflict int `json:"conflict,omitempty"`
	// Near are similar names on the other side, for people.
	Near []string `json:"near,omitempty"`
	// Matched says that an admin matched the two groups.
	Matched bool `json:"matched,omitempty"`
	// DifferentFrom are the groups that an admin marked as different, for people.
	DifferentFrom []string `json:"different_from,omitempty"`
	// Source is the source of the AD group, if its list is from several sources.
	Source string `json:"source,omitempty"`
}

// OpenGroups returns the number of groups that aren't exact. Open may hold fewer.
func (c Comparison) OpenGroups() int {
	return c.Differs + c.Conflicts + c.ADOnly + c.SCIMOnly
}

// Choices returns the number of conflicts for people: one for all groups of a conflict. For a comparison of an
// older version, which only counted groups, it counts the stored groups.
func (c Comparison) Choices() int {
	n := c.ToChoose
	for i := range c.Open {
		n = max(n, c.Open[i].Conflict)
	}
	if n == 0 {
		return c.Conflicts
	}
	return n
}

// Summary returns the number of rows of each status.
func (c Comparison) Summary() diff.Summary {
	return diff.Summary{
		Exact: c.Exact, Differs: c.Differs, Conflict: c.Conflicts, Conflicts: c.Choices(), ADOnly: c.ADOnly,
		SCIMOnly: c.SCIMOnly,
	}
}

// addOpenGroups adds the groups that aren't exact, and counts the kinds of differences.
func (c *Comparison) addOpenGroups(r *diff.Result) {
	for kind, n := range r.Summary.ByKind {
		if n > 0 {
			if c.ByKind == nil {
				c.ByKind = map[string]int{}
			}
			c.ByKind[kind.String()] = n
		}
	}
	for _, w := range r.SideWide {
		c.SideWide = append(c.SideWide, w.Title()+" "+w.Remedy())
	}
	for i := range r.Rows {
		if len(c.Open) == maxOpenGroups {
			return
		}
		if r.Rows[i].Status != diff.Exact {
			c.Open = append(c.Open, openGroup(r, &r.Rows[i]))
		}
	}
}

func openGroup(r *diff.Result, row *diff.Row) OpenGroup {
	g := OpenGroup{Status: row.Status.String(), Kinds: row.Kinds.Strings()}
	name := func(of *migrate.Group) (string, []byte) {
		if of == nil {
			return "", nil
		}
		return exactjson.Split(of.Name)
	}
	g.AD, g.ADBase64 = name(row.AD)
	g.SCIM, g.SCIMBase64 = name(row.SCIM)
	g.VariantOf, _ = exactjson.Split(row.VariantOf())
	g.Conflict = row.Conflict
	for _, n := range row.Near() {
		g.Near = append(g.Near, names.Visible(n.Group.Name))
	}
	g.Matched = row.Decided
	for _, o := range r.DifferentFrom(row) {
		g.DifferentFrom = append(g.DifferentFrom, names.Visible(o.Group.Name))
	}
	if row.AD != nil {
		g.Source = row.AD.Source
	}
	return g
}
