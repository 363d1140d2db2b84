package jumpcloudtest

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// A request is taken as documented, and no field, parameter or call beyond that.
func TestRequestsBeyondTheDocumentAreRefused(t *testing.T) {
	document, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	const (
		json = "application/json"
		form = "application/x-www-form-urlencoded"
	)
	for _, c := range []struct {
		method, path, kind, body string
		ok                       bool
	}{
		{"GET", "/api/applications?limit=100&skip=0&sort=_id", "", "", true},
		{"GET", "/api/applications?limit=101", "", "", false},
		{"GET", "/api/applications?page=2", "", "", false},
		{"PUT", "/api/applications/1", json, `{"name":"x"}`, false},
		{"POST", "/api/v2/applications/1/provision", json, `{}`, false},
		{"GET", "/api/v2/applications/1/associations?targets=user", "", "", true},
		{"GET", "/api/v2/applications/1/associations", "", "", false},
		{"POST", "/api/v2/applications/1/associations", json, `{"op":"add","type":"user","id":"1"}`, true},
		{"POST", "/api/v2/applications/1/associations", json, `{"op":"set","type":"user","id":"1"}`, false},
		{"POST", "/api/v2/applications/1/associations", json, `{"op":"add","type":"system","id":"1"}`, false},
		{"POST", "/api/v2/applications/1/associations", json, `{"op":"add","type":"user","id":"1","force":true}`, false},
		{"PUT", "/api/v2/usergroups/1", json, `{"description":"x"}`, false},
		{"PUT", "/api/v2/usergroups/1", json, `{"name":"x","members":[]}`, false},
		{"DELETE", "/api/v2/usergroups/1", "", "", false},
		{"POST", "/oauth2/token", form, "grant_type=client_credentials&scope=api", true},
		{"POST", "/oauth2/token", form, "grant_type=password&scope=api", false},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		if err := document.Check(r, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %s %s: %v", c.method, c.path, c.body, err)
		}
	}
}
