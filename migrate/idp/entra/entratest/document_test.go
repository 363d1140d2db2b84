package entratest

import (
	"strings"
	"testing"

	"ad2scim/migrate/idp/idptest"
)

// A request is taken as documented, and no field, parameter or call beyond that.
func TestRequestsBeyondTheReferenceAreRefused(t *testing.T) {
	document, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	const (
		base  = "/v1.0/servicePrincipals/a/synchronization"
		rules = `"synchronizationRules":[{"id":"r","objectMappings":[{"sourceObjectName":"User","enabled":true,"attributeMappings":[{"targetAttributeName":"userName","source":{"type":"Attribute","name":"mail"}}]}]}]`
	)
	for _, c := range []struct {
		method, path, body string
		ok                 bool
	}{
		{"GET", "/v1.0/servicePrincipals?$select=id&$filter=tags/any(t:t%20eq%20'x')&$top=999", "", true},
		{"GET", "/v1.0/servicePrincipals?$top=1000", "", false},
		{"GET", "/v1.0/servicePrincipals?$search=x", "", false},
		{"POST", "/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"/groups/g"}]}`, true},
		{
			"POST", "/v1.0/$batch", `{"requests":[{"id":"1","method":"GET","url":"https://graph.microsoft.com/v1.0/groups/g"}]}`,
			false,
		},
		{"POST", "/v1.0/$batch", `{"requests":[` + strings.Repeat(`{"id":"1","method":"GET","url":"/groups/g"},`, 20) +
			`{"id":"2","method":"GET","url":"/groups/g"}]}`, false},
		{"PUT", base + "/secrets", `{"value":[{"key":"BaseAddress","value":"u"},{"key":"SyncAll","value":""}]}`, true},
		{"PUT", base + "/secrets", `{"value":[{"key":"SecretToken","value":"*"}]}`, false},
		{"PUT", base + "/secrets", `{"value":[{"key":"Token","value":"t"}]}`, false},
		{"PUT", base + "/secrets", `{"credentials":[{"key":"SyncAll","value":"false"}]}`, false},
		{"POST", base + "/jobs", `{"templateId":"scim"}`, true},
		{"POST", base + "/jobs", `{"id":"scim"}`, false},
		{"POST", base + "/jobs/j/start", "", true},
		{"POST", base + "/jobs/j/start", "{}", false},
		{"POST", base + "/jobs/j/stop", "", false},
		{"POST", base + "/jobs/j/validateCredentials", `{"useSavedCredentials":true}`, true},
		{"POST", base + "/jobs/j/validateCredentials", `{"useSavedCredentials":"yes"}`, false},
		{"PUT", base + "/jobs/j/schema", `{"id":"s","version":"v1","directories":[],` + rules + `}`, true},
		{"PUT", base + "/jobs/j/schema", `{"id":"s",` + rules + `}`, false},
		{
			"PUT", base + "/jobs/j/schema", `{"directories":[],` + strings.Replace(rules, `"enabled"`, `"isEnabled"`, 1) + `}`,
			false,
		},
		{
			"PUT", base + "/jobs/j/schema", `{"directories":[],` + strings.Replace(rules, "Attribute\"", "Direct\"", 1) + `}`,
			false,
		},
		{"PATCH", base + "/jobs/j/schema", `{"directories":[],` + rules + `}`, false},
		{"PATCH", "/v1.0/groups/g", `{"displayName":"n"}`, true},
		{"PATCH", "/v1.0/groups/g", `{"displayName":"n","mailNickname":"n"}`, false},
	} {
		r := idptest.NewRequest(c.method, c.path, "application/json", c.body)
		if err := document.Check(r, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %s %s: %v", c.method, c.path, c.body, err)
		}
	}
}

// What Graph refuses has the status and the code of its reference, and a request beyond the
// reference fails the test.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := Start(t)
	const logs = "/auditLogs/provisioning?$filter=jobId%20eq%20'scim.job1'%20and%20activityDateTime%20"
	for _, c := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"GET", "/groups/x", "", 404, "Request_ResourceNotFound"},
		{"GET", "/users/x", "", 404, "Request_ResourceNotFound"},
		{"GET", appPath + "/synchronization/jobs/" + JobID + "/schema", "", 404, "JobNotFound"},
		{"POST", appPath + "/synchronization/jobs", `{"templateId":"other"}`, 400, "BadRequest"},
		{
			"POST", appPath + "/appRoleAssignedTo", `{"principalId":"g","resourceId":"x","appRoleId":"role-user"}`, 400,
			"Request_BadRequest",
		},
		{"GET", logs + "ge%202026-01-02T03:04:05Z", "", 400, "BadRequest"}, // not a documented operator
		{"GET", logs + "gt%202026-01-02T03:04:05Z", "", 400, "BadRequest"}, // longer ago than entries are kept
		{"DELETE", "/groups/x", "", 400, "BadRequest"},
	} {
		if len(s.problems) > 0 {
			t.Errorf("a request that the reference has failed the test: %q", s.problems)
		}
		w := idptest.Send(s, "Authorization", "Bearer "+s.token(), c.method, "/v1.0"+c.path, c.body)
		if w.Code != c.status || !strings.HasPrefix(w.Body.String(), `{"error":{"code":"`+c.code+`",`) {
			t.Errorf("%s %s %s: answered %d %s", c.method, c.path, c.body, w.Code, w.Body)
		}
	}
	if len(s.problems) != 1 {
		t.Errorf("the requests beyond the reference are %q", s.problems)
	}
	s.problems = nil
}
