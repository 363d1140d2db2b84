package operation

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// What a decision replaced applies again once it is undone, unless another one came since.
func TestUndoRestoresWhatADecisionReplaced(t *testing.T) {
	t.Parallel()
	decision := func(ad, scim string, apart bool) diff.Decision {
		return diff.Decision{ADID: "a" + ad, ADName: ad, SCIMID: "s" + scim, SCIMName: scim, Apart: apart}
	}
	same, apart := decision("Ops", "Operations", false), decision("Ops", "Operations", true)
	other, third := decision("Ops", "Payroll", false), decision("Finance", "Operations", false)
	for name, c := range map[string]struct {
		made  []diff.Decision // the last is undone
		since []diff.Decision
		want  []diff.Decision
		notes string
	}{
		"nothing":         {made: []diff.Decision{same}},
		"the opposite":    {made: []diff.Decision{same, apart}, want: []diff.Decision{same}},
		"repeated":        {made: []diff.Decision{same, same}},
		"another partner": {made: []diff.Decision{same, other}, want: []diff.Decision{same}, notes: "no longer the same"},
		"twice":           {made: []diff.Decision{same, other, apart, same}, want: []diff.Decision{other, apart}, notes: "Payroll"},
		"decided since": {
			made: []diff.Decision{same, other}, since: []diff.Decision{third}, want: []diff.Decision{third},
			notes: "no longer",
		},
		"two are replaced": {made: []diff.Decision{other, third, same}, want: []diff.Decision{other, third}, notes: "Finance"},
	} {
		s := &Service{Dir: t.TempDir()}
		var notes []string
		for _, d := range slices.Concat(c.made, c.since) {
			noted, err := s.decide(false, d)
			if err != nil {
				t.Fatal(err)
			}
			notes = append(notes, noted.Notes...)
		}
		if got := strings.Join(notes, "\n"); !strings.Contains(got, c.notes) || (got == "") != (c.notes == "") {
			t.Errorf("%s: notes %q", name, got)
		}
		made, err := s.MadeDecisions()
		if err != nil {
			t.Fatal(err)
		}
		last := c.made[len(c.made)-1]
		i := slices.IndexFunc(made, func(m MadeDecision) bool { return m.Decision == last })
		var said []string
		noted, err := s.note(func(state *migration.State) (entry store.Entry, err error) {
			entry, said, err = UndoDecision(state, made[i])
			return entry, err
		})
		got, _ := s.Decisions()
		if err != nil || !slices.Equal(got, c.want) || len(said) != len(c.want)-len(c.since) ||
			!strings.HasPrefix(noted.Line, "removed the decision that ") {
			t.Errorf("%s: %+v, %q, %+v, %v", name, got, said, noted, err)
		}
	}
}
