package jumpcloudtest

import (
	"strconv"
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
		r := idptest.NewRequest(c.method, c.path, c.kind, c.body)
		if err := document.Check(r, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %s %s: %v", c.method, c.path, c.body, err)
		}
	}
}

// What JumpCloud refuses has the status and the form of its document, and a request beyond the
// document fails the test.
func TestRefusals(t *testing.T) {
	t.Parallel()
	watched := &idptest.Spy{TB: t}
	s := Start(t)
	s.t = watched
	app, group, other := s.AddApp("Dashlane"), s.AddGroup("Payroll"), s.AddGroup("Sales")
	s.Assign(app, group)
	groups, apps := "/api/v2/usergroups/", "/api/v2/applications/"
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", groups + "x", "", 404},
		{"GET", groups + "x/applications", "", 404},
		{"PUT", groups + "x", `{"name":"Wages"}`, 404},
		{"PUT", groups + group, `{"name":""}`, 400},
		{"PUT", groups + group, `{"name":"Sales"}`, 409},
		{"PUT", groups + group, `{"name":"Wages","memberQuery":{"filters":[]}}`, 400}, // needs x-query-dsl
		{"GET", apps + "x/users", "", 404},
		{"POST", apps + app + "/associations", `{"op":"update","type":"user_group","id":"` + group + `"}`, 400},
		{"POST", apps + app + "/associations", `{"op":"add","type":"user_group","id":"x"}`, 404},
		{"POST", apps + app + "/associations", `{"op":"add","type":"user_group","id":"` + group + `"}`, 409},
		{"POST", apps + app + "/associations", `{"op":"remove","type":"user_group","id":"` + other + `"}`, 409},
		{"DELETE", groups + group, "", 400},
	} {
		if watched.Errors > 0 {
			t.Error("a request that the document has failed the test")
		}
		w := idptest.Send(s, "x-api-key", s.APIKey, c.method, c.path, c.body)
		if w.Code != c.status || !strings.HasPrefix(w.Body.String(), `{"code":`+strconv.Itoa(c.status)+`,"message":"`) {
			t.Errorf("%s %s %s: answered %d %s", c.method, c.path, c.body, w.Code, w.Body)
		}
	}
	if watched.Errors != 1 || s.Group(group)["name"] != "Payroll" || !s.Assigned(app, group) || s.Assigned(app, other) {
		t.Errorf("the test failed %d times; the group is %v", watched.Errors, s.Group(group))
	}
}
