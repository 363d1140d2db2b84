package entra_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra/entratest"
)

// A right that is missing reads as 401 UnknownError with no message.
func TestMissingRightIsNamed(t *testing.T) {
	t.Parallel()
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "/synchronization/") {
				return false
			}
			w.WriteHeader(http.StatusUnauthorized)
			w.Write([]byte(`{"error":{"code":"UnknownError","message":"","innerError":{}}}`))
			return true
		}
	})
	_, err := c.Plan(t.Context(), app, idp.DesiredConfig{})
	if err == nil || !strings.Contains(err.Error(), "Synchronization.ReadWrite.All is missing") ||
		strings.Contains(err.Error(), "expired") {
		t.Error(err)
	}
}

// Without a premium license the log is one source of evidence less.
func TestLogWithoutLicense(t *testing.T) {
	t.Parallel()
	s, c := open(t)
	s.Change(healthy)
	s.Change(func(st *entratest.State) {
		st.Code, st.Schedule, st.Steady = "Active", "Active", true
		st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "/auditLogs/") {
				return false
			}
			w.WriteHeader(http.StatusForbidden)
			w.Write([]byte(`{"error":{"code":"Authentication_RequestFromNonPremiumTenantOrB2CTenant","message":"Neither tenant is B2C or tenant doesn't have premium license"}}`))
			return true
		}
	})
	cycle, err := c.Cycle(t.Context(), app, time.Time{})
	if err != nil || !cycle.Complete || !strings.Contains(cycle.Says, "P1 or P2") {
		t.Errorf("%+v %v", cycle, err)
	}
	found, err := c.Diagnose(t.Context(), app)
	if err != nil || !slices.ContainsFunc(found, func(f idp.Finding) bool { return f.ID == "log-not-shown" }) {
		t.Errorf("%v %v", found, err)
	}
}

// Only a cycle that began after the start of this run counts, and only its errors.
func TestCycleOfThisRun(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) string { return since.Add(d).Format(time.RFC3339) }
	for _, tt := range []struct {
		what, began, steady string
		complete            bool
	}{
		{"a job that never ran", "", "", false},
		{"a cycle of last month", at(-720 * time.Hour), at(-719 * time.Hour), false},
		{"a cycle that began before the start", at(-time.Minute), at(time.Minute), false},
		{"a cycle that has begun and not ended", at(time.Minute), at(-time.Hour), false},
		{"a whole cycle since", at(time.Minute), at(2 * time.Minute), true},
	} {
		s, c := open(t)
		s.Change(healthy)
		s.Change(func(st *entratest.State) {
			st.Code, st.Schedule, st.Steady, st.SteadyLast = "Active", "Active", true, tt.steady
			if tt.began != "" {
				st.Last = map[string]any{"timeBegan": tt.began, "timeEnded": tt.steady, "state": "Succeeded"}
			}
		})
		cycle, err := c.Cycle(t.Context(), app, since)
		if err != nil || cycle.Complete != tt.complete || cycle.State == idp.CycleIdle != tt.complete {
			t.Errorf("%s: %+v %v", tt.what, cycle, err)
		}
	}
}

// A new job that shows late is waited for; a second one is never made.
func TestJobShowsLate(t *testing.T) {
	t.Parallel()
	s, c := open(t)
	s.Change(func(st *entratest.State) { st.JobLag = 3 })
	want := idp.DesiredConfig{
		Path: "self-hosted", Endpoint: "https://id.example.com/scim/2.0",
		Token: migrate.NewSecret("t0ken"),
	}
	plan, err := c.Plan(t.Context(), app, want)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Apply(t.Context(), app, plan[0], want); err != nil {
		t.Error(err)
	}
	// As after a kill: the job was made, and the list doesn't show it yet.
	s, c = open(t)
	plan, err = c.Plan(t.Context(), app, want)
	if err != nil {
		t.Fatal(err)
	}
	s.Change(func(st *entratest.State) {
		st.Job, st.Code, st.Schedule, st.JobLag = true, "NotConfigured", "Disabled", 4
	})
	want.Interrupted = true
	if _, err := c.Apply(t.Context(), app, plan[0], want); err != nil {
		t.Error(err)
	}
}

// One app is read alone, by its id or its exact name.
func TestOneApp(t *testing.T) {
	t.Parallel()
	s, c := open(t)
	var asked []string
	s.Change(func(st *entratest.State) {
		st.Fault = func(_ http.ResponseWriter, r *http.Request) bool { asked = append(asked, r.URL.Path); return false }
	})
	for text, ok := range map[string]bool{
		entratest.AppID: true, "Dashlane": true, "dashlane": false,
		"8b7f6a1e-0000-4e5f-9a0b-1c2d3e4f5a6b": false, "it's": false,
	} {
		asked = nil
		found, known, err := c.App(t.Context(), text)
		if err != nil || known != ok || ok && (found.ID != entratest.AppID || found.Name != "Dashlane") || len(asked) != 1 {
			t.Errorf("%s: %+v %v %v, %d requests", text, found, known, err, len(asked))
		}
	}
}

func TestRefusedSignInSaysWhy(t *testing.T) {
	t.Parallel()
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Refused = true
		st.SignInSays = "AADSTS7000222: The provided client secret keys for app 'x' are expired. Trace ID: 1 Correlation ID: 2 Timestamp: 3"
	})
	_, err := c.SignIn(t.Context())
	if err == nil || !strings.Contains(err.Error(), "AADSTS7000222") || strings.Contains(err.Error(), "Trace ID") ||
		!strings.Contains(err.Error(), "create a new one") {
		t.Error(err)
	}
}
