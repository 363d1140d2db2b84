package migration

import (
	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
)

// openKept bounds how many groups a comparison is remembered with: migration.json
// is written whole at each change.
const openKept = 1000

// OpenGroup is a group that a comparison did not find exact on both sides. Its
// names may hold any byte; see exactjson.
type OpenGroup struct {
	Status     string   `json:"status"` // as in a comparison's JSON
	Kinds      []string `json:"kinds,omitempty"`
	AD         string   `json:"ad,omitempty"`
	ADBase64   []byte   `json:"ad_base64,omitempty"`
	SCIM       string   `json:"scim,omitempty"`
	SCIMBase64 []byte   `json:"scim_base64,omitempty"`
	// VariantOf is of a double: the name that is there exactly.
	VariantOf string `json:"variant_of,omitempty"`
	// Conflict is the number that the groups of one conflict share.
	Conflict int `json:"conflict,omitempty"`
	// Near are names on the other side that are nearly the same, for people.
	Near []string `json:"near,omitempty"`
	// Matched says that an admin matched the two groups.
	Matched bool `json:"matched,omitempty"`
	// DifferentFrom are the groups that an admin marked as different, for people.
	DifferentFrom []string `json:"different_from,omitempty"`
	// Source is where the AD group came from, if its list is of several sources.
	Source string `json:"source,omitempty"`
}

// OpenGroups counts the groups that are not exact; Open may hold fewer.
func (c Comparison) OpenGroups() int {
	return c.Differs + c.Conflicts + c.ADOnly + c.SCIMOnly
}

// Choices counts the conflicts as people do: one for all its groups. Where an older
// program counted groups alone, those that are remembered tell.
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

// Summary counts the rows by status.
func (c Comparison) Summary() diff.Summary {
	return diff.Summary{
		Exact: c.Exact, Differs: c.Differs, Conflict: c.Conflicts, Conflicts: c.Choices(), ADOnly: c.ADOnly,
		SCIMOnly: c.SCIMOnly,
	}
}

// named adds which groups are not exact, and in which kinds names differ.
func (c *Comparison) named(r *diff.Result) {
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
		if len(c.Open) == openKept {
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
