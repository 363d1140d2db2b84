package operation

import (
	"cmp"
	"context"
	"os"
	"slices"

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
	if secret, err := s.secretAtHand(ctx, in.Side, c, variable); err == nil && !secret.IsZero() {
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
	return s.secretAtHand(ctx, side, c, true)
}

func (s *Service) secretAtHand(ctx context.Context, side migrate.Side, c migrate.Connection,
	variable bool,
) (migrate.Secret, error) {
	if !needsSecret(c) {
		return migrate.Secret{}, nil
	}
	if text := os.Getenv(SecretVariable(side)); variable && text != "" {
		return migrate.NewSecret(text), nil
	}
	if s.Keyring == nil {
		return migrate.Secret{}, nil
	}
	return s.Keyring.Secret(ctx, c)
}

// WithSecrets is a connection with the secrets at hand of all its sources. Those that it
// has already are kept, and one that can't be read is left out with an error.
func (s *Service) WithSecrets(ctx context.Context, side migrate.Side, c migrate.Connection) (with migrate.Connection,
	failed error,
) {
	all := c.Each()
	for i, one := range all {
		if !one.Secret.IsZero() {
			continue
		}
		secret, err := s.secretAtHand(ctx, side, one, ownsVariable(all, i))
		failed = cmp.Or(failed, err)
		all[i].Secret = secret
	}
	return migrate.Several(all), failed
}

// ownsVariable reports whether the environment's secret may be sent to a source: it is
// for the first one, and for others with its account. At another domain it would count
// as a wrong password.
func ownsVariable(all []migrate.Connection, i int) bool {
	return i == 0 || all[i].User == all[0].User
}

// lacksSecret reports whether a source of the connection needs a secret that it doesn't
// have. Sources with the account of the first share its secret.
func lacksSecret(c migrate.Connection) bool {
	return slices.ContainsFunc(c.Each(), func(one migrate.Connection) bool {
		shared := one.User == c.User && !c.Secret.IsZero()
		return needsSecret(one) && one.Secret.IsZero() && one.Auth != "kerberos" && !shared
	})
}

func needsSecret(c migrate.Connection) bool {
	if c.SpeaksLDAP() {
		return c.User != "" && c.Keytab == ""
	}
	return c.SpeaksSCIM()
}
