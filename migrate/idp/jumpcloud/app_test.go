package jumpcloud

import (
	"encoding/json"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// TestWhatAnAppIs, by the fields that JumpCloud's list of applications has.
func TestWhatAnAppIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ label, dashlane, scim string }{
		`{"_id":"1","name":"saml2","displayLabel":"Dashlane EU"}`:               {label: "Dashlane EU", dashlane: "its name says Dashlane"},
		`{"_id":"1","name":"saml2","displayName":"dashlane"}`:                   {label: "dashlane", dashlane: "its name says Dashlane"},
		`{"_id":"1","name":"dashlane"}`:                                         {label: "dashlane", dashlane: "it is Dashlane's connector"},
		`{"_id":"1","config":{"acs":"https://sso.Dashlane.com"}}`:               {label: "1", dashlane: "its SSO settings lead to Dashlane"},
		`{"_id":"1","name":"bookmark"}`:                                         {label: "bookmark", scim: "it is a bookmark, which cannot provision"},
		`{"_id":"1","name":"saml2","active":false}`:                             {label: "saml2", scim: "the application is not active"},
		`{"_id":"1","name":"saml2","active":true,"config":{"acs":"https://x"}}`: {label: "saml2"},
	} {
		var a app
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		if a.label() != want.label || a.dashlane() != want.dashlane || a.scim() != want.scim {
			t.Errorf("%s: %q, %q, %q", text, a.label(), a.dashlane(), a.scim())
		}
	}
}

// TestSameSettings: the order of keys and spaces are nothing, and what is no JSON is only itself.
func TestSameSettings(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]bool{
		{`{"a":1,"b":[2]}`, `{ "b": [2], "a": 1 }`}: true,
		{``, `null`}: true, {`{"a":1}`, `{"a":2}`}: false, {`{`, `{`}: true, {`{`, `{ `}: false,
	} {
		if got := same(json.RawMessage(pair[0]), json.RawMessage(pair[1])); got != want {
			t.Errorf("%q: %t", pair, got)
		}
	}
}

// TestSendsBy: a group is sent as soon as it is bound, which is before the start.
func TestSendsBy(t *testing.T) {
	t.Parallel()
	p := &Provider{}
	if p.ID() != playbook.JumpCloud || !idp.SendsBy(p, idp.Assigning) || !idp.SendsBy(p, idp.StepStart) ||
		idp.SendsBy(p, idp.StepUsers) {
		t.Error("JumpCloud sends at another step")
	}
}
