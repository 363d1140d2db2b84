package pingonetest

import (
	"net/http"
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
		base  = "/v1/environments/e/propagation"
		scim  = `"AUTHENTICATION_METHOD":"None","AUTHORIZATION_TYPE":"Bearer","SCIM_URL":"u","SCIM_VERSION":"2.0","UNIQUE_USER_IDENTIFIER":"userName","USERS_RESOURCE":"/Users","USER_FILTER":"f"`
		check = "application/vnd.pingidentity.connection.check+json"
	)
	for _, c := range []struct {
		method, path, kind, body string
		ok                       bool
	}{
		{"GET", base + "/stores", "", "", true},
		{"GET", base + "/stores?limit=5", "", "", false},
		{"PATCH", base + "/stores/s", "", "{}", false},
		{"PUT", base + "/stores/s", "application/json", `{"name":"n","type":"scim","configuration":{` + scim + `}}`, true},
		{"PUT", base + "/stores/s", "application/json", `{"name":"n","type":"scim","configuration":{` + scim +
			`,"SCIM_TOKEN":"t"}}`, false},
		{"PUT", base + "/stores/s", "application/json", `{"name":"n","type":"scim","configuration":{` + strings.Replace(scim,
			`"USER_FILTER":"f"`, `"CREATE_USERS":true`, 1) + `}}`, false},
		{"PUT", base + "/stores/s", "application/json", `{"name":"n","type":"scim","enabled":true,"configuration":{` + scim +
			`}}`, false},
		{"PUT", base + "/stores/s", "application/json", `{"name":"n","type":"scim","status":"ON","configuration":{` + scim +
			`}}`, false},
		{
			"POST", base + "/stores/connection/status", check, `{"name":"n","type":"scim","configuration":{` + scim + `}}`,
			true,
		},
		{"POST", base + "/stores/connection/status", check, `{"name":"n","type":"scim","configuration":{` + scim +
			`,"TOKEN":"t"}}`, false},
		{"POST", base + "/stores/connection/status", "application/json", `{"name":"n","type":"scim","configuration":{` +
			scim + `}}`, false},
		{"PUT", base + "/rules/r", "application/json", `{"name":"n","active":true,"groups":[{"id":"1"}]}`, true},
		{"PUT", base + "/rules/r", "application/json", `{"name":"n","targetStore":{"id":"1"}}`, false},
		{"PUT", base + "/rules/r", "application/json", `{"name":"n","groups":[{"name":"1"}]}`, false},
		{
			"POST", base + "/plans/p/rules", "application/json",
			`{"name":"n","plan":{"id":"p"},"sourceStore":{"id":"d"},"targetStore":{"id":"s"}}`, true,
		},
		{
			"POST", base + "/plans/p/rules", "application/json", `{"name":"n","plan":{"id":"p"},"targetStore":{"id":"s"}}`,
			false,
		},
		{"POST", base + "/revisions", "", "", true},
		{"POST", base + "/revisions", "application/json", `{"plan":"p"}`, false},
		{"GET", base + "/revisions/id:latest", "", "", true},
		{"PUT", "/v1/environments/e/groups/g", "application/json", `{"name":"n","sourceType":"IDP"}`, false},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		r.Header = http.Header{}
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		if err := document.Check(r, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %s %s: %v", c.method, c.path, c.body, err)
		}
	}
}
