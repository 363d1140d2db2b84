package operation

import (
	"context"
	"errors"
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
	whole := migrate.JoinConnections([]migrate.Connection{first, same, other, typed, file})
	entered := typed
	entered.Secret = migrate.NewSecret("typed")
	whole = whole.SecretsFrom(entered)

	with, err := (&Service{}).WithSecrets(t.Context(), migrate.AD, whole)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"of the environment", "of the environment", "", "typed", ""} {
		if got := with.Sources()[i].Secret.Reveal(); got != want {
			t.Errorf("%s gets %q, want %q", with.Sources()[i].Location, got, want)
		}
	}
	if !lacksSecret(with) {
		t.Error("nothing is said to lack where a domain has no password")
	}
	with, err = (&Service{Keyring: keyring{migrate.NewSecret("kept")}}).WithSecrets(t.Context(), migrate.AD, whole)
	if err != nil || with.Sources()[2].Secret.Reveal() != "kept" || with.Secret.Reveal() != "of the environment" {
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
	for _, one := range c.Sources() {
		got = append(got, one.Secret.Reveal())
	}
	if want := []string{"from a file", "from a file", `SALES\kim's`, "kim's"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Standard input that would be read twice is refused before anybody is asked for a password.
func TestStandardInputIsRefusedBeforeSecretsAreAsked(t *testing.T) {
	t.Parallel()
	dc := migrate.Connection{Location: "ldaps://dc1.corp.example.com", User: "kim"}
	directory := Input{Side: migrate.AD, Connection: dc}
	stdin := func(side migrate.Side, more ...Input) Input {
		return Input{Side: side, Connection: migrate.Connection{Location: "-", Format: "csv"}, More: more}
	}
	s, asked := &Service{Dir: t.TempDir()}, &secretAsked{}
	for name, work := range map[string]func() error{
		"watch": func() error {
			request := WatchRequest{AD: directory, SCIM: stdin(migrate.SCIM), Once: true}
			_, err := s.Watch(t.Context(), request, asked, unattended{})
			return err
		},
		"compare": func() error {
			_, _, err := s.readBoth(t.Context(), stdin(migrate.AD, directory), stdin(migrate.SCIM), asked, unattended{})
			return err
		},
		"rename": func() error {
			sides := []Input{stdin(migrate.AD, directory), stdin(migrate.SCIM)}
			_, err := s.openSides(t.Context(), sides, func(migrate.Side) bool { return true }, asked, unattended{})
			return err
		},
	} {
		err := work()
		if _, refused := errors.AsType[*StandardInputError](err); !refused || asked.times > 0 {
			t.Errorf("%s: %v, after %d questions", name, err, asked.times)
		}
	}
}

// A keyring that asks the person may be interrupted: then nothing else is asked.
func TestNothingIsAskedAfterAnInterruptedKeyring(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s, asked := &Service{Keyring: interruptedKeyring{cancel: cancel}}, &secretAsked{}
	dc := Input{Side: migrate.AD, Connection: migrate.Connection{Location: "ldaps://dc1.corp.example.com", User: "kim"}}
	if _, err := s.Connect(ctx, dc, asked, asked); !errors.Is(err, context.Canceled) || asked.times > 0 {
		t.Errorf("%v, after %d questions", err, asked.times)
	}
}

// interruptedKeyring is a keyring at whose question the person presses Ctrl+C.
type interruptedKeyring struct {
	keyring
	cancel func()
}

func (k interruptedKeyring) Secret(ctx context.Context, _ migrate.Connection) (migrate.Secret, error) {
	k.cancel()
	return migrate.Secret{}, ctx.Err()
}

// secretAsked counts the questions, and answers with the account's name.
type secretAsked struct {
	Prompter
	Progress
	times int
}

func (a *secretAsked) Secret(_ context.Context, _ migrate.Side, c migrate.Connection) (migrate.Secret, error) {
	a.times++
	return migrate.NewSecret(c.User + "'s"), nil
}

// A token goes to the endpoint that it was entered for, else to the one that it is used for,
// and one that was entered before any endpoint was known goes where none is.
func TestWhereATokenComesFrom(t *testing.T) {
	t.Parallel()
	const here, there = "https://id.example.com/scim/2.0", "https://other.example.com/scim/2.0"
	typed, used := migrate.NewSecret("typed"), migrate.NewSecret("used")
	inUse := migrate.Connection{Location: here, Secret: used}
	for name, c := range map[string]struct {
		entered EnteredToken
		inUse   migrate.Connection
		token   migrate.Secret
		origin  TokenOrigin
	}{
		"nothing":                    {EnteredToken{}, migrate.Connection{}, migrate.Secret{}, NoToken},
		"entered for it":             {EnteredToken{here + "/", typed}, inUse, typed, TokenEntered},
		"entered for another":        {EnteredToken{there, typed}, migrate.Connection{}, migrate.Secret{}, NoToken},
		"in use, not entered for it": {EnteredToken{there, typed}, inUse, used, TokenInUse},
		"in use, entered before":     {EnteredToken{"", typed}, inUse, used, TokenInUse},
		"entered before":             {EnteredToken{"", typed}, migrate.Connection{}, typed, TokenUnlinked},
	} {
		if token, origin := c.entered.For(here, c.inUse); token.Reveal() != c.token.Reveal() || origin != c.origin {
			t.Errorf("%s: %q from %d", name, token.Reveal(), origin)
		}
	}
}
