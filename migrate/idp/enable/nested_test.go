package enable_test

import (
	"context"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
)

// nesting is the stand-in with members of nested groups.
type nesting struct {
	*standIn
	missed []idp.NestedMember
}

func (p nesting) Nested(context.Context, idp.App, []idp.Group, migrate.Report) ([]idp.NestedMember, error) {
	return p.missed, nil
}

// A member whose login may not be read is named by the id.
func TestNestedMembersAreNamed(t *testing.T) {
	t.Parallel()
	f := start(t)
	p := nesting{f.s, []idp.NestedMember{{User: idp.User{ID: "u7"}, Group: idp.Group{Sent: "Sales"}}}}
	why, err := enable.NestedWarning(t.Context(), p, f.App, nil)
	plan := &enable.Assignments{}
	if err := enable.AddNested(t.Context(), p, f.App, plan, nil); err != nil {
		t.Fatal(err)
	}
	if err != nil || !strings.Contains(why, "u7 (Sales)") || plan.Rows[0].Login != "u7" {
		t.Errorf("%q, %+v, %v", why, plan.Rows, err)
	}
}
