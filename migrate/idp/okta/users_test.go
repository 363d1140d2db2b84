package okta_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ad2scim/migrate"
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

// More addresses than one search holds are found, whatever their capitals; who is not
// there is left out.
func TestFindUsers(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 7
	var addresses []string
	for i := range 45 {
		s.AddPerson(fmt.Sprintf("U%d@example.com", i), []string{"ACTIVE", "SUSPENDED"}[i%2])
		addresses = append(addresses, fmt.Sprintf("u%d@EXAMPLE.com", i))
	}
	addresses = append(addresses, "nobody@example.com", "o'hara+x@example.com")
	found, err := open(t, s).FindUsers(t.Context(), addresses, nil)
	if err != nil || len(found) != 45 {
		t.Fatalf("%d, %v", len(found), err)
	}
	for i := range 45 {
		users := found[fmt.Sprintf("u%d@example.com", i)]
		if len(users) != 1 || users[0].Login != fmt.Sprintf("U%d@example.com", i) || users[0].Active != (i%2 == 0) {
			t.Errorf("%d: %+v", i, users)
		}
	}
}

// A user is assigned and taken away, each read back though it shows late, and not made
// twice. Who has access by a group is assigned directly all the same.
func TestUsersThereAndBack(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 2
	id := s.AddApp("Dashlane", "PUSH_NEW_USERS", "GROUP_PUSH")
	app := idp.App{ID: id, Name: "Dashlane"}
	ann, bob := s.AddPerson("ann@example.com", "ACTIVE"), s.AddPerson("bob@example.com", "ACTIVE")
	s.Assign(id, s.AddGroup("Sales", bob))
	p := open(t, s)
	for _, user := range []string{ann, ann, bob} {
		if err := p.AssignUser(t.Context(), app, user); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.AssignedUsers(id); strings.Join(got, ",") != "ann@example.com,bob@example.com" ||
		writes(s, "POST") != 2 {
		t.Errorf("%q, %d writes", got, writes(s, "POST"))
	}
	for _, user := range []string{ann, ann, bob} {
		if err := p.UnassignUser(t.Context(), app, user); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.AssignedUsers(id); len(got) > 0 || writes(s, "DELETE") != 2 {
		t.Errorf("%q, %d writes", got, writes(s, "DELETE"))
	}
}

// While Deactivate Users is on, Okta would deactivate the member at Dashlane: the
// assignment stays, and what to do is said.
func TestAssignedUsersStayWhileOktaDeactivates(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app, ann := idp.App{ID: id, Name: "Dashlane"}, s.AddPerson("ann@example.com", "ACTIVE")
	p := open(t, s)
	if err := p.AssignUser(t.Context(), app, ann); err != nil {
		t.Fatal(err)
	}
	byHand, left := errors.AsType[*idp.ByHandError](p.UnassignUser(t.Context(), app, ann))
	if !left || !strings.Contains(byHand.Do, "clear Deactivate Users") || len(s.AssignedUsers(id)) != 1 {
		t.Errorf("%v, %q", byHand, s.AssignedUsers(id))
	}
	s.SetFeatures(id, "PUSH_NEW_USERS")
	if err := p.UnassignUser(t.Context(), app, ann); err != nil || len(s.AssignedUsers(id)) != 0 {
		t.Errorf("%v, %q", err, s.AssignedUsers(id))
	}
}

// A refusal changes nothing, and a lost answer is no success.
func TestUsersInTrouble(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", "PUSH_NEW_USERS")
	app, ann := idp.App{ID: id, Name: "Dashlane"}, s.AddPerson("ann@example.com", "ACTIVE")
	p := open(t, s)
	s.Fail(http.MethodPost, "/users", http.StatusForbidden, 1)
	if err := p.AssignUser(t.Context(), app, ann); !errors.Is(err, migrate.ErrDenied) || len(s.AssignedUsers(id)) > 0 {
		t.Error("refused:", err)
	}
	s.LoseAnswer(http.MethodPost, "/users")
	if err := p.AssignUser(t.Context(), app, ann); !errors.Is(err, migrate.ErrOutcomeUnknown) ||
		len(s.AssignedUsers(id)) != 1 {
		t.Error("lost:", err)
	}
	if err := p.AssignUser(t.Context(), app, "00uGone"); !errors.Is(err, migrate.ErrGone) {
		t.Error("gone:", err)
	}
	s.Fail(http.MethodGet, "/users", http.StatusTooManyRequests, 2)
	if found, err := p.FindUsers(t.Context(), []string{"ann@example.com"}, nil); err != nil || len(found) != 1 {
		t.Error("busy:", found, err)
	}
	s.Fail(http.MethodGet, "/users", http.StatusForbidden, 1)
	if _, err := p.FindUsers(t.Context(), []string{"ann@example.com"}, nil); !errors.Is(err, migrate.ErrDenied) ||
		!strings.Contains(err.Error(), "okta.users.read") {
		t.Error("without the right to find users:", err)
	}
}

func writes(s *oktatest.Server, method string) (n int) {
	for _, r := range s.Requests() {
		if strings.HasPrefix(r, method+" ") {
			n++
		}
	}
	return n
}
