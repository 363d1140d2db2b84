package okta

import (
	"context"
	"regexp"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// statement is an attribute statement of a SAML app. One of type GROUP sends the names of the user's groups that
// match its filter.
type statement struct {
	Type        string `json:"type"` // EXPRESSION or GROUP
	Name        string `json:"name"`
	FilterType  string `json:"filterType"` // STARTS_WITH, EQUALS, CONTAINS or REGEX
	FilterValue string `json:"filterValue"`
}

const whereSAML = "Admin Console: the app, Sign On tab (General tab of older apps), SAML Settings, Edit, Group Attribute Statements"

// filter returns a function that reports whether a name matches, or nil if that isn't known.
func (s statement) filter() func(string) bool {
	switch s.FilterType {
	case "EQUALS":
		return func(name string) bool { return name == s.FilterValue }
	case "STARTS_WITH":
		return func(name string) bool { return strings.HasPrefix(name, s.FilterValue) }
	case "CONTAINS":
		return func(name string) bool { return strings.Contains(name, s.FilterValue) }
	case "REGEX":
		expression, err := regexp.Compile("^(?:" + s.FilterValue + ")$") // Okta matches the whole name
		if err == nil {
			return expression.MatchString
		}
	}
	return nil
}

// SAMLGroups returns the groups whose names match a group attribute statement of the app. Each user gets those of
// the user's own groups.
func (p *Provider) SAMLGroups(ctx context.Context, a idp.App, report migrate.Report) ([]idp.Group, []idp.Finding,
	error,
) {
	now, err := p.app(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	var found []idp.Finding
	var filters []func(string) bool
	for _, s := range now.Settings.SignOn.Statements {
		if s.Type != "GROUP" {
			continue
		}
		filter := s.filter()
		if filter == nil {
			found = append(found, idp.Finding{
				ID: "saml-filter", Title: "The filter of the attribute " + quoted(s.Name) + " can't be read here",
				Why:  names.Visible(s.FilterType + " " + s.FilterValue),
				Next: "Compare a saved SAML response instead. " + whereSAML,
			})
			continue
		}
		filters = append(filters, filter)
	}
	if len(filters) == 0 {
		return nil, append(found, idp.Finding{
			ID: "saml-no-groups", Sure: true, Title: "The app sends no groups by SAML",
			Why: "it has no group attribute statement", Next: "Add one with a filter that matches your groups. " + whereSAML,
		}), nil
	}
	all, err := p.Directory(ctx, report)
	if err != nil {
		return nil, nil, err
	}
	var sent []idp.Group
	for _, g := range all {
		if g.ImportedFrom != "" && g.ImportedFrom == a.ID {
			continue
		}
		for _, passes := range filters {
			if passes(g.Name) {
				sent = append(sent, g)
				break
			}
		}
	}
	if len(sent) == 0 {
		found = append(found, idp.Finding{
			ID: "saml-filter-empty", Sure: true, Title: "No group passes the filter",
			Why: "the group attribute statements match no group of Okta", Next: "Change the filter. " + whereSAML,
		})
	}
	return sent, found, nil
}
