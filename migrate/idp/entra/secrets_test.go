package entra_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/playbook"
)

var selfHosted = idp.DesiredConfig{
	Path: playbook.SelfHosted, Endpoint: "https://scim.example.com/v2",
	Token: migrate.NewSecret(scimToken),
}

// planned returns one step of a plan.
func planned(t *testing.T, c *entra.Client, id idp.StepID, want idp.DesiredConfig) idp.Step {
	t.Helper()
	steps, err := c.Plan(t.Context(), app, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if step.ID == id {
			return step
		}
	}
	t.Fatal("the plan lacks", id)
	return idp.Step{}
}

// seen reports whether an error says that a step was looked at and is not made.
func seen(err error) bool {
	p, is := errors.AsType[*migrate.Problem](err)
	return is && p.Err == nil
}

func TestSavedEndpointIsReadBack(t *testing.T) {
	for name, c := range map[string]struct {
		change func(map[string]string)
		step   idp.StepID
		why    string
	}{
		"as wanted":    {func(map[string]string) {}, idp.StepEndpoint, ""},
		"a slash more": {func(s map[string]string) { s["BaseAddress"] += "/" }, idp.StepEndpoint, ""},
		"another": {
			func(s map[string]string) { s["BaseAddress"] = "https://other.example.com" }, idp.StepEndpoint,
			"https://other.example.com",
		},
		"no endpoint":    {func(s map[string]string) { delete(s, "BaseAddress") }, idp.StepEndpoint, "no endpoint is saved"},
		"no token":       {func(s map[string]string) { delete(s, "SecretToken") }, idp.StepEndpoint, "no token is saved"},
		"everyone":       {func(s map[string]string) { s["SyncAll"] = "true" }, idp.StepScope, "all users and groups"},
		"scope unset":    {func(s map[string]string) { delete(s, "SyncAll") }, idp.StepScope, "not set"},
		"scope assigned": {func(s map[string]string) { s["SyncAll"] = "False" }, idp.StepScope, ""},
	} {
		s, client := open(t)
		if _, err := client.Apply(t.Context(), app, planned(t, client, idp.StepEndpoint, selfHosted),
			selfHosted); err != nil {
			t.Fatal(err)
		}
		s.Change(func(st *entratest.State) { c.change(st.Secrets) })
		_, err := client.Verify(t.Context(), app, planned(t, client, c.step, selfHosted), selfHosted)
		if c.why == "" && err != nil || c.why != "" && (!seen(err) || !strings.Contains(err.Error(), c.why)) {
			t.Error(name, err)
		}
	}
}

// Where Graph does not give saved settings, the test of the connection stands in.
func TestEndpointThatIsNotTold(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) { st.Untold = true })
	step := planned(t, c, idp.StepEndpoint, selfHosted)
	if step.Settings[1].Before != "not reported by Microsoft Graph" {
		t.Error(step.Settings)
	}
	if _, err := c.Apply(t.Context(), app, step, selfHosted); err != nil {
		t.Fatal(err)
	}
	if saw, err := c.Verify(t.Context(), app, step, selfHosted); err != nil || !strings.Contains(saw, "does not tell") {
		t.Error(saw, err)
	}
	_, err := c.Revert(t.Context(), app, step)
	if byHand, is := errors.AsType[*idp.ByHandError](err); !is || !strings.Contains(byHand.Do, "enter the earlier token") {
		t.Error(err)
	}
	s.Change(func(st *entratest.State) { st.BadToken = scimToken })
	if _, err := c.Verify(t.Context(), app, step, selfHosted); !seen(err) {
		t.Error(err)
	}
}

// The scope's step writes where the endpoint's has not done it, and not twice.
func TestScopeIsSet(t *testing.T) {
	for _, all := range []string{"true", "false"} {
		s, c := open(t)
		if _, err := c.Apply(t.Context(), app, planned(t, c, idp.StepEndpoint, selfHosted), selfHosted); err != nil {
			t.Fatal(err)
		}
		writes := 0
		s.Change(func(st *entratest.State) {
			st.Secrets["SyncAll"] = all
			st.Fault = func(_ http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodPut {
					writes++
				}
				return false
			}
		})
		_, err := c.Apply(t.Context(), app, planned(t, c, idp.StepScope, selfHosted), selfHosted)
		s.Change(func(st *entratest.State) {
			if err != nil || st.Secrets["SyncAll"] != "false" || st.Secrets["SecretToken"] != scimToken ||
				(writes == 1) != (all == "true") {
				t.Error(all, st.Secrets["SyncAll"], writes, err)
			}
		})
	}
}

// A test changes nothing, so that it is made anew where its answer is lost.
func TestLostTestIsMadeAnew(t *testing.T) {
	s, c := open(t)
	s.Change(healthy)
	left := 2
	s.Change(func(st *entratest.State) {
		st.Fault = func(http.ResponseWriter, *http.Request) bool {
			if left--; left == 0 {
				panic(http.ErrAbortHandler) // the second call, after that for the job
			}
			return false
		}
	})
	if saw, err := c.Verify(t.Context(), app, idp.Step{ID: idp.StepTest}, selfHosted); err != nil || left != -1 {
		t.Error(saw, left, err)
	}
}

// What another admin entered since is not taken away.
func TestAnotherEndpointIsNotTakenAway(t *testing.T) {
	s, c := open(t)
	step := planned(t, c, idp.StepEndpoint, selfHosted)
	if _, err := c.Apply(t.Context(), app, step, selfHosted); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Apply(t.Context(), app, step, selfHosted); !errors.Is(err, migrate.ErrChanged) {
		t.Error("a plan that is too old:", err)
	}
	s.Change(func(st *entratest.State) { st.Secrets["BaseAddress"] = "https://other.example.com" })
	if _, err := c.Revert(t.Context(), app, step); !errors.Is(err, migrate.ErrChanged) {
		t.Error(err)
	}
	s.Change(func(st *entratest.State) {
		if st.Secrets["SecretToken"] != scimToken {
			t.Error("it was taken away")
		}
	})
}

// An endpoint's answer that Entra hands on may hold the token.
func TestTokenInAnAnswerIsNotShown(t *testing.T) {
	s, c := open(t)
	step := planned(t, c, idp.StepEndpoint, selfHosted)
	s.Change(func(st *entratest.State) {
		st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodPut {
				return false
			}
			w.WriteHeader(http.StatusBadRequest)
			w.Write([]byte(`{"error":{"code":"BadRequest","message":"Bearer ` + scimToken + ` is refused"}}`))
			return true
		}
	})
	if _, err := c.Apply(t.Context(), app, step, selfHosted); err == nil || strings.Contains(err.Error(), scimToken) ||
		!strings.Contains(err.Error(), "***") {
		t.Error(err)
	}
}
