package operation

import (
	"cmp"
	"context"
	"os"
	"slices"

	"ad2scim/migrate"
)

// The variables with secrets.
const (
	ADPasswordVariable   = "AD2SCIM_AD_PASSWORD"
	SCIMTokenVariable    = "AD2SCIM_SCIM_TOKEN"
	HostPasswordVariable = "AD2SCIM_HOST_PASSWORD"
	// DashlaneKeyVariable has a key for Dashlane's public API, and DashlaneURLVariable
	// another address for that API.
	DashlaneKeyVariable = "AD2SCIM_DASHLANE_KEY"
	DashlaneURLVariable = "AD2SCIM_DASHLANE_URL"
)

// SecretVariable names the variable that holds the secret of a side.
func SecretVariable(side migrate.Side) string {
	switch side {
	case migrate.AD:
		return ADPasswordVariable
	case HostSide:
		return HostPasswordVariable
	}
	return SCIMTokenVariable
}

// findSecret finds the secret of one of several sources: where the front end said, among
// those at hand, the first source's if it may be shared, and last by asking. A connection
// without a secret gets none.
func (s *Service) findSecret(ctx context.Context, in Input, c, first migrate.Connection, ask Prompter) (migrate.Secret,
	error,
) {
	if !needsSecret(c) {
		return migrate.Secret{}, nil
	}
	if in.Secret != nil {
		return in.Secret()
	}
	if secret, err := s.secretAtHand(ctx, in.Side, c, first); err == nil && !secret.IsZero() {
		return secret, nil
	}
	if err := ctx.Err(); err != nil {
		return migrate.Secret{}, err // the keyring asked, and was interrupted
	}
	if c.SharesSecret(first) && !first.Secret.IsZero() {
		return first.Secret, nil
	}
	if c.Auth == "kerberos" {
		return migrate.Secret{}, nil // the ticket cache
	}
	return ask.Secret(ctx, in.Side, c)
}

// SecretAtHand returns the secret of a connection without asking: from the environment or the
// keyring. It is zero if there is none. The environment has one token for both the SCIM side
// and the endpoint at Dashlane, just as one flag connects both.
func (s *Service) SecretAtHand(ctx context.Context, side migrate.Side, c migrate.Connection) (migrate.Secret, error) {
	return s.secretAtHand(ctx, side, c, c)
}

// secretAtHand is SecretAtHand for one of several sources. The environment's secret is for
// the first source, and is sent to no source that doesn't share it.
func (s *Service) secretAtHand(ctx context.Context, side migrate.Side, c, first migrate.Connection) (migrate.Secret,
	error,
) {
	if !needsSecret(c) {
		return migrate.Secret{}, nil
	}
	if text := os.Getenv(SecretVariable(side)); text != "" && c.SharesSecret(first) {
		return migrate.NewSecret(text), nil
	}
	if s.Keyring == nil {
		return migrate.Secret{}, nil
	}
	return s.Keyring.Secret(ctx, c)
}

// WithSecrets returns a connection with the secrets of all its sources that are at hand.
// Secrets that it already has are kept. If one can't be read, it is left out, with an error.
func (s *Service) WithSecrets(ctx context.Context, side migrate.Side, c migrate.Connection) (with migrate.Connection,
	failed error,
) {
	all := c.Sources()
	for i, one := range all {
		if !one.Secret.IsZero() {
			continue
		}
		secret, err := s.secretAtHand(ctx, side, one, c)
		failed = cmp.Or(failed, err)
		all[i].Secret = secret
	}
	return migrate.JoinConnections(all), failed
}

// lacksSecret reports whether a source of the connection needs a secret that it doesn't have.
func lacksSecret(c migrate.Connection) bool {
	return slices.ContainsFunc(c.SourcesWithSecrets(), func(one migrate.Connection) bool {
		return needsSecret(one) && one.Secret.IsZero() && one.Auth != "kerberos"
	})
}

// EnteredToken is a SCIM API token that a person entered for an endpoint. The endpoint is
// empty if none was known then.
type EnteredToken struct {
	Endpoint string
	Token    migrate.Secret
}

// TokenOrigin says where the token for an endpoint comes from.
type TokenOrigin uint8

// The origins.
const (
	NoToken       TokenOrigin = iota // none is known
	TokenEntered                     // it was entered for this endpoint
	TokenInUse                       // a front end uses it for this endpoint now
	TokenUnlinked                    // it was entered before any endpoint was known
)

// For returns the token for an endpoint and where it comes from: the one that was entered for
// it, or else the secret that a front end uses for it now, or else a token that was entered
// before any endpoint was known. It is never the token of another endpoint.
func (e EnteredToken) For(endpoint string, inUse migrate.Connection) (migrate.Secret, TokenOrigin) {
	read := migrate.Connection{Location: endpoint}.SecretsFrom(inUse)
	switch {
	case !e.Token.IsZero() && migrate.SameEndpoint(e.Endpoint, endpoint):
		return e.Token, TokenEntered
	case !read.Secret.IsZero():
		return read.Secret, TokenInUse
	case !e.Token.IsZero() && e.Endpoint == "":
		return e.Token, TokenUnlinked
	}
	return migrate.Secret{}, NoToken
}

func needsSecret(c migrate.Connection) bool {
	if c.SpeaksLDAP() {
		return c.User != "" && c.Keytab == ""
	}
	return c.SpeaksSCIM()
}
