package okta_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/okta/oktatest"
)

func three(s *oktatest.Server) (idp.App, []string) {
	app := s.AddApp("Dashlane", oktatest.CustomSAML...)
	ids := []string{s.AddGroup("A"), s.AddGroup("B"), s.AddGroup("C")}
	s.Assign(app, ids...)
	return idp.App{ID: app, Name: "Dashlane"}, ids
}

// A busy organization and a broken connection are waited for; the list is whole.
func TestReadingGetsThroughTrouble(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, 0} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			s := oktatest.Start(t)
			s.Pages = 1
			app, _ := three(s)
			s.FailLater(http.MethodGet, "/groups", status, 1, 2)
			got, err := open(t, s).Assigned(t.Context(), app, nil)
			if err != nil || !slices.Equal(names(got), []string{"A", "B", "C"}) {
				t.Errorf("%v, %v", names(got), err)
			}
		})
	}
}

func TestAWaitIsReportedAndCanBeCanceled(t *testing.T) {
	s := oktatest.Start(t)
	three(s)
	s.Fail(http.MethodGet, "/groups", http.StatusTooManyRequests, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := open(t, s).Directory(ctx, func(p migrate.Progress) {
		if strings.Contains(p.Note, "busy") {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// A sign-in that ends in the middle ends the list: never a short one.
func TestSignInEndsInMidRun(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 1
	app, _ := three(s)
	s.FailLater(http.MethodGet, "/groups", http.StatusUnauthorized, 2, 1)
	got, err := open(t, s).Assigned(t.Context(), app, nil)
	if !errors.Is(err, migrate.ErrDenied) || got != nil || !strings.Contains(err.Error(), "AD2SCIM_OKTA_TOKEN") {
		t.Errorf("%d groups, %v", len(got), err)
	}
}

// A step that breaks off says how far it came, and can be taken back from there.
func TestStepBreaksOffInMidRun(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		want   error
	}{
		{"the sign-in ended", http.StatusUnauthorized, migrate.ErrDenied},
		{"a server error", http.StatusInternalServerError, migrate.ErrOutcomeUnknown},
		{"a dropped connection", 0, migrate.ErrOutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := oktatest.Start(t)
			app, _ := three(s)
			p := open(t, s)
			config := had("A", "B", "C")
			planned := step(t, p, app, config, idp.StepGroups)
			s.FailLater(http.MethodPost, "/mappings", c.status, 1, 1)
			saw, err := p.Apply(t.Context(), app, planned, config)
			if !errors.Is(err, c.want) || !strings.HasPrefix(saw, "1 of 3") {
				t.Errorf("%q, %v", saw, err)
			}
			if got := s.Pushes(app.ID); len(got) != 1 {
				t.Errorf("made: %v", got)
			}
			if _, err := p.Revert(t.Context(), app, planned); err != nil || len(s.Pushes(app.ID)) != 0 {
				t.Errorf("taken back: %v, %v", s.Pushes(app.ID), err)
			}
		})
	}
}

// A write whose answer was lost is in doubt, and the next reading tells.
func TestLostAnswers(t *testing.T) {
	s := oktatest.Start(t)
	app, ids := three(s)
	p := open(t, s)
	s.LoseAnswer(http.MethodPut, "/groups/"+ids[0])
	if _, err := p.Rename(t.Context(), rename(ids[0], "A", "Alpha")); !errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Errorf("rename: %v", err)
	}
	if o, err := p.Read(t.Context(), ids[0]); err != nil || o.Names[migrate.DisplayName] != "Alpha" {
		t.Errorf("read after: %+v, %v", o, err)
	}
	if n := count(s, "PUT "); n != 1 {
		t.Errorf("a write in doubt was sent %d times", n)
	}
	config := had("Alpha", "B", "C")
	planned := step(t, p, app, config, idp.StepGroups)
	s.LoseAnswer(http.MethodPost, "/mappings")
	if _, err := p.Apply(t.Context(), app, planned, config); !errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Errorf("apply: %v", err)
	}
	again := step(t, p, app, config, idp.StepGroups)
	if saw, err := p.Apply(t.Context(), app, again, config); err != nil || len(s.Pushes(app.ID)) != 3 {
		t.Errorf("planned anew: %q, %v, %v", saw, err, s.Pushes(app.ID))
	}
}

func TestOpenRefusesWhatCannotWork(t *testing.T) {
	token := migrate.NewSecret("00secret")
	for name, o := range map[string]okta.Options{
		"no address":   {Token: token},
		"no sign-in":   {URL: "https://example.okta.com"},
		"half a key":   {URL: "https://example.okta.com", ClientID: "c"},
		"a broken key": {URL: "https://example.okta.com", ClientID: "c", PrivateKey: migrate.NewSecret("00secret")},
		"plain http":   {URL: "http://example.okta.com", Token: token},
	} {
		if _, err := okta.Open(t.Context(), o); migrate.ClassOf(err) != migrate.BadInput || strings.Contains(err.Error(),
			"00secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for address, want := range map[string]string{
		"example.okta.com": "example.okta.com", "https://example-admin.okta.com/admin/apps": "example.okta.com",
		"https://login.example.com/":   "login.example.com",
		"https://my-admin.example.com": "my-admin.example.com",
	} {
		p, err := okta.Open(t.Context(), okta.Options{URL: address, Token: token})
		if err != nil || p.String() != "Okta ("+want+")" {
			t.Errorf("%s: %v, %v", address, p, err)
		}
	}
}
