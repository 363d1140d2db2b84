package jumpcloud_test

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
)

func TestReadingGetsThroughTrouble(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, 0} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			s := jumpcloudtest.Start(t)
			s.Pages = 1
			app := s.AddApp("Dashlane")
			s.Assign(app, s.AddGroup("A"), s.AddGroup("B"), s.AddGroup("C"))
			s.FailLater(http.MethodGet, "/usergroups", status, 1, 2)
			got, err := open(t, s).Assigned(t.Context(), idp.App{ID: app}, nil)
			if err != nil || !slices.Equal(names(got), []string{"A", "B", "C"}) {
				t.Errorf("%v, %v", names(got), err)
			}
		})
	}
}

// A list that changes under the reading is read anew: none is missing, none
// comes twice.
func TestListThatChangesIsReadAnew(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Pages = 2
	for _, name := range []string{"b", "c", "d", "e"} {
		s.AddGroup(name)
	}
	done := false
	s.Between(func(r *http.Request) {
		if r.URL.Query().Get("skip") == "1" && !done {
			done = true
			s.AddGroup("a") // moves "c" to the second page
		}
	})
	got, err := open(t, s).Directory(t.Context(), nil)
	if err != nil || !slices.Equal(names(got), []string{"a", "b", "c", "d", "e"}) {
		t.Errorf("%v, %v", names(got), err)
	}
}

// A deletion moves the rest up, so that one entry would be skipped.
func TestDeletionWhileReading(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Pages = 2
	first := s.AddGroup("a")
	for _, name := range []string{"b", "c", "d", "e"} {
		s.AddGroup(name)
	}
	done := false
	s.Between(func(r *http.Request) {
		if r.URL.Query().Get("skip") == "1" && !done {
			done = true
			s.Delete(first)
		}
	})
	got, err := open(t, s).Directory(t.Context(), nil)
	if err != nil || !slices.Equal(names(got), []string{"b", "c", "d", "e"}) {
		t.Errorf("%v, %v", names(got), err)
	}
}

func TestListThatAlwaysChanges(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Pages = 1
	s.AddGroup("m")
	s.AddGroup("n")
	name := "l"
	s.Between(func(r *http.Request) {
		if r.URL.Query().Get("skip") == "1" {
			s.AddGroup(name)
			name = string(rune(name[0] - 1))
		}
	})
	if got, err := open(t, s).Directory(t.Context(), nil); migrate.ClassOf(err) != migrate.Unreachable || got != nil {
		t.Errorf("%v, %v", names(got), err)
	}
}

func TestKeyEndsInMidRun(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Pages = 1
	app := s.AddApp("Dashlane")
	s.Assign(app, s.AddGroup("A"), s.AddGroup("B"), s.AddGroup("C"))
	s.FailLater(http.MethodGet, "/usergroups", http.StatusUnauthorized, 2, 1)
	got, err := open(t, s).Assigned(t.Context(), idp.App{ID: app}, nil)
	if !errors.Is(err, migrate.ErrDenied) || got != nil || !strings.Contains(err.Error(), "AD2SCIM_JUMPCLOUD_API_KEY") ||
		strings.Contains(err.Error(), s.APIKey) {
		t.Errorf("%d groups, %v", len(got), err)
	}
}

// A write whose answer was lost is in doubt, is not sent again, and the next
// reading tells.
func TestLostAnswers(t *testing.T) {
	s := jumpcloudtest.Start(t)
	app, id := idp.App{ID: s.AddApp("Dashlane")}, s.AddGroup("a")
	p := open(t, s)
	s.LoseAnswer(http.MethodPut, "/usergroups/")
	if _, err := p.Rename(t.Context(), rename(id, "a", "b")); !errors.Is(err, migrate.ErrOutcomeUnknown) ||
		count(s, "PUT ") != 1 {
		t.Errorf("rename: %v", err)
	}
	if o, err := p.Read(t.Context(), id); err != nil || o.Names[migrate.DisplayName] != "b" {
		t.Errorf("%+v, %v", o, err)
	}
	s.LoseAnswer(http.MethodPost, "/associations")
	if err := p.Assign(t.Context(), app, id); !errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Errorf("assign: %v", err)
	}
	if err := p.Assign(t.Context(), app, id); err != nil || count(s, "POST ") != 1 {
		t.Errorf("assign again: %v", err)
	}
	for _, status := range []int{http.StatusInternalServerError, http.StatusBadGateway} {
		s.Fail(http.MethodPut, "/usergroups/", status, 1)
		if _, err := p.Rename(t.Context(), rename(id, "b", "c")); !errors.Is(err, migrate.ErrOutcomeUnknown) ||
			s.Group(id)["name"] != "b" {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestSignIn(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Org = "org-1"
	if missing, err := open(t, s).SignIn(t.Context()); err != nil || missing != nil {
		t.Errorf("%v, %v", missing, err)
	}
	s.Fail(http.MethodGet, "/usergroups", http.StatusForbidden, 1)
	if missing, err := open(t, s).SignIn(t.Context()); err != nil ||
		!slices.Equal(missing, []string{"User Groups: View"}) {
		t.Errorf("%v, %v", missing, err)
	}
	p, err := jumpcloud.Open(t.Context(), jumpcloud.Options{URL: s.URL, APIKey: migrate.NewSecret("jca_wrong")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.SignIn(t.Context()); !errors.Is(err, migrate.ErrDenied) || strings.Contains(err.Error(), "jca_wrong") {
		t.Errorf("%v", err)
	}
}

func TestOpenAndFromEnv(t *testing.T) {
	t.Setenv("AD2SCIM_JUMPCLOUD_API_KEY", "jca_x\n")
	t.Setenv("AD2SCIM_JUMPCLOUD_ORG", "o")
	for region, want := range map[string]string{"": "JumpCloud (us", "EU": "JumpCloud (eu", "in": "JumpCloud (in"} {
		t.Setenv("AD2SCIM_JUMPCLOUD_REGION", region)
		o := jumpcloud.FromEnv()
		if o.APIKey.Reveal() != "jca_x" || o.Org != "o" {
			t.Fatalf("%+v", o)
		}
		p, err := jumpcloud.Open(t.Context(), o)
		if err != nil || !strings.HasPrefix(p.String(), want) || strings.Contains(p.String(), "jca_x") {
			t.Errorf("%q: %v, %v", region, p, err)
		}
	}
	for _, o := range []jumpcloud.Options{
		{Region: "moon", APIKey: migrate.NewSecret("x")},
		{Region: "us"},
		{URL: "http://example.com", APIKey: migrate.NewSecret("x")},
	} {
		if _, err := jumpcloud.Open(t.Context(), o); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
