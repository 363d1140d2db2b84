package dashlane

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// serve is a stand-in: Dashlane's servers are not to be had here. What it
// answers has the fields of Dashlane's public API documentation.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestTeamStatus(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/teams/Status" || r.Header.Get("Authorization") != "Bearer DLP_key" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Write([]byte(`{"requestId":"x","data":{"seats":{"provisioned":3},"sso":{"enabled":true,"domains":["a.example","b.example"]}}}`))
	})
	got, err := TeamStatus(t.Context(), url, migrate.NewSecret("DLP_key"))
	if err != nil || !got.SSOEnabled || got.Domains != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := TeamStatus(t.Context(), url, migrate.NewSecret("DLP_wrong")); migrate.ClassOf(
		err) != migrate.Unreachable || strings.Contains(err.Error(), "DLP_") {
		t.Error(err)
	}
	if _, err := TeamStatus(t.Context(), url, migrate.Secret{}); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
}

func TestTeamStatusInEveryShape(t *testing.T) {
	for body, want := range map[string]string{
		`{"sso":{"enabled":false,"domains":[]}}`: "",
		`{"data":{"sso":{"enabled":false}}}`:     "",
		`{"data":{"seats":{}}}`:                  "does not speak of it",
		`<html>`:                                 "not the JSON",
	} {
		url := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(body)) })
		got, err := TeamStatus(t.Context(), url, migrate.NewSecret("DLP_key"))
		if got.SSOEnabled || (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

func TestServiceAnswers(t *testing.T) {
	for body, want := range map[string]migrate.Class{
		"<title>Dashlane Encryption Service</title>": 0,
		"<h1>It works!</h1>":                         migrate.Partial,
	} {
		url := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(body)) })
		if err := CheckEncryptionService(t.Context(), url, ""); migrate.ClassOf(err) != want {
			t.Errorf("%s: %v", body, err)
		}
	}
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotFound) })
	if err := CheckEncryptionService(t.Context(), url, ""); migrate.ClassOf(err) != migrate.Unreachable {
		t.Error(err)
	}
}

func TestServiceOf(t *testing.T) {
	for endpoint, want := range map[string]string{
		"https://x.azurewebsites.net/scim/2.0":  "https://x.azurewebsites.net",
		"https://x.azurewebsites.net/scim/2.0/": "https://x.azurewebsites.net",
		"https://scim.example.com/v2":           "", "": "",
	} {
		if got := EncryptionService(endpoint); got != want {
			t.Errorf("%q: %q", endpoint, got)
		}
	}
}
