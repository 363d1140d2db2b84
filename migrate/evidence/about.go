package evidence

import (
	"slices"
	"strings"

	"ad2scim/migrate"
)

// Source is where a list of groups was read from, with every setting that decides which groups are in it and under
// which names. Lists of the same Source can be compared over time.
type Source struct {
	Location  string   `json:"location"`
	Format    string   `json:"format,omitempty"`
	Base      string   `json:"base,omitempty"`
	Scope     string   `json:"scope,omitempty"`
	Filter    string   `json:"filter,omitempty"`
	Attribute string   `json:"name_attribute,omitempty"`
	Without   []string `json:"without,omitempty"`
	SAML      string   `json:"saml_attribute,omitempty"`
	// As is "saml" for the names that an identity provider sends by SAML.
	As string `json:"as,omitempty"`
	// App is the app at the identity provider, with its tenant. Empty if it isn't known or there is none.
	App string `json:"app,omitempty"`
}

// SourceOf returns the Source that a connection reads. A file is identified by its absolute path. Settings that
// only affect signing in, such as the account, are left out.
func SourceOf(c migrate.Connection) Source {
	s := Source{
		Location: c.Location, Format: c.Format, Base: strings.ToLower(c.Base), Scope: c.Scope, Filter: c.Filter,
		Attribute: c.NameAttribute, SAML: c.SAMLAttribute, As: c.As, App: c.App,
	}
	for _, t := range c.Without {
		s.Without = append(s.Without, string(t))
	}
	slices.Sort(s.Without)
	if s.Attribute == "name" {
		s.Attribute = ""
	}
	if s.Scope == "sub" {
		s.Scope = ""
	}
	switch _, err := c.Scheme(); {
	case err != nil:
	case c.IsFile():
		s.Location = c.Absolute().Location
	case c.SpeaksLDAP():
		s.Location = strings.ToLower(strings.TrimSuffix(s.Location, "/"))
	default:
		s.Location = strings.TrimSuffix(s.Location, "/")
	}
	return s
}

// Known reports whether the source has a location.
func (s Source) Known() bool { return s.Location != "" }

// Equal reports whether two sources are the same.
func (s Source) Equal(o Source) bool {
	a, b := s, o
	a.Without, b.Without = nil, nil
	return s.Known() && key(a) == key(b) && slices.Equal(s.Without, o.Without) && sameIfKnown(s.App, o.App)
}

// sameIfKnown reports whether two values are equal or one of them isn't known.
func sameIfKnown(a, b string) bool { return a == "" || b == "" || a == b }

// String returns the source as one line that distinguishes it from others.
func (s Source) String() string {
	parts := []string{s.Location}
	for _, p := range [][2]string{
		{"format", s.Format},
		{"base", s.Base},
		{"scope", s.Scope},
		{"filter", s.Filter},
		{"name", s.Attribute},
		{"without", strings.Join(s.Without, ",")},
		{"saml", s.SAML},
		{"as", s.As},
		{"app", s.App},
	} {
		if p[1] != "" {
			parts = append(parts, p[0]+"="+p[1])
		}
	}
	return strings.Join(parts, " ")
}

func key(s Source) string {
	return strings.Join([]string{s.Location, s.Format, s.Base, s.Scope, s.Filter, s.Attribute, s.SAML, s.As}, "\x00")
}

// File reports whether the source is a file or standard input. What a file contains is confirmed by the admin, not
// verified.
func (s Source) File() bool {
	c := migrate.Connection{Location: s.Location}
	_, err := c.Scheme()
	return err != nil || c.IsFile()
}

// Endpoint reports whether the source is a SCIM endpoint, which lists the groups that have arrived.
func (s Source) Endpoint() bool {
	return migrate.Connection{Location: s.Location}.SpeaksSCIM()
}

// Reopenable reports whether the source can be read again. Standard input can't.
func (s Source) Reopenable() bool { return s.Known() && s.Location != "-" }

// About identifies what an observation is about. Empty fields don't matter for it.
type About struct {
	AD   []Source `json:"ad,omitempty"`
	SCIM Source   `json:"scim,omitzero"`
	// Path and IdP are the path and the identity provider that were chosen when the observation was made. On another
	// path, the same list contains other groups.
	Path string `json:"path,omitempty"`
	IdP  string `json:"idp,omitempty"`
}

// Equal reports whether two observations are about the same thing.
func (a About) Equal(b About) bool {
	return slices.EqualFunc(a.AD, b.AD, Source.Equal) && (a.SCIM.Equal(b.SCIM) || !a.SCIM.Known() && !b.SCIM.Known()) &&
		sameIfKnown(a.Path, b.Path) && sameIfKnown(a.IdP, b.IdP)
}

// Mismatch returns why an observation about a doesn't count for a migration that is connected to c, in words. It
// returns "" if it counts.
func (a About) Mismatch(c About) string {
	switch {
	case len(c.AD) == 0 || !c.SCIM.Known():
		return "the sides of this migration are not connected"
	case len(a.AD) == 0 || !a.SCIM.Known():
		return "what was compared is not known: an older version of the program recorded it"
	case !slices.EqualFunc(a.AD, c.AD, Source.Equal):
		return sourceMismatch("AD", a.AD, c.AD)
	case !a.SCIM.Equal(c.SCIM):
		return sourceMismatch("SCIM", []Source{a.SCIM}, []Source{c.SCIM})
	case !sameIfKnown(a.Path, c.Path):
		return "the comparison was made for the path " + a.Path + ", and the chosen one is " + c.Path
	case !sameIfKnown(a.IdP, c.IdP):
		return "the comparison was made for the identity provider " + a.IdP + ", and the chosen one is " + c.IdP
	}
	return ""
}

// sourceMismatch returns how the sources of a side differ from the connected ones.
func sourceMismatch(side string, a, c []Source) string {
	if len(a) != len(c) {
		return "the comparison is of other sources on the " + side + " side than the connected ones"
	}
	for i := range a {
		x, y := a[i], c[i]
		switch {
		case x.Location != y.Location || x.Format != y.Format || x.SAML != y.SAML || x.As != y.As:
			return "the comparison is of another source on the " + side + " side than the connected one"
		case x.Attribute != y.Attribute:
			return "the comparison is of another name attribute than the connected one"
		case !sameIfKnown(x.App, y.App):
			return "the comparison is of the app " + x.App + ", and the connected one is " + y.App
		case !x.Equal(y):
			return "the comparison is of another base, scope or filter than the connected one"
		}
	}
	return ""
}
