package session

import (
	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// Endpoint is the SCIM endpoint at Dashlane, as far as it is connected; empty if it is not.
func (s *Session) Endpoint() string {
	return s.Remembered.WithConnection(migrate.SCIM, s.SCIM.Connection).EndpointConnection().Location
}

// EnterToken keeps the SCIM API token of an endpoint, for this run and in memory
// alone. An empty endpoint is one that is not known yet.
func (s *Session) EnterToken(endpoint string, token migrate.Secret) {
	s.Entered = operation.EnteredToken{Endpoint: endpoint, Token: token}
}

// TokenFor is the token for an endpoint; see operation.EnteredToken.
func (s *Session) TokenFor(endpoint string) migrate.Secret {
	token, _ := s.Entered.For(endpoint, s.SCIM.Connection)
	return token
}

// SCIMToken is the token for the SCIM endpoint at Dashlane.
func (s *Session) SCIMToken() migrate.Secret { return s.TokenFor(s.Endpoint()) }
