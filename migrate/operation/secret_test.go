package operation

import (
	"testing"

	"ad2scim/migrate"
)

// The environment's password is for the first domain and for others with its account; at
// another account's domain it would count as a wrong one.
func TestEachDomainHasItsOwnSecret(t *testing.T) {
	t.Setenv(ADPasswordVariable, "of the environment")
	first := migrate.Connection{Location: "ldaps://dc1.corp.example.com", User: `CORP\kim`}
	same := migrate.Connection{Location: "ldaps://dc1.lab.example.com", User: `CORP\kim`}
	other := migrate.Connection{Location: "ldaps://dc1.sales.example.net", User: `SALES\kim`}
	typed := migrate.Connection{Location: "ldaps://dc1.eu.example.net", User: `EU\kim`}
	file := migrate.Connection{Location: "groups.csv"}
	whole := migrate.Several([]migrate.Connection{first, same, other, typed, file})
	entered := typed
	entered.Secret = migrate.NewSecret("typed")
	whole = whole.SecretsFrom(entered)

	with, err := (&Service{}).WithSecrets(t.Context(), migrate.AD, whole)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"of the environment", "of the environment", "", "typed", ""} {
		if got := with.Each()[i].Secret.Reveal(); got != want {
			t.Errorf("%s gets %q, want %q", with.Each()[i].Location, got, want)
		}
	}
	if !lacksSecret(with) {
		t.Error("nothing is said to lack where a domain has no password")
	}
	with, err = (&Service{Keyring: keyring{migrate.NewSecret("kept")}}).WithSecrets(t.Context(), migrate.AD, whole)
	if err != nil || with.Each()[2].Secret.Reveal() != "kept" || with.Secret.Reveal() != "of the environment" {
		t.Errorf("with a keyring: %+v, %v", with, err)
	}
	if lacksSecret(with) {
		t.Error("a secret is said to lack")
	}
}
