package pingone_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
)

// A busy environment, and lists that lag behind a write, are waited for.
func TestWritingGetsThroughTrouble(t *testing.T) {
	t.Parallel()
	for _, id := range []idp.StepID{idp.StepEndpoint, idp.StepTest, idp.StepUsers, idp.StepGroups, idp.StepStart} {
		t.Run(string(id), func(t *testing.T) {
			t.Parallel()
			s, p, app := start(t)
			s.Lag, s.Page = 3, 1
			for _, one := range []string{
				"PUT /propagation/stores/s", "PUT /propagation/rules/r", "POST /propagation/revisions",
				"GET /propagation/rules", "POST /propagation/stores/connection/status",
			} {
				s.Fail[one] = http.StatusTooManyRequests
			}
			if _, err := p.Apply(t.Context(), app, step(t, p, app, confidential, id), confidential); err != nil {
				t.Error(err)
			}
		})
	}
}

// Each write whose answer is lost is found done by looking.
func TestLostAnswerIsResolved(t *testing.T) {
	for _, c := range []struct {
		id    idp.StepID
		write string
		state enable.State
	}{
		{idp.StepUsers, "PUT /propagation/stores/s", enable.Done},
		{idp.StepGroups, "PUT /propagation/rules/r", enable.Done},
		{idp.StepStart, "POST /propagation/revisions", enable.Done},
		{idp.StepEndpoint, "PUT /propagation/stores/s", enable.Unknown}, // the token cannot be read
	} {
		s, p, app := start(t)
		if c.id == idp.StepStart {
			s.Rules[0]["active"] = false
		}
		planned := step(t, p, app, confidential, c.id)
		s.Fail[c.write] = 0
		if _, err := p.Apply(t.Context(), app, planned, confidential); !errors.Is(err, migrate.ErrOutcomeUnknown) {
			t.Errorf("%s: %v", c.id, err)
		}
		s, p, app = start(t)
		if c.id == idp.StepStart {
			s.Rules[0]["active"] = false
		}
		e, _ := engine(t, p, app, confidential, nil)
		plan, err := enable.NewPlan(t.Context(), p, app, confidential)
		if err != nil {
			t.Fatal(err)
		}
		plan.Steps = slices.DeleteFunc(plan.Steps, func(one idp.Step) bool { return one.ID != c.id })
		s.Fail[c.write] = 0
		outcomes, err := e.Apply(t.Context(), plan)
		if outcomes[0].State != c.state || (err == nil) != (c.state == enable.Done) {
			t.Errorf("%s: %+v, %v", c.id, outcomes, err)
		}
	}
}

func TestARefusalIsSaidInPingOnesWords(t *testing.T) {
	s, p, app := start(t)
	s.Token = "another"
	_, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepTest), selfHosted)
	if migrate.ClassOf(err) != migrate.Partial || !strings.Contains(err.Error(), "the target answers 401 Unauthorized") {
		t.Error(err)
	}
	for status, want := range map[int]string{403: "Environment Admin", 401: "worker application"} {
		s.Fail["PUT /propagation/stores/s"] = status
		_, err = p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepUsers), selfHosted)
		if !errors.Is(err, migrate.ErrDenied) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(),
			"could not be completed (REQUEST_FAILED)") {
			t.Error(status, err)
		}
	}
}

// A message that repeats the token is not shown.
func TestATokenInAMessageIsNotShown(t *testing.T) {
	s, p, app := start(t)
	s.Refusal = "the value " + token + " is wrong"
	for _, id := range []idp.StepID{idp.StepTest, idp.StepUsers} {
		if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, id), selfHosted); err == nil ||
			strings.Contains(err.Error(), token) {
			t.Error(id, err)
		}
	}
}

func TestWithoutTheTokenNothingIsWrittenAndNothingTested(t *testing.T) {
	s, p, app := start(t)
	want := selfHosted
	want.Token = migrate.Secret{}
	for _, id := range []idp.StepID{idp.StepEndpoint, idp.StepUsers, idp.StepStart} {
		if _, err := p.Apply(t.Context(), app, step(t, p, app, want, id), want); migrate.ClassOf(err) != migrate.BadInput ||
			len(wrote(s)) > 0 {
			t.Error(id, err)
		}
	}
	if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepEndpoint), selfHosted); err != nil {
		t.Fatal(err)
	}
	if _, err := enable.RunProbe(t.Context(), p, app, want, playbook.ProbeIDPConnection,
		time.Time{}); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
	s.TellsToken = true
	if saw, err := enable.RunProbe(t.Context(), p, app, want, playbook.ProbeIDPConnection, time.Time{}); err != nil ||
		!strings.Contains(saw, "test of the connection succeeds") {
		t.Error(saw, err)
	}
	configuration(s)["OAUTH_ACCESS_TOKEN"] = "another"
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepEndpoint}, selfHosted); err == nil ||
		!strings.Contains(err.Error(), "token is another one") {
		t.Error(err)
	}
}

func TestWaitingCanBeCanceled(t *testing.T) {
	s, p, app := start(t)
	planned := step(t, p, app, selfHosted, idp.StepUsers)
	s.Drops = "UPDATE_USERS"
	ctx, cancel := context.WithCancel(t.Context())
	s.Between = func(r *http.Request) {
		if slices.Contains(s.Sent, "PUT /propagation/stores/s") {
			cancel()
		}
	}
	if _, err := p.Apply(ctx, app, planned, selfHosted); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAssign(t *testing.T) {
	s, p, app := start(t)
	if err := p.Assign(t.Context(), app, "1"); err != nil {
		t.Fatal(err)
	}
	if r := s.Rules[0]; selected(s) != 3 || r["populationExpression"] != `population.id eq "x"` || r["active"] != true {
		t.Error(r)
	}
	s.Sent = nil
	if err := p.Assign(t.Context(), app, "1"); err != nil || len(wrote(s)) > 0 {
		t.Error(err, wrote(s))
	}
	if err := p.Assign(t.Context(), app, "3"); !errors.Is(err, migrate.ErrDenied) || len(wrote(s)) > 0 {
		t.Error(err, wrote(s))
	}
	if err := p.Assign(t.Context(), app, "none"); !errors.Is(err, migrate.ErrGone) {
		t.Error(err)
	}
	s.Drops = "groups"
	s.Groups = append(s.Groups, m{"id": "5", "name": "New"})
	if err := p.Assign(t.Context(), app, "5"); err == nil {
		t.Error("a group that is not there counts as assigned")
	}
	s.Rules = nil
	if err := p.Assign(t.Context(), app, "2"); err == nil || !strings.Contains(err.Error(), "no rule yet") {
		t.Error(err)
	}
}
