package operation

import (
	"context"
	"os"

	"ad2scim/migrate"
)

// The variables that hold secrets.
const (
	ADPasswordVariable   = "AD2SCIM_AD_PASSWORD"
	SCIMTokenVariable    = "AD2SCIM_SCIM_TOKEN"
	HostPasswordVariable = "AD2SCIM_HOST_PASSWORD"
	// DashlaneKeyVariable holds a key of Dashlane's public API, and
	// DashlaneURLVariable another address for that API.
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

// findSecret looks for a connection's secret: where the front end was told that it
// is, at hand, and last by asking. A connection that needs none gets none. The
// environment's is for the first of several sources and its account: variable.
func (s *Service) findSecret(ctx context.Context, in Input, c migrate.Connection, ask Prompter,
	variable bool,
) (migrate.Secret, error) {
	if !needsSecret(c) {
		return migrate.Secret{}, nil
	}
	if in.Secret != nil {
		return in.Secret()
	}
	if !variable {
		if s.Keyring != nil {
			if secret, err := s.Keyring.Secret(ctx, c); err == nil && !secret.IsZero() {
				return secret, nil
			}
		}
	} else if secret, err := s.SecretAtHand(ctx, in.Side, c); err == nil && !secret.IsZero() {
		return secret, nil
	}
	if c.Auth == "kerberos" {
		return migrate.Secret{}, nil // the ticket cache
	}
	return ask.Secret(ctx, in.Side, c)
}

// SecretAtHand returns the secret of a connection that need not be asked for: the
// environment's, or the keyring's. It is zero where there is none.
func (s *Service) SecretAtHand(ctx context.Context, side migrate.Side, c migrate.Connection) (migrate.Secret, error) {
	if !needsSecret(c) {
		return migrate.Secret{}, nil
	}
	if text := os.Getenv(SecretVariable(side)); text != "" {
		return migrate.NewSecret(text), nil
	}
	if s.Keyring == nil {
		return migrate.Secret{}, nil
	}
	return s.Keyring.Secret(ctx, c)
}

func needsSecret(c migrate.Connection) bool {
	if c.SpeaksLDAP() {
		return c.User != "" && c.Keytab == ""
	}
	return c.SpeaksSCIM()
}
