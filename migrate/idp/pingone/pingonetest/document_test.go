package pingonetest

import (
	"strings"
	"testing"

	"ad2scim/migrate/idp/idptest"
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
		r := idptest.NewRequest(c.method, c.path, c.kind, c.body)
		if err := document.Check(r, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %s %s: %v", c.method, c.path, c.body, err)
		}
	}
}

// What PingOne refuses has the status and the form of its documentation, and a request beyond
// the document fails the test.
func TestRefusals(t *testing.T) {
	t.Parallel()
	watched := &idptest.Spy{TB: t}
	s := Start(t)
	s.t = watched
	s.Stores = []map[string]any{{"id": "d", "status": "ACTIVE"}, {"id": "s", "status": "INACTIVE"}}
	s.Plans = []map[string]any{{"id": "p"}}
	s.Rules = []map[string]any{{"id": "r", "name": "n", "targetStore": map[string]any{"id": "d"}}}
	const rule = `{"name":"n","active":true,"plan":{"id":"p"},"sourceStore":{"id":"d"},"targetStore":{"id":"s"}}`
	for _, c := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"GET", "/propagation/revisions/id:latest", "", 404, "NOT_FOUND"},
		{"PUT", "/groups/x", `{"name":"n"}`, 404, "NOT_FOUND"},
		{"PUT", "/propagation/rules/x", `{"name":"n"}`, 404, "NOT_FOUND"},
		{"POST", "/propagation/plans", `{"name":"n"}`, 400, "INVALID_DATA"}, // there is one already
		{"POST", "/propagation/plans/x/rules", rule, 400, "INVALID_DATA"},
		{"POST", "/propagation/plans/p/rules", rule, 400, "INVALID_DATA"}, // its connection is off
		{"PUT", "/propagation/rules/r", `{"name":"n","groups":[{"id":"x"}]}`, 400, "INVALID_DATA"},
		{"DELETE", "/propagation/rules/r", "", 400, "INVALID_REQUEST"},
	} {
		if watched.Errors > 0 {
			t.Error("a request that the document has failed the test")
		}
		w := idptest.Send(s, "Authorization", "Bearer "+accessToken, c.method, "/v1/environments/"+Environment+c.path, c.body)
		if w.Code != c.status || !strings.HasPrefix(w.Body.String(), `{"code":"`+c.code+`","details":`) {
			t.Errorf("%s %s %s: answered %d %s", c.method, c.path, c.body, w.Code, w.Body)
		}
	}
	if watched.Errors != 1 || len(s.Plans) != 1 || len(s.Rules) != 1 {
		t.Errorf("the test failed %d times; there are %d plans and %d rules", watched.Errors, len(s.Plans), len(s.Rules))
	}
}
