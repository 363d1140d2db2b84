package migrate

import (
	"os"
	"path/filepath"
	"testing"
)

// One domain's password goes to no other account, and one endpoint's token to no other
// endpoint.
func TestWhoSharesASecret(t *testing.T) {
	t.Parallel()
	corp := Connection{Location: "ldaps://dc1.corp.example.com", User: `CORP\kim`, Secret: NewSecret("pw")}
	scim := Connection{Location: "https://id.example.com/scim/2.0", Secret: NewSecret("token")}
	bare := Connection{Location: "ldaps://dc1.corp.example.com", User: "kim", Secret: NewSecret("pw")}
	for name, c := range map[string]struct {
		of, with Connection
		shares   bool
	}{
		"the account at another controller": {corp, Connection{Location: "ldap://dc2.lab.example.com", User: `CORP\kim`}, true},
		"the other domain's account":        {corp, Connection{Location: "ldaps://dc1.example.net", User: `SALES\kim`}, false},
		"no account":                        {corp, Connection{Location: "ldaps://dc1.corp.example.com"}, false},
		"a file":                            {corp, Connection{Location: "groups.csv", User: `CORP\kim`}, false},
		"a bare name at another domain":     {bare, Connection{Location: "ldaps://dc1.example.net", User: "kim"}, false},
		"a bare name at the same one":       {bare, Connection{Location: bare.Location, User: "kim"}, true},
		"the endpoint":                      {scim, Connection{Location: scim.Location + "/"}, true},
		"another endpoint":                  {scim, Connection{Location: "https://id.example.net/scim/2.0"}, false},
		"an app":                            {scim, Connection{Location: "okta:Dashlane"}, false},
	} {
		if got := c.with.SharesSecret(c.of); got != c.shares {
			t.Errorf("%s: %v", name, got)
		}
		if got := !c.with.SecretsFrom(c.of).Secret.IsZero(); got != c.shares {
			t.Errorf("%s gets a secret: %v", name, got)
		}
		if got := !JoinConnections([]Connection{c.of, c.with}).SourcesWithSecrets()[1].Secret.IsZero(); got != c.shares {
			t.Errorf("%s, read beside it, gets a secret: %v", name, got)
		}
	}
}

func TestSecretsFromTheSameAddressFirst(t *testing.T) {
	t.Parallel()
	at := func(location, secret string) Connection {
		c := Connection{Location: location, User: `CORP\kim`}
		if secret != "" {
			c.Secret = NewSecret(secret)
		}
		return c
	}
	got := at("ldaps://dc2", "").SecretsFrom(JoinConnections([]Connection{at("ldaps://dc1", "one"), at("ldaps://dc2", "two")}))
	if got.Secret.Reveal() != "two" {
		t.Error("the secret of another address goes before its own")
	}
}

// A file that is too long to be a secret is refused: it is another one by mistake.
func TestSecretFileTooLong(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	for size, want := range map[int]string{
		MaxSecretFile: "", MaxSecretFile + 1: "it is larger than 64 KB, so it can't be a password, a token or a key",
	} {
		if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		content, err := ReadSecretFile(file)
		if err != nil && FileReason(err) != want || err == nil && (want != "" || len(content) != size) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
