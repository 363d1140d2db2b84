package session

import (
	"strings"

	"ad2scim/migrate"
)

// Endpoint is the SCIM endpoint that is compared with; empty if it is none.
func (s *Session) Endpoint() string {
	if c := s.SCIM.Connection; c.SpeaksSCIM() {
		return c.Location
	}
	return ""
}

// EnterToken keeps the SCIM API token of an endpoint, for this run and in memory
// alone. An empty endpoint is one that is not known yet.
func (s *Session) EnterToken(endpoint string, token migrate.Secret) {
	s.Token, s.tokenOf = token, endpoint
}

// TokenEntered reports whether the token of an endpoint was entered in this run.
func (s *Session) TokenEntered(endpoint string) bool {
	return !s.Token.IsZero() && sameEndpoint(s.tokenOf, endpoint)
}

// TokenFor is the token for an endpoint: the one that was entered for it, else the
// secret with which it is compared, else one that was entered before any endpoint
// was known. That of another endpoint is never it.
func (s *Session) TokenFor(endpoint string) migrate.Secret {
	switch compared := s.Endpoint(); {
	case s.TokenEntered(endpoint):
		return s.Token
	case compared != "" && sameEndpoint(compared, endpoint) && !s.SCIM.Connection.Secret.IsZero():
		return s.SCIM.Connection.Secret
	case s.tokenOf == "":
		return s.Token
	}
	return migrate.Secret{}
}

// SCIMToken is the token for the SCIM endpoint that is compared with.
func (s *Session) SCIMToken() migrate.Secret { return s.TokenFor(s.Endpoint()) }

func sameEndpoint(a, b string) bool { return strings.TrimRight(a, "/") == strings.TrimRight(b, "/") }
