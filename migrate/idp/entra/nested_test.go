package entra_test

import (
	"fmt"
	"slices"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra/entratest"
)

// Members of nested groups are told, once, with the assigned group, unless they are
// assigned otherwise.
func TestNestedMembers(t *testing.T) {
	s, p := open(t)
	s.Change(func(st *entratest.State) {
		for i := range 9 { // more than a page
			id := fmt.Sprintf("u%d", i)
			st.Users = append(st.Users, &entratest.User{ID: id, Login: id + "@example.com", Enabled: true})
		}
		st.Groups = []*entratest.Group{
			{ID: "sales", Name: "Sales", Members: []string{"u0", "u1", "u2", "u3", "emea", "apac"}},
			{ID: "it", Name: "IT", Members: []string{"u4", "emea"}},
			{ID: "emea", Name: "EMEA", Members: []string{"u0", "u4", "u5", "deep"}},
			{ID: "apac", Name: "APAC", Members: []string{"u6"}},
			{ID: "deep", Name: "Deep", Members: []string{"u7", "emea"}}, // a ring
		}
		st.Assigned, st.AssignedUsers = []string{"sales", "it"}, []string{"u6"}
	})
	groups := []idp.Group{{ID: "sales", Sent: "Sales"}, {ID: "it", Sent: "IT"}, {ID: "gone", Sent: "Gone"}}
	list, err := p.Nested(t.Context(), app, groups, nil)
	var got []string
	for _, m := range list {
		got = append(got, m.User.ID+" in "+m.Group.Sent)
	}
	slices.Sort(got)
	if err != nil || !slices.Equal(got, []string{"u5 in Sales", "u7 in Sales"}) {
		t.Errorf("%q %v", got, err)
	}
	s.Change(func(st *entratest.State) { st.Roles = []string{"Application.Read.All", "GroupMember.Read.All"} })
	list, err = p.Nested(t.Context(), app, groups, nil)
	if err != nil || len(list) != 2 || list[0].User.ID == "" || list[0].User.Login != "" {
		t.Errorf("without User.Read.All: %+v %v", list, err)
	}
}
