package okta_test

import (
	"fmt"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta/oktatest"
)

func TestAssignedUsersOfEveryPage(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 2
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	for i := range 5 {
		s.AddUser(id, fmt.Sprintf("u%d@example.com", i), []string{"USER", "GROUP"}[i%2],
			[]string{"PROVISIONED", "SUSPENDED"}[i/4])
	}
	users, err := open(t, s).AssignedUsers(t.Context(), idp.App{ID: id}, nil)
	if err != nil || len(users) != 5 || users[0].ByGroup || !users[1].ByGroup || !users[3].Active || users[4].Active ||
		users[4].Login != "u4@example.com" {
		t.Errorf("%+v, %v", users, err)
	}
}
