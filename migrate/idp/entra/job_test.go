package entra_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra/entratest"
)

func TestTemplateOfTheJob(t *testing.T) {
	for want, ids := range map[string][]string{
		"scim": {"customappsso", "otherscim", "scim"}, "SCIM": {"SCIM", "customappsso"}, "dashlane": {"dashlane"},
		"dashlaneScim": {"other", "dashlaneScim"},
		"customappsso": {"customappsso", "other"}, "": {"one", "two"},
	} {
		s, c := open(t)
		made := ""
		s.Change(func(st *entratest.State) {
			st.Templates = nil
			for _, id := range ids {
				st.Templates = append(st.Templates, map[string]string{"id": id})
			}
			st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "/schema") {
					w.Write([]byte(`{"synchronizationRules":[]}`))
					return true
				}
				if r.Method == http.MethodPost {
					body := make([]byte, 100)
					n, _ := r.Body.Read(body)
					made = string(body[:n])
					w.WriteHeader(http.StatusConflict)
					return true
				}
				return false
			}
		})
		step := planned(t, c, idp.StepEndpoint, selfHosted)
		if (step.Wrong == "") != (want != "") {
			t.Error(ids, step.Wrong)
		}
		_, err := c.Apply(t.Context(), app, step, selfHosted)
		if err == nil || want != "" && made != `{"templateId":"`+want+`"}` || want == "" && made != "" {
			t.Errorf("of %v %s was taken, want %q: %v", ids, made, want, err)
		}
	}
}

// NotRun counts as started only where the schedule is on.
func TestStartIsReadBack(t *testing.T) {
	for _, c := range []struct {
		code, schedule, reason string
		made                   bool
	}{
		{"Active", "Active", "", true},
		{"NotRun", "Active", "", true},
		{"NotRun", "Disabled", "", false},
		{"NotRun", "", "", false},
		{"Paused", "Paused", "", false},
		{"NotConfigured", "Disabled", "", false},
		{"Quarantine", "Active", "TooManyDeletes", false},
	} {
		s, client := open(t)
		s.Change(func(st *entratest.State) {
			st.Job, st.Code, st.Schedule, st.Reason = true, c.code, c.schedule, c.reason
		})
		if _, err := client.Verify(t.Context(), app, idp.Step{ID: idp.StepStart}, selfHosted); (err == nil) != c.made ||
			err != nil && !seen(err) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A start lifts the quarantine of a refused token, and no other one.
func TestStartOutOfQuarantine(t *testing.T) {
	for reason, lifted := range map[string]bool{"EncounteredQuarantineException": true, "TooManyDeletes": false} {
		s, c := open(t)
		s.Change(healthy)
		s.Change(func(st *entratest.State) { st.Code, st.Reason = "Quarantine", reason })
		step := planned(t, c, idp.StepStart, selfHosted)
		if (step.Wrong == "") != lifted {
			t.Error(reason, step.Wrong)
		}
		if _, err := c.Apply(t.Context(), app, step, selfHosted); (err == nil) != lifted || err != nil &&
			!errors.Is(err, migrate.ErrChanged) {
			t.Error(reason, err)
		}
	}
}

// A running job is not asked to start again, and is paused when the start is taken
// back, as the plan says; one that is quarantined meanwhile is left alone.
func TestStartOfARunningJob(t *testing.T) {
	s, c := open(t)
	s.Change(healthy)
	step := planned(t, c, idp.StepStart, selfHosted)
	s.Change(func(st *entratest.State) {
		st.Fault = func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPost && !strings.HasSuffix(r.URL.Path, "/pause") {
				t.Error(r.URL.Path)
			}
			return false
		}
	})
	if _, err := c.Apply(t.Context(), app, step, selfHosted); err != nil {
		t.Error(err)
	}
	if saw, err := c.Revert(t.Context(), app, step); err != nil || !strings.Contains(saw, "ran before") {
		t.Error(saw, err)
	}
	s.Change(func(st *entratest.State) { st.Code, st.Reason = "Quarantine", "EncounteredQuarantineException" })
	if _, err := c.Apply(t.Context(), app, step, selfHosted); !errors.Is(err, migrate.ErrChanged) {
		t.Error(err)
	}
}

// A start shows late.
func TestStartIsWaitedFor(t *testing.T) {
	s, c := open(t)
	s.Change(healthy)
	late := 8 // calls
	s.Change(func(st *entratest.State) {
		st.Code, st.Schedule = "Paused", "Paused"
		st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/start") {
				w.WriteHeader(http.StatusNoContent)
				return true
			}
			if late--; late == 0 {
				st.Code, st.Schedule = "Active", "Active"
			}
			return false
		}
	})
	if _, err := c.Apply(t.Context(), app, planned(t, c, idp.StepStart, selfHosted), selfHosted); err != nil || late > 0 {
		t.Error(late, err)
	}
}
