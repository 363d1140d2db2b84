package operation

import "testing"

// A script is offered where there is something for it to do and no reason is asked for.
func TestConsentOffersScripts(t *testing.T) {
	t.Parallel()
	some, on := []SyncScriptRequest{{Tasks: []string{`\Dashlane`}}}, []string{"SCIM is on, confirmed by you"}
	for name, c := range map[string]struct {
		consent         SyncConsent
		scripts         []SyncScriptRequest
		reason, offered bool
	}{
		"tasks":             {SyncConsent{}, some, false, true},
		"no tasks":          {SyncConsent{}, nil, false, false},
		"SCIM on":           {SyncConsent{SCIMOn: on}, some, true, false},
		"SCIM on, no tasks": {SyncConsent{SCIMOn: on}, nil, true, false},
	} {
		if c.consent.NeedsReason() != c.reason || c.consent.OffersScripts(c.scripts) != c.offered {
			t.Errorf("%s: reason %t, offered %t", name, c.consent.NeedsReason(), c.consent.OffersScripts(c.scripts))
		}
	}
}
