package fix

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// objectsOf is a target that reads these objects.
type objectsOf map[string]migrate.Object

func (o objectsOf) String() string { return "a server" }

func (o objectsOf) Read(_ context.Context, id string) (migrate.Object, error) {
	if found, is := o[id]; is {
		return found, nil
	}
	return migrate.Object{}, migrate.ErrGone
}

func (o objectsOf) Rename(context.Context, migrate.Change) (migrate.Object, error) {
	panic("nothing is written here")
}

func TestThroughAD(t *testing.T) {
	ad, scim := objectsOf{}, objectsOf{}
	var names [2][]migrate.Group
	for _, g := range []struct{ id, ad, display, scim, authority string }{
		{"1", "Sales EMEA", "sales emea", "sales emea", "AD"},
		{"2", "Board", "", "BOARD", "AD"},            // a sync rule changed it
		{"3", "Payroll", "Payroll", "payroll", "AD"}, // the cycle is due
		{"4", "IT", "it", "it", ""},                  // of the cloud
		{"5", "Ops", "OPS", "ops", "AD"},             // another source than displayName
		{"6", "Finance", "Finance ", "Finance ", "AD"},
	} {
		names[0] = append(names[0], migrate.Group{ID: g.id, Name: g.ad})
		names[1] = append(names[1], migrate.Group{ID: "s" + g.id, Name: g.scim})
		ad[g.id] = migrate.Object{ID: g.id, Names: map[migrate.Attribute]string{
			migrate.CommonName: g.ad, migrate.DisplayName: g.display,
		}}
		o := migrate.Object{ID: "s" + g.id, Names: map[migrate.Attribute]string{migrate.DisplayName: g.scim}}
		if g.authority != "" {
			o.Authority, o.ADAttribute = g.authority, migrate.DisplayName
		}
		scim[o.ID] = o
	}
	r, err := diff.Compare(t.Context(), names[0], names[1], diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	targets := Targets{migrate.AD: ad, migrate.SCIM: scim}
	plan, err := NewPlan(t.Context(), r, Options{}, targets, nil)
	if err != nil || plan.Synced != 5 || plan.ThroughAD() || len(Examine(plan, Lists{}).Plan.Fixes) != 1 {
		t.Errorf("%v: %d synced: %s", err, plan.Synced, told(plan))
	}
	plan, err = NewPlan(t.Context(), r, Options{ThroughAD: true}, targets, nil)
	const want = "ad 6 Finance >Finance; scim s4 it>IT; ad 1 sales emea>Sales EMEA"
	if err != nil || told(plan) != want || !plan.ThroughAD() || plan.Fixes[0].Attribute != migrate.DisplayName ||
		plan.Fixes[0].Kinds.String() != "spacing" {
		t.Errorf("%v: %s", err, told(plan))
	}
	if notes := strings.Join(plan.Notes, "; "); !strings.Contains(notes, "1 group left out: its displayName") ||
		!strings.Contains(notes, "2 groups left out: their name on the SCIM side isn't") {
		t.Error(notes)
	}
	var b bytes.Buffer
	if err := plan.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if again, err := Read(&b); err != nil || told(again) != want || !again.ThroughAD() {
		t.Errorf("read again: %v", err)
	}
	// Where the AD sync sent displayName, that is not changed.
	plan, err = NewPlan(t.Context(), r, Options{ThroughAD: true, ADName: migrate.DisplayName}, targets, nil)
	if err != nil || plan.ThroughAD() {
		t.Errorf("%v: %s", err, told(plan))
	}
}
