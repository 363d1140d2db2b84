package demo_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"ad2scim/migrate"
	"ad2scim/migrate/demo"
)

func start(t *testing.T) *demo.Demo {
	t.Helper()
	d, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// The directory answers a foreign client as well: go-ldap with no code of ours.
func TestDirectoryOverLDAPS(t *testing.T) {
	d := start(t)
	pem, err := os.ReadFile(d.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	c, err := ldap.DialURL(d.AD.Location, ldap.DialWithTLSConfig(&tls.Config{RootCAs: roots}))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Bind(d.AD.User, d.AD.Secret.Reveal()); err != nil {
		t.Fatal(err)
	}
	r, err := c.SearchWithPaging(ldap.NewSearchRequest("DC=corp,DC=nordlys,DC=example", ldap.ScopeWholeSubtree, 0, 0, 0,
		false,
		"(objectCategory=group)", []string{"name", "member", "sAMAccountName", "objectGUID"}, nil), 100)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var names []string
	for _, e := range r.Entries {
		account := strings.ToLower(e.GetAttributeValue("sAMAccountName"))
		if account == "" || seen[account] {
			t.Errorf("%q: account name %q is empty or taken", e.DN, account)
		}
		seen[account] = true
		names = append(names, e.GetAttributeValue("name"))
		if n := len([]rune(e.GetAttributeValue("name"))); n > 64 {
			t.Errorf("%q is longer than AD allows: %d", e.DN, n)
		}
	}
	if len(names) < 300 || len(names) > 320 {
		t.Errorf("%d groups, want about 310", len(names))
	}
	if slices.IndexFunc(names, func(s string) bool { return !utf8.ValidString(s) }) < 0 {
		t.Error("no name that is not UTF-8 came through")
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	d, err := demo.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(d.CAFile); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the certificate file is still there: %v", err)
	}
	if _, err := http.Get(d.SCIM.Location); err == nil {
		t.Error("the provider still answers")
	}
	if _, err := ldap.DialURL(strings.Replace(d.AD.Location, "ldaps", "ldap", 1)); err == nil {
		t.Error("the directory still answers")
	}
}

func TestConnectionsAreOfTheirKind(t *testing.T) {
	d := start(t)
	if s, err := d.AD.Scheme(); s != migrate.LDAPS || err != nil {
		t.Errorf("AD: %q %v", s, err)
	}
	if s, err := d.SCIM.Scheme(); s != migrate.HTTP || err != nil {
		t.Errorf("SCIM: %q %v", s, err)
	}
	if !d.AD.InProcess || !d.SCIM.InProcess {
		t.Error("a slow machine could change the comparison of the demo")
	}
}
