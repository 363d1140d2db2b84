package main

import (
	"testing"

	"ad2scim/migrate"
)

// The note names the command that applies a plan, with the flags that it needs to find the same
// groups.
func TestASavedPlanIsAppliedWithTheSameFlags(t *testing.T) {
	t.Setenv(workspaceVariable, "")
	given, none := []scope{{}}, []scope(nil)
	const apply = `the plan is in "p.json": apply it with ad2scim fix apply p.json`
	for _, c := range []struct {
		workspace string
		ad, scim  []scope
		writable  bool
		want      string
	}{
		{"", none, none, true, apply},
		{"w", none, none, true, apply + ", with the same --workspace"},
		{"w", given, given, true, apply + ", with the same --ad, --scim, --workspace"},
		{"w", given, given, false, `the plan is in "p.json"`},
	} {
		got := fixPlanOptions{out: "p.json"}.applyWith(c.writable, &globalOptions{workspace: c.workspace},
			&sourceFlags{side: migrate.AD, scopes: c.ad}, &sourceFlags{side: migrate.SCIM, scopes: c.scim})
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
