package enable_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
)

var errUnread = errors.New("the members can't be read")

// access is a directory in which Sales and IT come from AD, Everyone gives access, and
// the app's own groups came back as mirrors.
func access() enable.Access {
	user := func(id string) idp.User { return idp.User{ID: id, Login: id + "@example.com", Active: true} }
	members := map[string][]idp.User{
		"sales": {user("ann"), user("bob"), {ID: "eve", Login: "eve@example.com"}}, // eve may not sign in
		"it":    {user("bob"), user("cy")},
		"every": {user("ann"), user("bob")},
		"broad": {user("ann"), user("bob"), user("cy")},
	}
	return enable.Access{
		App: idp.App{ID: "app"},
		AD:  []migrate.Group{{Name: "Sales"}, {Name: "IT"}},
		Directory: []idp.Group{
			{ID: "sales", Name: "Sales", Sent: "Sales"},
			{ID: "it", Name: "IT", Sent: "IT"},
			{ID: "every", Name: "Everyone", Sent: "Everyone"},
			{ID: "broad", Name: "Two", Sent: "Two"},
			{ID: "two", Name: "Two", Sent: "Two"},
			{ID: "mirror", Name: "Mirror", Sent: "Mirror", ImportedFrom: "app"},
		},
		Members: func(_ context.Context, id string) ([]idp.User, error) {
			list, known := members[id]
			if !known {
				return nil, errUnread
			}
			return list, nil
		},
	}
}

