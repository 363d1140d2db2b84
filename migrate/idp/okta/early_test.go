package okta

import (
	"encoding/json"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// TestSendsBy: a group is sent as soon as it is pushed, and a user as soon as a group gives
// access, which are before the start.
func TestSendsBy(t *testing.T) {
	t.Parallel()
	p := &Provider{}
	for step, want := range map[idp.StepID]bool{
		idp.StepGroups: true, idp.Assigning: true, idp.StepStart: true, idp.StepUsers: false, idp.StepEndpoint: false,
	} {
		if got := idp.SendsBy(p, step); got != want {
			t.Errorf("%s sends: %t", step, got)
		}
	}
	if p.ID() != playbook.Okta || p.Mode(idp.StepGroups) != idp.ModeApply || p.Mode(idp.StepTest) != idp.ModeGuide ||
		p.Mode(idp.StepImport) != idp.ModeGuide {
		t.Error("the steps are another's")
	}
}

// TestWhatAnAppIs, by the fields that Okta's list of apps has.
func TestWhatAnAppIs(t *testing.T) {
	t.Parallel()
	const catalog = `"status":"ACTIVE","features":["PUSH_NEW_USERS"]`
	for text, want := range map[string]struct{ dashlane, scim string }{
		`{"label":"Dashlane EU",` + catalog + `}`: {"its label names Dashlane", ""},
		`{"name":"dashlane",` + catalog + `}`:     {"it is Dashlane's app of the Okta catalog", ""},
		`{"settings":{"signOn":{"ssoAcsUrl":"https://sso.dashlane.com"}},` + catalog + `}`: {
			"its SAML settings lead to Dashlane", "",
		},
		`{"label":"Wiki",` + catalog + `}`: {"", ""},
		`{"status":"INACTIVE"}`:            {"", "the app is not active (inactive)"},
		`{"status":"ACTIVE","signOnMode":"OPENID_CONNECT"}`: {
			"", "Okta cannot add SCIM to an OpenID Connect app: take the SAML app",
		},
		`{"status":"ACTIVE","signOnMode":"SAML_2_0"}`: {
			"", "SCIM provisioning is not turned on (General, App Settings, Provisioning)",
		},
	} {
		var a app
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		if a.dashlane() != want.dashlane || a.scim() != want.scim {
			t.Errorf("%s: %q, %q", text, a.dashlane(), a.scim())
		}
	}
}

// TestFailureIsReportedOnce, by the log or by the mapping.
func TestFailureIsReportedOnce(t *testing.T) {
	t.Parallel()
	all := []idp.Failure{{Kind: "group", Name: "Sales", Why: "no right"}}
	if !told(all, idp.Failure{Kind: "group", Name: "Sales"}) || told(all, idp.Failure{Kind: "user", Name: "Sales"}) ||
		told(nil, all[0]) {
		t.Error("a failure is told twice, or not at all")
	}
}
