package entra_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/entra/entratest"
)

func TestCertificateSignsIn(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	made := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, made, made, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	s := entratest.Start(t)
	s.Key = &key.PublicKey
	o := s.Options()
	o.ClientSecret = migrate.Secret{}
	o.Certificate = migrate.NewSecret(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})) + string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	signsIn(t, o)
}

func TestDeviceCodeSignsIn(t *testing.T) {
	s := entratest.Start(t)
	o := s.Options()
	shown := ""
	o.ClientSecret, o.Show = migrate.Secret{}, func(text string) { shown = text }
	signsIn(t, o)
	if !strings.Contains(shown, "ABCD") || strings.Contains(shown, "device-code") {
		t.Fatal(shown)
	}
}

func signsIn(t *testing.T, o entra.Options) {
	t.Helper()
	c, err := entra.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if lacks, err := c.SignIn(t.Context()); err != nil || len(lacks) > 0 {
		t.Fatal(lacks, err)
	}
}

func TestLostWriteIsInDoubt(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Groups = []*entratest.Group{{ID: "a", Name: "Old"}}
		st.Fault = func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPatch {
				panic(http.ErrAbortHandler)
			}
			return false
		}
	})
	_, err := c.Rename(t.Context(), migrate.Change{ID: "a", Attribute: migrate.DisplayName, Before: "Old", After: "New"})
	if !errors.Is(err, migrate.ErrInDoubt) {
		t.Fatal(err)
	}
}