// TestWhoGivesAccess: groups that are sent give nobody access, so that another group must,
// and each member whom none reaches is named once.
func TestWhoGivesAccess(t *testing.T) {
	t.Parallel()
	sent := []string{"push Sales sales", "push IT it"}
	for name, c := range map[string]struct {
		change func(*enable.Access)
		rows   []string // action, name in AD, id of the group or user
		saw    string
		left   string
	}{
		"nothing gives access": {
			func(*enable.Access) {},
			append(slices.Clone(sent), "missed  bob", "missed  cy", "missed  ann"), "",
			"no group gives access to the app; 3 members of the groups that are sent have no access",
		},
		"a group by its name": {
			func(a *enable.Access) { a.Give = []string{"Everyone"} },
			append(slices.Clone(sent), "add  every", "missed  cy"), "",
			"1 member of the groups that are sent has no access to the app",
		},
		"a group by its id, twice": {
			func(a *enable.Access) { a.Give = []string{"broad", "broad"} },
			append(slices.Clone(sent), "add  broad"), "",
			"1 group that should give access is not assigned",
		},
		"assigned already": {
			func(a *enable.Access) {
				a.Assigned, a.Give = a.Directory[3:4], []string{"broad"}
				a.Reached = []idp.User{{ID: "ann", ByGroup: true}, {ID: "bob", ByGroup: true}, {ID: "cy", ByGroup: true}}
			},
			append(slices.Clone(sent), "keep  broad"),
			"every member of the 2 groups that are sent has access to the app, by 1 group or directly", "",
		},
		"directly": {
			func(a *enable.Access) { a.Reached = []idp.User{{ID: "ann"}, {ID: "bob"}, {ID: "cy"}} },
			sent,
			"every member of the 2 groups that are sent has access to the app", "",
		},
		"a group for both": {
			func(a *enable.Access) {
				a.Assigned = a.Directory[:1]
				a.Reached = []idp.User{{ID: "ann"}, {ID: "bob"}, {ID: "cy"}}
			},
			append(slices.Clone(sent), "leave  sales"),
			"every member of the 2 groups that are sent has access to the app", "",
		},
		"one is missing there": {
			func(a *enable.Access) {
				a.AD = append(a.AD, migrate.Group{Name: "HR"}, migrate.Group{Name: "Two"})
				a.Reached = []idp.User{{ID: "ann"}, {ID: "bob"}, {ID: "cy"}}
			},
			append(slices.Clone(sent), "missing HR ", "unclear Two "), "",
			"of the groups that AD sync had, 1 is missing at the provider, 1 is unclear",
		},
		"only a group that is sent gives access": {
			func(a *enable.Access) {
				a.AD, a.Assigned = a.AD[:1], a.Directory[:1]
				a.Reached = []idp.User{{ID: "ann", ByGroup: true}}
			},
			[]string{"push Sales sales", "leave  sales", "missed  bob"},
			"",
			"only groups that are sent give access to the app; 1 member of the groups that are sent has no access",
		},
		"only a group that is sent gives access, to everybody": {
			func(a *enable.Access) {
				a.AD, a.Assigned = a.AD[:1], a.Directory[:1]
				a.Reached = []idp.User{{ID: "ann", ByGroup: true}, {ID: "bob", ByGroup: true}}
			},
			[]string{"push Sales sales", "leave  sales"},
			"",
			"only groups that are sent give access to the app",
		},
		"one group is sent": {
			func(a *enable.Access) {
				a.AD, a.Reached = a.AD[:1], []idp.User{{ID: "ann"}, {ID: "bob"}}
			},
			[]string{"push Sales sales"},
			"every member of the group that is sent has access to the app", "",
		},
		"what is sent already counts": {
			func(a *enable.Access) { a.AD, a.Pushed = nil, []string{"it"} },
			[]string{"missed  bob", "missed  cy"},
			"",
			"no group gives access to the app; 2 members of the groups that are sent have no access",
		},
		"nothing is sent": {
			func(a *enable.Access) { a.AD, a.Assigned = nil, a.Directory[2:3] },
			[]string{"keep  every"},
			"", "no group that AD sync had is sent",
		},
	} {
		a := access()
		c.change(&a)
		plan, err := enable.PlanAccess(t.Context(), a)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var rows []string
		for _, r := range plan.Rows {
			rows = append(rows, string(r.Action)+" "+r.AD+" "+r.Group+r.User)
		}
		if !slices.Equal(rows, c.rows) {
			t.Errorf("%s: the rows are %q", name, rows)
		}
		if saw, left := plan.Summary(); saw != c.saw || left != c.left {
			t.Errorf("%s: it stands %q, left %q", name, saw, left)
		}
		lacks := strings.Contains(c.left, "no group gives") || strings.Contains(c.left, "has no access") ||
			strings.Contains(c.left, "only groups that are sent")
		if (plan.MissingAccess() != "") != lacks {
			t.Errorf("%s: it lacks %q", name, plan.MissingAccess())
		}
	}
	if plan := enable.PlanAssignments(idp.App{}, access().AD, nil, nil); plan.MissingAccess() != "" {
		t.Errorf("where what is assigned is sent, it lacks %q", plan.MissingAccess())
	}
}

// TestWhatCannotGiveAccess is refused by name, and no plan is made of a part.
func TestWhatCannotGiveAccess(t *testing.T) {
	t.Parallel()
	for give, says := range map[string]string{
		"Nobody": "no group has this id or exact name",
		"sALES":  "no group has this id or exact name",
		"Two":    "several groups have this name. Give its id",
		"Sales":  "it is a group that is sent, or will be",
		"it":     "it is a group that is sent, or will be",
		"Mirror": "no group has this id or exact name",
	} {
		a := access()
		a.Give = []string{give}
		plan, err := enable.PlanAccess(t.Context(), a)
		if plan != nil || migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %+v %v", give, plan, err)
		}
	}
	for name, change := range map[string]func(*enable.Access){
		"of a group that gives access": func(a *enable.Access) { a.Directory[3].Name, a.Give = "One", []string{"Two"} },
		"of a group that is sent": func(a *enable.Access) {
			a.AD = append(a.AD,
				migrate.Group{Name: "One"})
			a.Directory[4].Sent = "One"
		},
	} {
		a := access()
		change(&a)
		if plan, err := enable.PlanAccess(t.Context(), a); plan != nil || !errors.Is(err, errUnread) {
			t.Errorf("the members %s: %+v %v", name, plan, err)
		}
	}
}
