package operation

import (
	"context"
	"slices"
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

// A source of the first one's account is read with its secret; another account is asked for
// its own, whatever is at hand for the first.
func TestOtherAccountsAreAskedForTheirSecret(t *testing.T) {
	t.Parallel()
	kim := func(location, user string) Input {
		return Input{Side: migrate.AD, Connection: migrate.Connection{Location: location, User: user}}
	}
	in := kim("ldaps://dc1.corp.example.com", `CORP\kim`)
	in.Secret = func() (migrate.Secret, error) { return migrate.NewSecret("from a file"), nil }
	in.More = []Input{
		kim("ldaps://dc1.lab.example.com", `CORP\kim`), kim("ldaps://dc1.sales.example.net", `SALES\kim`),
		kim("ldaps://dc1.eu.example.net", "kim"),
	}
	asked := &secretAsked{}
	c, err := (&Service{}).Connect(t.Context(), in, asked, asked)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, one := range c.Each() {
		got = append(got, one.Secret.Reveal())
	}
	if want := []string{"from a file", "from a file", `SALES\kim's`, "kim's"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// secretAsked answers with the account's name.
type secretAsked struct {
	Prompter
	Progress
}

func (*secretAsked) Secret(_ context.Context, _ migrate.Side, c migrate.Connection) (migrate.Secret, error) {
	return migrate.NewSecret(c.User + "'s"), nil
}
