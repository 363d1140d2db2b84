package operation

import (
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
)

// Nothing but the number of its changes applies a plan, and no number applies one that
// changes nothing or can't be written.
func TestConfirmedPlans(t *testing.T) {
	t.Parallel()
	plan := func(fixes int) RenamePlan {
		return RenamePlan{Review: fix.Review{Plan: &fix.Plan{Fixes: make([]fix.Fix, fixes)}}}
	}
	unwritable, dry := plan(2), plan(2)
	unwritable.Unwritable, dry.DryRun = migrate.AD, true
	for name, c := range map[string]struct {
		plan           RenamePlan
		typed          string
		asks, confirms bool
	}{
		"its number":        {plan(2), " 2 ", true, true},
		"another number":    {plan(2), "3", true, false},
		"nothing typed":     {plan(2), "", true, false},
		"yes":               {plan(2), "yes", true, false},
		"nothing to change": {plan(0), "0", false, false},
		"can't be written":  {unwritable, "2", true, false},
		"a dry run":         {dry, "2", false, false},
	} {
		if c.plan.NeedsApproval() != c.asks || c.plan.Confirmed(c.typed) != c.confirms {
			t.Errorf("%s: asks %t, confirmed %t", name, c.plan.NeedsApproval(), c.plan.Confirmed(c.typed))
		}
	}
}
