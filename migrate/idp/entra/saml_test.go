package entra_test

import (
	"slices"
	"testing"

	"ad2scim/migrate/idp/entra/entratest"
)

// What the group claim sends depends on its format; one that can never match a name is
// a finding.
func TestSAMLGroups(t *testing.T) {
	claim := func(membership string, properties ...string) map[string]any {
		return map[string]any{"groupMembershipClaims": membership, "optionalClaims": map[string]any{
			"saml2Token": []any{map[string]any{"name": "groups", "additionalProperties": properties}},
		}}
	}
	for name, c := range map[string]struct {
		claims   map[string]any
		sent     []string
		findings []string
	}{
		"no claim":   {map[string]any{}, nil, []string{"saml-no-groups"}},
		"object ids": {claim("ApplicationGroup"), []string{"g-cloud", "g-synced"}, []string{"saml-object-ids"}},
		"sAMAccountName": {
			claim("ApplicationGroup", "sam_account_name"), []string{"g-cloud", "sales"}, []string{"saml-object-ids"},
		},
		"with the cloud's": {
			claim("ApplicationGroup", "sam_account_name", "cloud_displayname"), []string{"Cloud only", "sales"}, nil,
		},
		"with the domain": {
			claim("ApplicationGroup", "dns_domain_and_sam_account_name", "cloud_displayname"),
			[]string{"Cloud only", `corp.example.com\sales`},
			[]string{"saml-domain"},
		},
		"every group": {
			claim("SecurityGroup", "sam_account_name", "cloud_displayname"),
			[]string{"Cloud only", "Unassigned", "sales"},
			[]string{"saml-all-groups"},
		},
	} {
		s, p := open(t)
		s.Change(func(st *entratest.State) {
			st.Groups = []*entratest.Group{
				{ID: "g-synced", Name: "Sales EMEA", Synced: true, SAM: "sales", Domain: "corp.example.com"},
				{ID: "g-cloud", Name: "Cloud only"},
				{ID: "g-other", Name: "Unassigned"},
			}
			st.Assigned, st.Claims = []string{"g-synced", "g-cloud"}, c.claims
		})
		groups, found, err := p.SAMLGroups(t.Context(), app, nil)
		var sent, ids []string
		for _, g := range groups {
			sent = append(sent, g.Sent)
		}
		for _, f := range found {
			ids = append(ids, f.ID)
		}
		slices.Sort(sent)
		if err != nil || !slices.Equal(sent, c.sent) || !slices.Equal(ids, c.findings) {
			t.Errorf("%s: %q, %q, %v", name, sent, ids, err)
		}
	}
}
