package entra_test

import (
	"testing"

	"ad2scim/migrate/idp/entra/entratest"
)

// Users are found by their login or their mail, assigned directly, and taken back.
func TestUsersAreAssignedOneByOne(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Users = []*entratest.User{
			{ID: "u1", Login: "Ann@example.com", Enabled: true}, {
				ID: "u2", Login: "bob@corp.example.com",
				Mail: "bob@example.com",
			},
		}
	})
	found, err := c.FindUsers(t.Context(), []string{"ann@example.com", "bob@example.com", "o'hara@example.com"}, nil)
	if err != nil || len(found) != 2 || found["ann@example.com"][0].Login != "Ann@example.com" ||
		found["bob@example.com"][0].ID != "u2" {
		t.Fatal(found, err)
	}
	for range 2 {
		if err := c.AssignUser(t.Context(), app, "u1"); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := c.AssignedUsers(t.Context(), app, nil); err != nil || len(all) != 1 || all[0].ID != "u1" {
		t.Error(all, err)
	}
	if err := c.UnassignUser(t.Context(), app, "u1"); err != nil {
		t.Error(err)
	}
	if all, err := c.AssignedUsers(t.Context(), app, nil); err != nil || len(all) != 0 {
		t.Error(all, err)
	}
}
