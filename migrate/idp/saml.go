package idp

import (
	"context"
	"fmt"

	"ad2scim/migrate"
)

// SAMLLister is a Provider that can return which names of groups it would send by SAML.
type SAMLLister interface {
	// SAMLGroups returns the groups that can come by SAML, each with the text that is sent for it. findings describe
	// what can never match a name in AD, and where to change it; a finding that isn't certain leaves the list
	// uncertain.
	SAMLGroups(ctx context.Context, app App, report migrate.Report) (groups []Group, findings []Finding, err error)
}

// NewSAMLSource returns the groups that the provider would send by SAML, as a source. It returns an error if the
// provider doesn't report them.
func NewSAMLSource(p Provider, app App) (*Source, error) {
	if _, tells := p.(SAMLLister); !tells {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot list what " + p.String() + " would send by SAML",
			Why:  "its API does not tell",
			Next: "sign in once by SSO as a test member, save the SAML response, and give that file",
		}
	}
	return &Source{Provider: p, App: app, saml: true}, nil
}

// samlGroups reads the groups and notes the findings.
func (s *Source) samlGroups(ctx context.Context, report migrate.Report) ([]migrate.Group, error) {
	sent, findings, err := s.Provider.(SAMLLister).SAMLGroups(ctx, s.App, report)
	if err != nil {
		return nil, err
	}
	s.notes, s.uncertain = nil, nil
	for _, f := range findings {
		s.notes = append(s.notes, fmt.Sprintf("%s: %s. %s", f.Title, f.Why, f.Next))
		if !f.Sure {
			s.uncertain = append(s.uncertain, f.Title+": "+f.Why)
		}
	}
	list := make([]migrate.Group, len(sent))
	for i, g := range sent {
		list[i] = migrate.Group{ID: g.ID, Name: g.Sent}
		list[i].SetDetails(migrate.GroupDetails{ADID: g.ADID, ADSID: g.ADSID})
	}
	return list, nil
}
