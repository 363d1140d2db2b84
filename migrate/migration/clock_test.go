package migration_test

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// What a wrong clock noted of a day to come opens nothing and holds up nothing, and
// a comparison that is not kept says why.
func TestClockAhead(t *testing.T) {
	now := time.Now().UTC()
	differs := &diff.Result{ADSource: "ad.csv", SCIMSource: "okta:Dashlane", Summary: diff.Summary{Exact: 2, Differs: 1}}
	for _, c := range []struct {
		name            string
		compared, after time.Duration // of what is remembered
		kept            string
	}{
		{"a comparison of a day to come", 24 * time.Hour, 0, ""},
		{"a change of a day to come", -time.Hour, 24 * time.Hour, ""},
		{"another machine's clock", 2 * time.Minute, 0, "a newer comparison was made"},
		{"a change since", -time.Hour, time.Minute, "were changed"},
	} {
		s := chosen(t, playbook.SelfHosted, playbook.Okta)
		s.RecordComparison(exact, about, now.Add(-2*time.Hour))
		s.Comparison.Time = now.Add(c.compared)
		if c.after != 0 {
			s.CompareAfter = now.Add(c.after)
		}
		if open := namesOpen(t, s); open != !playbook.Ahead(s.Comparison.Time, now) {
			t.Errorf("%s: the names' interlock is open: %v", c.name, open)
		}
		dropped := s.RecordComparison(differs, about, now).Why
		if (dropped == "") != (c.kept == "") || !strings.Contains(dropped, c.kept) {
			t.Errorf("%s: it says %q", c.name, dropped)
		}
		if kept := s.Comparison.Differs == 1; kept != (c.kept == "") || kept == namesOpen(t, s) {
			t.Errorf("%s: kept is %v", c.name, kept)
		}
	}
	if n := (migration.Comparison{Time: now.Add(time.Hour), Exact: 1}).NamesAt(now); !strings.Contains(n.Wrong(),
		"a clock was wrong") {
		t.Errorf("%q", n.Wrong())
	}
}
