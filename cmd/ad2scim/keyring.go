package main

import (
	"context"
	"errors"
	"time"

	"github.com/zalando/go-keyring"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

const keyringService = "ad2scim"

// keyringTimeout limits how long to wait for the keyring, which may ask a person to unlock it.
const keyringTimeout = 20 * time.Second

// osKeyring saves secrets in the operating system's keyring: the Credential Manager, the
// Keychain or the Secret Service.
type osKeyring struct{}

// Secret returns the saved secret of a connection, or a zero secret.
func (k osKeyring) Secret(ctx context.Context, c migrate.Connection) (migrate.Secret, error) {
	var text string
	err := waitForKeyring(ctx, func() (err error) {
		text, err = keyring.Get(keyringService, keyringUser(c))
		return err
	})
	if errors.Is(err, keyring.ErrNotFound) {
		return migrate.Secret{}, nil
	}
	if err != nil {
		return migrate.Secret{}, &migrate.Problem{
			Class: migrate.Unreachable,
			What:  "cannot read the secret from the operating system's keyring", Why: err.Error(),
			Remedies: migrate.Remedies{{
				Kind: migrate.RemedyEnterSecret,
				Text: operation.ADPasswordVariable + " or " + operation.SCIMTokenVariable,
			}},
			Err: err,
		}
	}
	return migrate.NewSecret(text), nil
}

// Keep saves a connection's secret.
func (k osKeyring) Keep(ctx context.Context, c migrate.Connection, s migrate.Secret) error {
	err := waitForKeyring(ctx, func() error { return keyring.Set(keyringService, keyringUser(c), s.Reveal()) })
	if err != nil {
		return &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot save the secret in the operating system's keyring",
			Why:  err.Error(),
			Next: "it is used for this run only", Err: err,
		}
	}
	return nil
}

// waitForKeyring adds a timeout to a keyring call, which has no context.
func waitForKeyring(ctx context.Context, call func() error) error {
	ctx, cancel := context.WithTimeout(ctx, keyringTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// keyringUser is the name of a connection in the keyring.
func keyringUser(c migrate.Connection) string {
	if c.User == "" {
		return c.String()
	}
	return c.User + " at " + c.String()
}
