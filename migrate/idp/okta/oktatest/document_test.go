package oktatest

import (
	"os"
	"testing"

	"ad2scim/migrate/idp/idptest"
)

// What the documents do not have must not pass: that is what they are for.
func TestTheDocumentRefusesWhatItDoesNotHave(t *testing.T) {
	document, err := loadDocument()
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	} else if err != nil {
		t.Skipf("Okta's API document is not installed: %v", err)
	}
	for _, c := range []struct {
		method, path, body string
		good               bool
	}{
		{"GET", "/api/v1/groups?limit=200", "", true},
		{"GET", "/api/v1/groups?size=200", "", false},
		{"GET", "/api/v1/nothing", "", false},
		{"DELETE", "/api/v1/logs", "", false},
		{"GET", "/api/v1/apps/a/groups?limit=200&expand=group", "", true},
		{"GET", "/api/v1/apps/a/groups?limit=2000", "", false},
		{"PUT", "/api/v1/groups/g", `{"profile":{"name":"x","own":"kept"}}`, true},
		{"PUT", "/api/v1/groups/g", `{"profil":{"name":"x"}}`, false},
		{"PUT", "/api/v1/groups/g", `{"profile":{"name":1}}`, false},
		{"PUT", "/api/v1/apps/a/groups/g", `{}`, true},
		{"PUT", "/api/v1/apps/a/groups/g", `{"rank":1}`, false},
		{"PUT", "/api/v1/apps/a/features/USER_PROVISIONING", `{"create":{"lifecycleCreate":{"status":"ENABLED"}}}`, true},
		{"PUT", "/api/v1/apps/a/features/USER_PROVISIONING", `{"create":{"lifecycleCreate":{"state":"ENABLED"}}}`, false},
		{"PUT", "/api/v1/apps/a/features/USER_PROVISIONING", `{"creation":{}}`, false},
		{"POST", "/api/v1/apps/a/group-push/mappings", `{"sourceGroupId":"g","status":"ACTIVE","targetGroupName":"x"}`, true},
		{
			"POST", "/api/v1/apps/a/group-push/mappings", `{"sourceGroupId":"g","targetGroupName":"x","targetGroupId":"y"}`,
			false,
		},
		{"POST", "/api/v1/apps/a/group-push/mappings", `{"sourceGroupId":"g","targetGroupName":"x","name":"y"}`, false},
		{"PATCH", "/api/v1/apps/a/group-push/mappings/m", `{"status":"ERROR"}`, false},
		{"DELETE", "/api/v1/apps/a/group-push/mappings/m?deleteTargetGroup=false", "", true},
		{"DELETE", "/api/v1/apps/a/group-push/mappings/m", "", false},
	} {
		r := idptest.NewRequest(c.method, c.path, "application/json", c.body)
		if err := document.Check(r, []byte(c.body)); (err == nil) != c.good {
			t.Errorf("%s %s %s: %v", c.method, c.path, c.body, err)
		}
	}
}
