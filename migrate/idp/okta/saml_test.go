package okta_test

import (
	"slices"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta/oktatest"
)

// A group attribute statement sends the groups whose names pass its filter; the app's
// own mirrors are no groups of a user.
func TestSAMLGroups(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 2
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	for _, name := range []string{"DL Sales", "DL Ops", "Board"} {
		s.AddGroup(name)
	}
	s.AddTarget(id, "DL Mirror")
	p := open(t, s)
	group := func(filter, value string) map[string]any {
		return map[string]any{"type": "GROUP", "name": "groups", "filterType": filter, "filterValue": value}
	}
	for name, c := range map[string]struct {
		statements []map[string]any
		sent       []string
		finding    string
	}{
		"none":        {[]map[string]any{{"type": "EXPRESSION", "name": "mail"}}, nil, "saml-no-groups"},
		"equals":      {[]map[string]any{group("EQUALS", "Board")}, []string{"Board"}, ""},
		"starts with": {[]map[string]any{group("STARTS_WITH", "DL ")}, []string{"DL Ops", "DL Sales"}, ""},
		"contains":    {[]map[string]any{group("CONTAINS", "ale")}, []string{"DL Sales"}, ""},
		"regex":       {[]map[string]any{group("REGEX", "DL .*")}, []string{"DL Ops", "DL Sales"}, ""},
		"two": {
			[]map[string]any{group("EQUALS", "Board"), group("EQUALS", "DL Ops")},
			[]string{"Board", "DL Ops"},
			"",
		},
		"no match":   {[]map[string]any{group("EQUALS", "board")}, nil, "saml-filter-empty"},
		"unreadable": {[]map[string]any{group("REGEX", "(?<=x)y")}, nil, "saml-filter"},
	} {
		s.SetStatements(id, c.statements...)
		sent, found, err := p.SAMLGroups(t.Context(), app, nil)
		if err != nil || !slices.Equal(names(sent), c.sent) || (c.finding != "") != (len(found) > 0) ||
			c.finding != "" && found[0].ID != c.finding {
			t.Errorf("%s: %q, %v, %v", name, names(sent), ids(found), err)
		}
	}
}
