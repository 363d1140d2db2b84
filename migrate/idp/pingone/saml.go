package pingone

import (
	"context"
	"net/url"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// samlApp is a SAML application (Platform API, "Application operations"). It isn't related to a SCIM connection:
// they are separate objects of the environment.
type samlApp struct {
	ID, Name, Protocol string
	Enabled            bool
	ACS                []string `json:"acsUrls"`
	Entity             string   `json:"spEntityId"`
}

// attribute is an attribute that a SAML application sends (Platform API, "Application attribute mapping").
type attribute struct{ Name, Value string }

const whereSAML = "PingOne console: Applications > Applications, the app, Attribute Mappings"

// The user's attributes with groups.
const (
	groupNames = "memberOfGroupNames"
	groupIDs   = "memberOfGroupIDs"
)

// SAMLGroups returns the groups whose names or ids Dashlane's SAML application would send. Members get those of
// their own groups.
func (p *Provider) SAMLGroups(ctx context.Context, _ idp.App, report migrate.Report) ([]idp.Group, []idp.Finding,
	error,
) {
	a, err := p.samlApp(ctx, report)
	if err != nil {
		return nil, nil, err
	}
	var all []attribute
	if all, err = list[attribute](ctx, p, "read what the application "+quoted(a.Name)+" sends by SAML",
		"/applications/"+url.PathEscape(a.ID)+"/attributes", report); err != nil {
		return nil, nil, err
	}
	byName, byID, found := a.groups(all)
	if !byName && !byID {
		return nil, found, nil
	}
	groups, err := p.Directory(ctx, report)
	if err != nil {
		return nil, nil, err
	}
	if !byName {
		for i := range groups {
			groups[i].Sent = groups[i].ID
		}
	}
	return groups, found, nil
}

// groups returns whether the application sends names or ids of groups, and what is wrong with that.
func (a samlApp) groups(all []attribute) (byName, byID bool, found findings) {
	for _, one := range all {
		value := strings.TrimSpace(one.Value)
		switch {
		case value == "${user."+groupNames+"}":
			byName = true
		case value == "${user."+groupIDs+"}":
			byID = true
			found.add("saml-group-ids", "The attribute "+quoted(one.Name)+" sends group ids, which never match a name",
				"its value is Group IDs", "Choose Group Names. "+whereSAML)
		case strings.Contains(value, groupNames), strings.Contains(value, groupIDs):
			found.likely("saml-expression", "What the attribute "+quoted(one.Name)+" sends can't be told here",
				"its value is an expression: "+names.Visible(value),
				"Choose Group Names, or compare a saved SAML response instead. "+whereSAML)
		}
	}
	if !byName && !byID && len(found) == 0 {
		found.add("saml-no-groups", "The application "+quoted(a.Name)+" sends no groups by SAML",
			"no attribute has the value Group Names", "Add one with that value. "+whereSAML)
	}
	return byName, byID, found
}

func (a samlApp) isDashlane() bool {
	for _, text := range append([]string{a.Name, a.Entity}, a.ACS...) {
		if strings.Contains(strings.ToLower(text), "dashlane") {
			return true
		}
	}
	return false
}

// samlApp returns the SAML application that looks like Dashlane's, the enabled one if there are several.
func (p *Provider) samlApp(ctx context.Context, report migrate.Report) (samlApp, error) {
	wrong := func(why string) error {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "cannot tell what PingOne would send by SAML", Why: why,
			Next: "leave one SAML application for Dashlane enabled; or sign in once by SSO as a test member, save the SAML response, and give that file",
		}
	}
	all, err := list[samlApp](ctx, p, "read the applications", "/applications", report)
	if err != nil {
		return samlApp{}, err
	}
	var found, enabled []samlApp
	var titles []string
	for _, a := range all {
		if a.Protocol != "SAML" || !a.isDashlane() {
			continue
		}
		found, titles = append(found, a), append(titles, quoted(a.Name))
		if a.Enabled {
			enabled = append(enabled, a)
		}
	}
	if len(enabled) == 1 {
		found = enabled
	}
	switch len(found) {
	case 0:
		return samlApp{}, wrong("no SAML application has Dashlane in its name or addresses")
	case 1:
		return found[0], nil
	}
	return samlApp{}, wrong("several SAML applications look like Dashlane's: " + strings.Join(titles, ", "))
}

func quoted(name string) string { return migrate.Quote(names.Visible(name)) }
