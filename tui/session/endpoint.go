package session

import (
	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// Endpoint is the SCIM endpoint at Dashlane, or "" if it isn't connected.
func (s *Session) Endpoint() string {
	return s.Remembered.WithConnection(migrate.SCIM, s.SCIM.Connection).EndpointConnection().Location
}

// EnterToken keeps an endpoint's SCIM API token in memory for this run. endpoint is empty if it
// isn't known yet.
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
