package fix

import (
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
)

func TestRenamableRows(t *testing.T) {
	t.Parallel()
	ad, scim := &migrate.Group{ID: "a", Name: "Sales"}, &migrate.Group{ID: "s", Name: "sales"}
	row := func(status diff.Status, kinds ...names.Kind) diff.Row {
		return diff.Row{Status: status, AD: ad, SCIM: scim, Kinds: names.NewKinds(kinds...)}
	}
	byID := row(diff.Differs, names.Similar)
	byID.Identity = diff.ObjectGUID
	for name, c := range map[string]struct {
		row                              diff.Row
		renamable, plannable, needsMatch bool
	}{
		"exact":                {row: row(diff.Exact)},
		"one fold":             {row: row(diff.Differs, names.Case), renamable: true, plannable: true},
		"only similar":         {row: row(diff.Differs, names.Similar), renamable: true},
		"similar, the same id": {row: byID, renamable: true, plannable: true},
		"the whole side":       {row: row(diff.Differs, names.SideWide), renamable: true},
		"conflict":             {row: diff.Row{Status: diff.Conflict, AD: ad, Conflict: 1}, needsMatch: true},
		"only in AD":           {row: diff.Row{Status: diff.ADOnly, AD: ad}},
		"only provisioned":     {row: diff.Row{Status: diff.SCIMOnly, SCIM: scim}},
	} {
		if got := Renamable(&c.row); got != c.renamable {
			t.Errorf("%s: renamable is %t", name, got)
		}
		if got := Plannable(&c.row); got != c.plannable {
			t.Errorf("%s: plannable is %t", name, got)
		}
		if got := NeedsMatch(&c.row); got != c.needsMatch {
			t.Errorf("%s: needs a match is %t", name, got)
		}
		if got := Fixable(&c.row); got != (c.renamable || c.needsMatch) {
			t.Errorf("%s: fixable is %t", name, got)
		}
	}
}

// The name in AD stays where nothing else is chosen; a typed name goes before the other
// side's, and is given up with its side.
func TestNamesOfAChoice(t *testing.T) {
	t.Parallel()
	row := &diff.Row{AD: &migrate.Group{Name: "Sales"}, SCIM: &migrate.Group{Name: "sales"}}
	ad, scim := Choice{Side: migrate.AD}, Choice{Side: migrate.SCIM}
	for name, c := range map[string]struct {
		choice        Choice
		before, after string
	}{
		"nothing chosen":    {Choice{}, "sales", "Sales"},
		"the SCIM side":     {scim, "sales", "Sales"},
		"AD":                {ad, "Sales", "sales"},
		"turned":            {Choice{}.OtherSide(), "Sales", "sales"},
		"turned twice":      {Choice{}.OtherSide().OtherSide(), "sales", "Sales"},
		"typed":             {scim.WithName("SALES"), "sales", "SALES"},
		"typed for AD":      {ad.WithName("SALES"), "Sales", "SALES"},
		"typed and emptied": {scim.WithName("SALES").WithName(""), "sales", "Sales"},
		"typed and turned":  {scim.WithName("SALES").OtherSide(), "Sales", "sales"},
	} {
		if before, after := c.choice.Names(row); before != c.before || after != c.after {
			t.Errorf("%s: from %q to %q", name, before, after)
		}
	}
	if before, after := (Choice{}).Names(&diff.Row{AD: row.AD}); before != "" || after != "Sales" {
		t.Errorf("a group that is missing: from %q to %q", before, after)
	}
}
