package migrate

import (
	"errors"
	"strings"
	"testing"
)

// What follows a ? or # in a server's address may be a key: it is refused, and
// no text and no copy for the disk has it.
func TestAnAddressTellsNoSecret(t *testing.T) {
	for _, location := range []string{
		"https://host/scim/2.0?key=s3cret", "http://127.0.0.1/scim/2.0?key=s3cret", "http://host/scim?s3cret",
		"HTTPS://host/scim#s3cret",
		"https://host/%zz?key=s3cret", "ldaps://dc1/DC=x?s3cret", "ldap://dc1#s3cret", "ad://corp?s3cret",
		"htps://host/scim?s3cret",
	} {
		c := Connection{Location: location, Secret: NewSecret("s3cret")}
		_, err := c.Scheme()
		if p := (*Problem)(nil); !errors.As(err, &p) || p.Class != BadInput || p.Next == "" ||
			strings.Contains(err.Error()+p.Next, "s3cret") {
			t.Errorf("%s: %v", location, err)
		}
		if kept := c.WithoutSecret(); strings.Contains(c.String()+kept.Location, "s3cret") || !kept.Secret.IsZero() {
			t.Errorf("%s: %s, %s", location, c, kept.Location)
		}
	}
	for _, location := range []string{
		"https://u:s3cret@host/scim", "ldaps://u:s3cret@dc1", "https://u:s3/cret@host/scim",
		"https://u:%s3cret@host/scim",
	} {
		c := Connection{Location: location}
		if text := c.String() + c.WithoutSecret().Location; strings.Contains(text, "s3") {
			t.Errorf("%s: %s", location, text)
		}
	}
}

func TestAnAddressWithoutASecretStays(t *testing.T) {
	for _, location := range []string{
		"https://host/scim/2.0", "http://[::1]:8080/scim", "ldaps://dc1/OU=a@b,DC=x",
		"ldap://dc1/OU=%3F", "ad://corp.example.com", "entra:What? App #2", "groups #1?.csv", "-",
	} {
		c := Connection{Location: location}
		if _, err := c.Scheme(); err != nil {
			t.Errorf("%s: %v", location, err)
		}
		if got := c.WithoutSecret().Location; got != location {
			t.Errorf("%s became %s", location, got)
		}
	}
}
