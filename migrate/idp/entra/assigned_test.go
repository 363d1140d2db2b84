package entra_test

import (
	"errors"
	"fmt"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra/entratest"
)

// Users and groups are told apart; one with two roles counts once, one that was
// deleted meanwhile not at all, and a throttled part of a batch is asked again.
func TestAssignedUsersAndGroups(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		for i := range 30 {
			id := fmt.Sprint("u", i)
			st.Users = append(st.Users, &entratest.User{
				ID: id, Name: "User " + id, Login: id + "@example.com",
				Mail: id + "@mail.example.com", Enabled: i > 0,
			})
			st.AssignedUsers = append(st.AssignedUsers, id, id)
		}
		st.AssignedUsers = append(st.AssignedUsers, "deleted")
		st.Groups, st.Assigned = []*entratest.Group{{ID: "g", Name: "Sales "}}, []string{"g", "g", "deleted"}
		st.Throttled = 5
	})
	users, err := c.AssignedUsers(t.Context(), app, nil)
	if err != nil || len(users) != 30 || users[29].Mail != "u29@mail.example.com" || users[0].Active || !users[1].Active ||
		users[1].Login != "u1@example.com" {
		t.Error(users, err)
	}
	groups, err := c.Assigned(t.Context(), app, nil)
	if err != nil || len(groups) != 1 || groups[0].Sent != "Sales " {
		t.Error(groups, err)
	}
}

// The name that is sent is what displayName is made from; where that cannot be
// told, none is.
func TestNameThatIsSent(t *testing.T) {
	for name, c := range map[string]struct {
		mapping map[string]any
		sent    string
	}{
		"as shown":       {entratest.Mapping("Group", true, "displayName", "displayName"), "Sales"},
		"another":        {entratest.Mapping("Group", true, "displayName", "onPremisesSamAccountName"), ""},
		"unknown":        {entratest.Mapping("Group", true, "displayName", "extensionAttribute1"), "error"},
		"none":           {entratest.Mapping("Group", true), "error"},
		"none, not sent": {entratest.Mapping("Group", false), "Sales"},
	} {
		s, client := open(t)
		s.Change(healthy)
		s.Change(func(st *entratest.State) { entratest.Mappings(st.Schema)[1] = c.mapping })
		groups, err := client.Assigned(t.Context(), app, nil)
		switch {
		case c.sent == "error":
			if !errors.Is(err, migrate.ErrInvalid) {
				t.Error(name, groups, err)
			}
		case err != nil || groups[0].Sent != c.sent || groups[0].Name != "Sales":
			t.Error(name, groups, err)
		}
	}
}
