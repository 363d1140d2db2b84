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
			claim("ApplicationGroup", "sam_account_name"), []string{"sales"}, []string{"saml-left-out"},
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
			[]string{"sales"}, // the names of the cloud come for assigned groups alone
			[]string{"saml-all-groups", "saml-left-out"},
		},
		"every group and list": {
			claim("All", "sam_account_name"), []string{"news", "sales"}, []string{"saml-all-groups", "saml-left-out"},
		},
		"assigned and security groups": {
			claim("SecurityGroup, ApplicationGroup", "cloud_displayname", "sam_account_name"),
			[]string{"Cloud only", "sales"},
			nil,
		},
		"the first format counts": {
			claim("ApplicationGroup", "netbios_domain_and_sam_account_name", "sam_account_name"),
			[]string{`CORP\sales`},
			[]string{"saml-domain", "saml-left-out"},
		},
		"security identifiers": {
			claim("ApplicationGroup", "on_premise_security_identifier"),
			[]string{"S-1-5-21-1"},
			[]string{"saml-sids", "saml-left-out"},
		},
		"as roles": {
			claim("ApplicationGroup", "sam_account_name", "cloud_displayname", "emit_as_roles"),
			[]string{"Cloud only", "sales"},
			[]string{"saml-as-roles"},
		},
		"names of the cloud alone": {
			claim("ApplicationGroup", "cloud_displayname"), []string{"Cloud only"}, []string{"saml-left-out"},
		},
		"directory roles": {claim("DirectoryRole"), nil, []string{"saml-no-groups"}},
		"none":            {claim("none"), nil, []string{"saml-no-groups"}},
	} {
		s, p := open(t)
		s.Change(func(st *entratest.State) {
			st.Groups = []*entratest.Group{
				{
					ID: "g-synced", Name: "Sales EMEA", Synced: true, SAM: "sales", Domain: "corp.example.com", NetBIOS: "CORP",
					SID: "S-1-5-21-1",
				},
				{ID: "g-cloud", Name: "Cloud only"},
				{ID: "g-other", Name: "Unassigned"},
				{ID: "g-list", Name: "News", Synced: true, SAM: "news", Distribution: true},
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

// A policy of the app may filter or rewrite the groups, which is said, also where it cannot
// be read.
func TestSAMLPolicies(t *testing.T) {
	const about = `{"ClaimsMappingPolicy":{"Version":1,"ClaimsSchema":[{"Source":"user","ID":"groups"}],"GroupFilter":{"MatchOn":"displayname","Type":"prefix","Value":"dl-"}}}`
	for name, c := range map[string]struct {
		policies []string
		lacks    string
		want     string
	}{
		"none":         {nil, "", ""},
		"of groups":    {[]string{about}, "", "saml-policy"},
		"of others":    {[]string{`{"ClaimsMappingPolicy":{"ClaimsSchema":[{"Source":"user","ID":"mail"}]}}`}, "", ""},
		"not readable": {[]string{about}, "Policy.Read.All", "saml-policies-unknown"},
		"one of two":   {[]string{about}, "Application.ReadWrite.All", "saml-policies-unknown"},
	} {
		s, p := open(t)
		s.Change(func(st *entratest.State) {
			st.Policies, st.Lacks = c.policies, c.lacks
			st.Claims = map[string]any{"groupMembershipClaims": "ApplicationGroup", "optionalClaims": map[string]any{
				"saml2Token": []any{map[string]any{"name": "groups", "additionalProperties": []string{"sam_account_name"}}},
			}}
		})
		_, found, err := p.SAMLGroups(t.Context(), app, nil)
		got := ""
		for _, f := range found {
			got += f.ID
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q, not %q: %v", name, got, c.want, err)
		}
	}
}
