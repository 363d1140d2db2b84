package jumpcloud_test

import (
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
)

func TestAssignedUsers(t *testing.T) {
	s := jumpcloudtest.Start(t)
	id := s.AddApp("Dashlane")
	ann, bob := s.AddUser("ann@example.com", "ACTIVATED"), s.AddUser("bob@example.com", "STAGED")
	s.AddUser("eve@example.com", "ACTIVATED")
	s.Assign(id, s.AddGroup("Sales", ann, bob))
	users, err := open(t, s).AssignedUsers(t.Context(), idp.App{ID: id}, nil)
	if err != nil || len(users) != 2 || users[0].Mail != "ann@example.com" || !users[0].Active || users[1].Active {
		t.Errorf("%+v, %v", users, err)
	}
}
