package entratest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		r.Header = http.Header{}
		if c.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		if err := document.Check(r, []byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s %s %s: %v", c.method, c.path, c.body, err)
		}
	}
}
