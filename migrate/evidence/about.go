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
}

// SourceOf returns what a connection reads. A file is known by its whole path;
// settings that only say how to get in, such as an account, make no other source.
func SourceOf(c migrate.Connection) Source {
	s := Source{
		Location: c.Location, Format: c.Format, Base: strings.ToLower(c.Base), Scope: c.Scope, Filter: c.Filter,
		Attribute: c.NameAttribute, SAML: c.SAMLAttribute,
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
	return s.Known() && key(a) == key(b) && slices.Equal(s.Without, o.Without)
}

func key(s Source) string {
	return strings.Join([]string{s.Location, s.Format, s.Base, s.Scope, s.Filter, s.Attribute, s.SAML}, "\x00")
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
	// App is the app at the identity provider, Host the Windows host.
	App  string `json:"app,omitempty"`
	Host string `json:"host,omitempty"`
}

// Equal reports whether two are about the same.
func (a About) Equal(b About) bool {
	return slices.EqualFunc(a.AD, b.AD, Source.Equal) && (a.SCIM.Equal(b.SCIM) || !a.SCIM.Known() && !b.SCIM.Known()) &&
		a.App == b.App && a.Host == b.Host
}

// Narrower reports whether a is about a part of what b is about: fewer sources, or
// the same ones through a base, a filter or types left out.
func (a About) Narrower(b About) bool {
	if a.Equal(b) {
		return false
	}
	return !slices.EqualFunc(a.AD, b.AD, Source.Equal) || !a.SCIM.Equal(b.SCIM)
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
		case x.Location != y.Location || x.Format != y.Format || x.SAML != y.SAML:
			return "the comparison is of another source on the " + side + " side than the connected one"
		case x.Attribute != y.Attribute:
			return "the comparison is of another name attribute than the connected one"
		case !x.Equal(y):
			return "the comparison is of another base, scope or filter than the connected one"
		}
	}
	return ""
}
