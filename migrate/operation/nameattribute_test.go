package operation

import (
	"context"
	"errors"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
)

// Sources that take their names from different attributes have no plan in common: it
// would change the attribute of the first in all.
func TestOneNameAttribute(t *testing.T) {
	connection := func(attributes ...string) (c migrate.Connection) {
		c = migrate.Connection{Location: "ldaps://dc0.example.com", NameAttribute: attributes[0]}
		for _, a := range attributes[1:] {
			c.More = append(c.More, migrate.Connection{Location: "ldaps://dc1.example.com", NameAttribute: a})
		}
		return c
	}
	for _, same := range [][]string{{""}, {"", "cn"}, {"displayName", "displayName"}} {
		if err := oneNameAttribute(connection(same...)); err != nil {
			t.Errorf("%q: %v", same, err)
		}
	}
	err := oneNameAttribute(connection("name", "sAMAccountName"))
	if migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "dc0.example.com is compared by name, and ldaps://dc1.example.com by sAMAccountName") {
		t.Error(err)
	}
}

// The same holds for rows that a person chose.
func TestOneNameAttributeOfChosenRows(t *testing.T) {
	ad := migrate.Connection{
		Location: "ldaps://dc0.example.com", NameAttribute: "name",
		More: []migrate.Connection{{Location: "ldaps://dc1.example.com", NameAttribute: "sAMAccountName"}},
	}
	group := &migrate.Group{ID: "1", Name: "Sales"}
	opened := errors.New("the directory was opened")
	s := &Service{Dir: t.TempDir(), Directory: func(context.Context, migrate.Connection) (Directory, error) {
		return nil, opened
	}}
	for _, side := range []migrate.Side{migrate.AD, migrate.SCIM} {
		choice := RowChoice{Row: diff.Row{Status: diff.Differs, AD: group, SCIM: group}, Choice: fix.Choice{Side: side}}
		_, err := s.PlanChosen(t.Context(), diff.Result{}, []RowChoice{choice}, false,
			ReadSides{Connections: map[migrate.Side]migrate.Connection{migrate.AD: ad}}, nil)
		refused := err != nil && strings.Contains(err.Error(), "by sAMAccountName")
		if refused != (side == migrate.AD) || !refused && !errors.Is(err, opened) {
			t.Errorf("%s: %v", side, err)
		}
	}
}
