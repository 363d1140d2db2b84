package session

import "ad2scim/migrate"

// Endpoint is the SCIM endpoint that is compared with; empty if it is none.
func (s *Session) Endpoint() string {
	c := s.SCIM.Connection
	scheme, err := c.Scheme()
	if c.Location == "" || err != nil || scheme != migrate.HTTPS && scheme != migrate.HTTP {
		return ""
	}
	return c.Location
}

// SCIMToken is the token of this run, else the secret of the SCIM endpoint that
// is compared with.
func (s *Session) SCIMToken() migrate.Secret {
	switch {
	case !s.Token.IsZero():
		return s.Token
	case s.Endpoint() != "":
		return s.SCIM.Connection.Secret
	}
	return migrate.Secret{}
}
