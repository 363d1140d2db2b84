package okta_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/okta/oktatest"
)

var everyScope = []string{
	"okta.apps.read", "okta.apps.manage", "okta.groups.read", "okta.groups.manage",
	"okta.logs.read",
}

func pemOf(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestTokenThatMayNotRead(t *testing.T) {
	s := oktatest.Start(t)
	p := open(t, s)
	if missing, err := p.SignIn(t.Context()); err != nil || missing != nil {
		t.Errorf("all rights: %v, %v", missing, err)
	}
	s.Fail(http.MethodGet, "/api/v1/logs", http.StatusForbidden, 1)
	if missing, err := p.SignIn(t.Context()); err != nil || !slices.Equal(missing, []string{"okta.logs.read"}) {
		t.Errorf("without the log: %v, %v", missing, err)
	}
	bad, err := okta.Open(t.Context(), okta.Options{URL: s.URL, Token: migrate.NewSecret("00wrong-token")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bad.SignIn(t.Context()); !errors.Is(err, migrate.ErrDenied) || strings.Contains(err.Error(),
		"00wrong-token") {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestPrivateKeySignsIn(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := oktatest.Start(t)
	s.ClientID = "0oaServiceApp"
	for _, c := range []struct {
		name            string
		key, public     any
		scopes, missing []string
	}{
		{"RSA", rsaKey, &rsaKey.PublicKey, everyScope, nil},
		{"EC", ecKey, &ecKey.PublicKey, everyScope, nil},
		{
			"two scopes short", rsaKey, &rsaKey.PublicKey,
			[]string{"okta.apps.read", "okta.apps.manage", "okta.groups.read"},
			[]string{"okta.groups.manage", "okta.logs.read"},
		},
	} {
		s.PublicKey, s.Scopes = c.public, c.scopes
		p, err := okta.Open(t.Context(), okta.Options{
			URL: s.URL, ClientID: s.ClientID,
			PrivateKey: migrate.NewSecret(pemOf(t, c.key)),
		})
		if err != nil {
			t.Fatal(err)
		}
		missing, err := p.SignIn(t.Context())
		if err != nil || !slices.Equal(missing, c.missing) {
			t.Errorf("%s: %v, %v", c.name, missing, err)
		}
		if _, err := p.Directory(t.Context(), nil); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// A right that is missing is named when it is needed.
	p, _ := okta.Open(t.Context(), okta.Options{
		URL: s.URL, ClientID: s.ClientID,
		PrivateKey: migrate.NewSecret(pemOf(t, rsaKey)),
	})
	if _, err := p.Rename(t.Context(), rename(s.AddGroup("a"), "a", "b")); !errors.Is(err, migrate.ErrDenied) ||
		!strings.Contains(err.Error(), "okta.groups.manage") {
		t.Errorf("a rename without the scope: %v", err)
	}
	s.Scopes = nil
	p, _ = okta.Open(t.Context(), okta.Options{
		URL: s.URL, ClientID: s.ClientID,
		PrivateKey: migrate.NewSecret(pemOf(t, rsaKey)),
	})
	if _, err := p.SignIn(t.Context()); !errors.Is(err, migrate.ErrDenied) || !strings.Contains(err.Error(),
		"Okta API Scopes") {
		t.Errorf("no scope at all: %v", err)
	}
	p, _ = okta.Open(t.Context(), okta.Options{
		URL: s.URL, ClientID: s.ClientID,
		PrivateKey: migrate.NewSecret(pemOf(t, ecKey)),
	})
	if _, err := p.SignIn(t.Context()); !errors.Is(err, migrate.ErrDenied) || !strings.Contains(err.Error(),
		"AD2SCIM_OKTA_CLIENT_ID") || strings.Contains(err.Error(), "client_assertion=") {
		t.Errorf("another key: %v", err)
	}
}

func TestFromEnv(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(file, []byte("PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AD2SCIM_OKTA_URL", "https://example.okta.com")
	t.Setenv("AD2SCIM_OKTA_TOKEN", "00t\n")
	t.Setenv("AD2SCIM_OKTA_CLIENT_ID", "c")
	t.Setenv("AD2SCIM_OKTA_PRIVATE_KEY_FILE", " "+file+"\n")
	o, err := okta.FromEnv()
	if err != nil || o.URL != "https://example.okta.com" || o.Token.Reveal() != "00t" || o.ClientID != "c" ||
		o.PrivateKey.Reveal() != "PEM" {
		t.Errorf("%+v, %v", o, err)
	}
	t.Setenv("AD2SCIM_OKTA_PRIVATE_KEY_FILE", file+".gone")
	_, gone := os.Stat(file + ".gone")
	_, err = okta.FromEnv()
	if p, ok := errors.AsType[*migrate.Problem](err); !ok || p.Class != migrate.BadInput ||
		p.Why != errors.Unwrap(gone).Error() {
		t.Errorf("a key file that is not there: %v", err)
	}
}

// A service app needs an admin role beside its scopes, and one that is made in the Admin
// Console wants proof of possession: both are said, with the place to change them.
func TestServiceAppWithoutARoleOrWithDPoP(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := oktatest.Start(t)
	s.ClientID, s.PublicKey, s.Scopes = "0oaService", &key.PublicKey, everyScope
	p, err := okta.Open(t.Context(), okta.Options{
		URL: s.URL, ClientID: s.ClientID, PrivateKey: migrate.NewSecret(pemOf(t, key)),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.DPoP = true
	if _, err := p.SignIn(t.Context()); err == nil || !strings.Contains(err.Error(), "Proof of Possession") {
		t.Errorf("%v", err)
	}
	s.DPoP, s.NoRole = false, true
	if missing, err := p.SignIn(t.Context()); err != nil || len(missing) != 1 ||
		!strings.Contains(missing[0], "admin role") {
		t.Errorf("%v, %v", missing, err)
	}
	if _, err := p.Directory(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "Admin roles tab") {
		t.Errorf("%v", err)
	}
}
