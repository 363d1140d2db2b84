package evidence

import (
	"slices"
	"strings"

	"ad2scim/migrate"
)

// Source is where a list of groups was read from, with all that decides which groups
// are in it and under which names. Two lists of one Source may be compared over time.
type Source struct {
	Location  string   `json:"location"`
	Format    string   `json:"format,omitempty"`
	Base      string   `json:"base,omitempty"`
	Scope     string   `json:"scope,omitempty"`
	Filter    string   `json:"filter,omitempty"`
	Attribute string   `json:"name_attribute,omitempty"`
	Without   []string `json:"without,omitempty"`
	SAML      string   `json:"saml_attribute,omitempty"`
	// As is "saml" for the names that a provider sends by SAML.
	As string `json:"as,omitempty"`
	// App is the app at the identity provider with its tenant; empty: not known, or no app.
	App string `json:"app,omitempty"`
}

// SourceOf returns what a connection reads. A file is known by its whole path;
// settings that only say how to get in, such as an account, make no other source.
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

// Known reports whether it says anything.
func (s Source) Known() bool { return s.Location != "" }

// Equal reports whether two are the same source.
func (s Source) Equal(o Source) bool {
	a, b := s, o
	a.Without, b.Without = nil, nil
	return s.Known() && key(a) == key(b) && slices.Equal(s.Without, o.Without) && sameIfKnown(s.App, o.App)
}

// sameIfKnown reports whether two texts are the same, or one of them is not known.
func sameIfKnown(a, b string) bool { return a == "" || b == "" || a == b }

// String is the source as one text, which tells it from others.
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

// File reports whether it is a file or standard input: a person's word about what is
// in it.
func (s Source) File() bool {
	c := migrate.Connection{Location: s.Location}
	_, err := c.Scheme()
	return err != nil || c.IsFile()
}

// Endpoint reports whether it is a SCIM endpoint, which lists what has arrived.
func (s Source) Endpoint() bool {
	return migrate.Connection{Location: s.Location}.SpeaksSCIM()
}

// Standing reports whether a migration can be connected to it: standard input is
// gone once it was read.
func (s Source) Standing() bool { return s.Known() && s.Location != "-" }

// About says what an observation is about. What is empty does not matter for it.
type About struct {
	AD   []Source `json:"ad,omitempty"`
	SCIM Source   `json:"scim,omitzero"`
	// Path and IdP are the path and the identity provider that were chosen when it was
	// made: on another path, the same list is of other groups.
	Path string `json:"path,omitempty"`
	IdP  string `json:"idp,omitempty"`
}

// Equal reports whether two are about the same.
func (a About) Equal(b About) bool {
	return slices.EqualFunc(a.AD, b.AD, Source.Equal) && (a.SCIM.Equal(b.SCIM) || !a.SCIM.Known() && !b.SCIM.Known()) &&
		sameIfKnown(a.Path, b.Path) && sameIfKnown(a.IdP, b.IdP)
}

// Other says in words why an observation about a does not count for a migration
// that is connected with c; empty where it counts.
func (a About) Other(c About) string {
	switch {
	case len(c.AD) == 0 || !c.SCIM.Known():
		return "the sides of this migration are not connected"
	case len(a.AD) == 0 || !a.SCIM.Known():
		return "what was compared is not known: an older version of the program recorded it"
	case !slices.EqualFunc(a.AD, c.AD, Source.Equal):
		return otherSide("AD", a.AD, c.AD)
	case !a.SCIM.Equal(c.SCIM):
		return otherSide("SCIM", []Source{a.SCIM}, []Source{c.SCIM})
	case !sameIfKnown(a.Path, c.Path):
		return "the comparison was made for the path " + a.Path + ", and the chosen one is " + c.Path
	case !sameIfKnown(a.IdP, c.IdP):
		return "the comparison was made for the identity provider " + a.IdP + ", and the chosen one is " + c.IdP
	}
	return ""
}

// otherSide says how the sources of a side are not the connected ones.
func otherSide(side string, a, c []Source) string {
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
