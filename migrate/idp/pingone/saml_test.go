package pingone_test

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// What SAML would send is what the SAML application's attribute holds: names, ids, or
// nothing; each is said with its menu.
func TestSAMLGroups(t *testing.T) {
	names := func(list []string) []string { slices.Sort(list); return list }
	for name, c := range map[string]struct {
		value, finding string
		sent           []string
	}{
		"names":      {"${user.memberOfGroupNames}", "", []string{"AD group", "Ops", "Sales "}},
		"ids":        {" ${user.memberOfGroupIDs} ", "saml-group-ids", []string{"1", "2", "3"}},
		"expression": {"${user.memberOfGroupNames.?[#string.startsWith(#this, 'x')]}", "saml-expression", nil},
		"none":       {"${user.email}", "saml-no-groups", nil},
	} {
		s, p, app := start(t)
		s.Groups = []m{{"id": "1", "name": "Ops"}, {"id": "2", "name": "Sales "}, {"id": "3", "name": "AD group", "sourceType": "LDAP"}}
		s.Apps = []m{
			{"id": "w", "name": "Wiki", "protocol": "SAML", "enabled": true},
			{"id": "o", "name": "Dashlane admin", "protocol": "OPENID_CONNECT", "enabled": true},
			{"id": "a", "name": "SSO", "protocol": "SAML", "enabled": true, "spEntityId": "dashlane.com"},
			{"id": "b", "name": "Old Dashlane", "protocol": "SAML", "enabled": false},
		}
		s.Mapped = []m{
			{"name": "groups", "value": "${user.memberOfGroupIDs}", "application": m{"id": "w"}},
			{"name": "saml_subject", "value": "${user.id}", "application": m{"id": "a"}},
			{"name": "groups", "value": c.value, "application": m{"id": "a"}},
		}
		sent, found, err := p.SAMLGroups(t.Context(), app, nil)
		var got []string
		for _, g := range sent {
			got = append(got, g.Sent)
		}
		if err != nil || !slices.Equal(names(got), c.sent) || (c.finding == "") != (len(found) == 0) ||
			c.finding != "" && (found[0].ID != c.finding || !strings.Contains(found[0].Next, "Attribute Mappings")) {
			t.Errorf("%s: %q, %+v, %v", name, got, found, err)
		}
	}
}

// Which application is Dashlane's is not guessed.
func TestSAMLApplicationIsNotGuessed(t *testing.T) {
	for name, c := range map[string]struct {
		apps []m
		why  string
	}{
		"none":    {[]m{{"id": "w", "name": "Wiki", "protocol": "SAML", "enabled": true}}, "no SAML application"},
		"several": {[]m{saml("a", true), saml("b", true)}, "several SAML applications"},
		"all off": {[]m{saml("a", false), saml("b", false)}, "several SAML applications"},
	} {
		s, p, app := start(t)
		s.Apps = c.apps
		if _, _, err := p.SAMLGroups(t.Context(), app, nil); migrate.ClassOf(err) != migrate.BadInput ||
			!strings.Contains(err.Error(), c.why) || !strings.Contains(err.Error(), "SAML response") {
			t.Errorf("%s: %v", name, err)
		}
	}
	s, p, app := start(t)
	s.Fail["GET /applications"] = 403
	_, _, err := p.SAMLGroups(t.Context(), app, nil)
	if err == nil || !strings.Contains(err.Error(), "Environment Admin") {
		t.Error(err)
	}
}

func saml(id string, on bool) m {
	return m{"id": id, "name": "Dashlane " + id, "protocol": "SAML", "enabled": on}
}
