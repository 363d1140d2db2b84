package rest

import (
	"os"
	"strings"

	"ad2scim/migrate"
)

// Env returns an environment variable without surrounding white space from pasting.
func Env(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

// SecretEnv is Env for a secret.
func SecretEnv(variable string) migrate.Secret { return migrate.NewSecret(Env(variable)) }

// SecretFile reads the file that an environment variable names. It returns the zero Secret if the variable is
// empty. what describes the file's content. A file that can't be read is BadInput.
func SecretFile(variable, what string) (migrate.Secret, error) {
	file := Env(variable)
	if file == "" {
		return migrate.Secret{}, nil
	}
	text, err := migrate.ReadSecretFile(file)
	if err != nil {
		return migrate.Secret{}, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read " + what + " from " + migrate.Quote(file),
			Why: migrate.FileReason(err), Next: "check " + variable, Err: err,
		}
	}
	return migrate.NewSecret(string(text)), nil
}
