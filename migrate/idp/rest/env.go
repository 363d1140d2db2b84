package rest

import (
	"os"
	"strings"

	"ad2scim/migrate"
)

// Env is what an environment variable holds, without the white space that a paste leaves
// around it.
func Env(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

// SecretEnv is Env for a secret.
func SecretEnv(variable string) migrate.Secret { return migrate.NewSecret(Env(variable)) }

// SecretFile reads the file that an environment variable names; zero where it names none.
// what says what the file holds. One that can't be read is BadInput.
func SecretFile(variable, what string) (migrate.Secret, error) {
	file := Env(variable)
	if file == "" {
		return migrate.Secret{}, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return migrate.Secret{}, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read " + what + " from " + migrate.Quote(file),
			Why: migrate.FileReason(err), Next: "check " + variable, Err: err,
		}
	}
	return migrate.NewSecret(string(text)), nil
}
