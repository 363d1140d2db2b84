package enable_test

import (
	"strings"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
)

// The steps come out of the journal with their settings and what became of each.
func TestChangesAreReadFromTheJournal(t *testing.T) {
	f := start(t)
	if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Disable(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.Journal = &torn{f.w.Journal(), 1} // the power goes off after the intent
	if _, err := f.Assign(t.Context(), &enable.Assignments{Rows: []enable.Assignment{
		{Action: enable.Add, Group: "g1"},
	}}); err == nil {
		t.Fatal("the power did not go off")
	}
	got, err := enable.Changes(f.w.Journal().All())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(idp.Steps())+5+1 {
		t.Fatalf("%d changes", len(got))
	}
	back := 0
	for _, c := range got[:len(got)-1] {
		if c.State != enable.Done || c.Who == "" || !strings.Contains(c.Target, "Dashlane") || strings.Contains(c.From+c.To,
			token) {
			t.Errorf("%+v", c)
		}
		if strings.HasPrefix(c.What, "undo: ") {
			back++
		}
	}
	if last := got[len(got)-1]; back != 5 || last.State != enable.Unknown || last.What != "assign the group g1" ||
		last.To != "assigned" {
		t.Errorf("%d taken back, %+v", back, last)
	}
}
