package operation

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// A look that finds a step not done, or cannot be made, names the command to
// whoever types one, and the key to whoever is in the app.
func TestLooksNameTheKeyInTheApp(t *testing.T) {
	t.Parallel()
	s := &Service{Dir: t.TempDir()}
	script := func(value string, ago time.Duration) func() {
		return func() {
			err := s.write(func(w *migration.Workspace) error {
				return w.Update(func(s *migration.State) error {
					s.Path, s.IdP = "self-hosted", "okta"
					s.Facts["ad_sync_script"] = migration.Fact{
						Value: value, Grade: migration.GradeVerified,
						Time: time.Now().Add(-ago),
					}
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	// A scan that found nothing is a scan, though it verifies nothing.
	foundNothing := func() {
		script("absent", time.Hour)()
		err := s.write(func(w *migration.Workspace) error {
			return w.Update(func(s *migration.State) error {
				fact := s.Facts["ad_sync_script"]
				fact.Grade, fact.Source = migration.GradeUnknown, string(playbook.ProbeSyncFind)
				s.Facts["ad_sync_script"] = fact
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		before func()
		probe  playbook.Probe
		want   migrate.RemedyKind
	}{
		{nil, playbook.ProbeSyncFind, migrate.RemedyScan},
		{nil, playbook.ProbeSyncVerify, migrate.RemedyVerify},
		{nil, playbook.ProbeSnapshot, migrate.RemedyConnect},
		{nil, playbook.ProbeDiff, migrate.RemedyConnect},
		{nil, playbook.ProbeSCIM, migrate.RemedyProbe},
		{nil, playbook.ProbeAuditLog, migrate.RemedyAuditLog},
		{script("scheduled", time.Hour), playbook.ProbeSyncDisabled, migrate.RemedyStop},
		{script("scheduled", 2*playbook.ScriptAge), playbook.ProbeSyncDisabled, migrate.RemedyScanAgain},
		{script("absent", time.Hour), playbook.ProbeSyncFind, migrate.RemedyScanEvery},
		{foundNothing, playbook.ProbeSyncFind, migrate.RemedyScanEvery},
		{foundNothing, playbook.ProbeSyncDisabled, migrate.RemedyScanEvery},
	} {
		if c.before != nil {
			c.before()
		}
		_, err := s.RunCheck(t.Context(), c.probe, CheckInput{}, unattended{})
		p, ok := errors.AsType[*migrate.Problem](err)
		if !ok || len(p.Remedies) == 0 || p.Remedies[0].Kind != c.want {
			t.Errorf("%s: %+v, want the remedy %q", c.probe, p, c.want)
		}
	}
}

// A look reads with the secret that was entered in the app, from the very
// connection that it was entered for.
func TestLooksUseWhatWasEntered(t *testing.T) {
	t.Parallel()
	service := &Service{Keyring: keyring{migrate.NewSecret("kept")}}
	typed := migrate.Connection{Location: "ldaps://dc1", User: "kim", Secret: migrate.NewSecret("typed")}
	c := checking{Service: service, in: CheckInput{InUse: map[migrate.Side]migrate.Connection{migrate.AD: typed}}}
	for want, connection := range map[string]migrate.Connection{
		"typed": {Location: "ldaps://dc1", User: "kim"},
		"kept":  {Location: "ldaps://dc2", User: "kim"},
	} {
		if got, err := c.secret(t.Context(), migrate.AD, connection); err != nil || got.Reveal() != want {
			t.Errorf("%s: %q, %v", connection.Location, got.Reveal(), err)
		}
	}
	if got, _ := c.secret(t.Context(), migrate.SCIM, migrate.Connection{
		Location: "ldaps://dc1",
		User:     "kim",
	}); got.Reveal() != "kept" {
		t.Error("one side's secret was used for the other")
	}
	c.in.InUse = map[migrate.Side]migrate.Connection{migrate.AD: {Location: "ldaps://dc1", User: "kim"}}
	if got, _ := c.secret(t.Context(), migrate.AD, migrate.Connection{
		Location: "ldaps://dc1",
		User:     "kim",
	}); got.Reveal() != "kept" {
		t.Error("no secret was taken for one")
	}
}

// A token goes to the endpoint that it was entered for, never to another that is remembered.
func TestTokenGoesToItsEndpoint(t *testing.T) {
	t.Parallel()
	var heard atomic.Bool
	remembered := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), "typed") {
			heard.Store(true)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(remembered.Close)
	for _, side := range []migrate.Side{migrate.SCIM, migrate.Endpoint} {
		s := &Service{Dir: t.TempDir(), Keyring: keyring{}}
		err := s.write(func(w *migration.Workspace) error {
			return w.Update(func(state *migration.State) error {
				state.Path, state.IdP = "self-hosted", "okta"
				state.ConnectSide(side, migrate.Connection{Location: remembered.URL})
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		const token, other = "typed-3f1b6c1e-2c5d-4a57-9d3e-6f0b8c2a1d44", "https://other.example/scim"
		for _, probe := range []playbook.Probe{playbook.ProbeToken, playbook.ProbeSCIM} {
			for endpoint, want := range map[string]bool{other: false, remembered.URL: true} {
				entered := EnteredToken{Endpoint: endpoint, Token: migrate.NewSecret(token)}
				inUse := migrate.Connection{Location: endpoint, Secret: entered.Token}
				heard.Store(false)
				_, err := s.RunCheck(t.Context(), probe, CheckInput{
					Entered: entered, InUse: map[migrate.Side]migrate.Connection{migrate.SCIM: inUse},
				}, unattended{})
				if err == nil || heard.Load() != want {
					t.Errorf("%s of the side %s: the token of %s was sent: %t; %v", probe, side, endpoint,
						heard.Load(), err)
				}
				if probe == playbook.ProbeToken && !want && !strings.Contains(err.Error(), "another endpoint") {
					t.Errorf("%s: %v", probe, err)
				}
			}
		}
	}
}

// keyring has one secret for every connection.
type keyring struct{ secret migrate.Secret }

func (k keyring) Secret(context.Context, migrate.Connection) (migrate.Secret, error) {
	return k.secret, nil
}

func (keyring) Keep(context.Context, migrate.Connection, migrate.Secret) error { return nil }

// The environment's token is checked in its form before an endpoint is known, and goes to
// the endpoint at Dashlane whatever the SCIM side is: --endpoint uses the token of --scim.
func TestTokenOfTheEnvironmentGoesToTheEndpoint(t *testing.T) {
	const token = "3f2b8c1e-5d4a-4f6b-9a7c-0d1e2f3a4b5c"
	t.Setenv(SCIMTokenVariable, token)
	var heard atomic.Int32
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), token) {
			heard.Add(1)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(endpoint.Close)
	for provisioned, at := range map[string]string{
		"groups.csv": "", "sent.csv": endpoint.URL, "okta:Dashlane": endpoint.URL, "https://other.example/scim": endpoint.URL,
	} {
		s := &Service{Dir: t.TempDir(), Keyring: keyring{migrate.NewSecret("kept")}}
		err := s.write(func(w *migration.Workspace) error {
			return w.Update(func(state *migration.State) error {
				state.Path, state.IdP = "self-hosted", "okta"
				state.ConnectSide(migrate.SCIM, migrate.Connection{Location: provisioned})
				state.ConnectSide(migrate.Endpoint, migrate.Connection{Location: at})
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		heard.Store(0)
		_, err = s.RunCheck(t.Context(), playbook.ProbeToken, CheckInput{}, unattended{})
		if err == nil || strings.Contains(err.Error(), "no token") || (heard.Load() > 0) != (at != "") {
			t.Errorf("beside %s: the endpoint %q heard it %d times; %v", provisioned, at, heard.Load(), err)
		}
	}
}
