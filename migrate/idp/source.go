package idp

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
)

// Source reads the groups that provisioning sends for an app, with the names that it sends; usually these are the
// assigned groups. It is a migrate.Source and a migrate.Renamer.
type Source struct {
	Provider
	App App

	saml      bool // groups sent by SAML instead of provisioning
	notes     []string
	uncertain []string
}

// NewSource returns the groups of an app as a source.
func NewSource(p Provider, app App) *Source { return &Source{Provider: p, App: app} }

var (
	_ migrate.Source  = (*Source)(nil)
	_ migrate.Noter   = (*Source)(nil)
	_ migrate.Renamer = (*Source)(nil)
)

// String names the app and the tenant.
func (s *Source) String() string {
	name := fmt.Sprintf("%s, %s", migrate.Quote(s.App.Name), s.Provider)
	if s.saml {
		name += ", by SAML"
	}
	return name
}

// Identity distinguishes the app from others, including those with the same name at another tenant, and the groups
// sent by SAML from those sent by provisioning.
func (s *Source) Identity() string {
	if s.saml {
		return s.App.ID + " at " + s.Provider.String() + bySAML
	}
	return s.App.ID + " at " + s.Provider.String()
}

const bySAML = " by SAML"

// IsApp reports whether an Identity is that of the app, however its groups are sent.
func (s *Source) IsApp(identity string) bool {
	return strings.TrimSuffix(identity, bySAML) == strings.TrimSuffix(s.Identity(), bySAML)
}

// Groups reads the groups that are sent.
func (s *Source) Groups(ctx context.Context, report migrate.Report) ([]migrate.Group, error) {
	if s.saml {
		return s.samlGroups(ctx, report)
	}
	read := s.Assigned
	if pusher, is := s.Provider.(Pusher); is {
		read = pusher.Sent
	}
	assigned, err := read(ctx, s.App, report)
	if err != nil {
		return nil, err
	}
	s.notes = nil
	list := make([]migrate.Group, len(assigned))
	other, elsewhere := 0, 0
	for i, g := range assigned {
		list[i] = migrate.Group{ID: g.ID, Name: g.Sent}
		list[i].SetDetails(migrate.GroupDetails{ADID: g.ADID, ADSID: g.ADSID})
		if g.Sent != g.Name {
			other++
		}
		if g.Authority != "" {
			elsewhere++
		}
	}
	if other > 0 {
		s.notes = append(s.notes,
			fmt.Sprintf("%d groups are sent under another name than the console shows: the name that is sent is used", other))
	}
	if elsewhere > 0 {
		s.notes = append(s.notes,
			fmt.Sprintf("the names of %d groups come from elsewhere (Active Directory, as a rule) and can be changed only there",
				elsewhere))
	}
	return list, nil
}

// Notes returns remarks on the last list.
func (s *Source) Notes() []string { return s.notes }

// Uncertain returns what leaves the last list uncertain, so that a comparison with it doesn't verify what is sent.
func (s *Source) Uncertain() []string { return s.uncertain }
