package entra_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/runtest"
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
	o.Certificate = migrate.NewSecret(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})) + string(
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	signsIn(t, o)
}

func TestDeviceCodeSignsIn(t *testing.T) {
	t.Parallel()
	runtest.LeaveToFull(t)
	s := entratest.Start(t)
	o := s.Options()
	shown := ""
	o.ClientSecret, o.Show = migrate.Secret{}, func(text string) { shown = text }
	signsIn(t, o)
	if !strings.Contains(shown, "ABCD") || strings.Contains(shown, "device-code") {
		t.Fatal(shown)
	}
}

// A sign-in by device code asks for no right that the registration was not granted: a new
// consent is needed for none.
func TestDeviceCodeNeedsNoNewConsent(t *testing.T) {
	t.Parallel()
	runtest.LeaveToFull(t)
	s := entratest.Start(t)
	s.Change(func(st *entratest.State) {
		st.Roles, st.Person = []string{"Application.Read.All", "GroupMember.Read.All"}, "client"
	})
	o := s.Options()
	o.ClientSecret, o.Show = migrate.Secret{}, func(string) {}
	c, err := entra.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	lacks, err := c.SignIn(t.Context())
	if err != nil || slices.Contains(lacks, "Application.Read.All") || !slices.Contains(lacks, "Group.ReadWrite.All") {
		t.Errorf("%q, %v", lacks, err)
	}
}

// What grants a right to make a call is one table, and that of the stand-in, which was
// written from the same reference.
func TestTheRightsOfEachCall(t *testing.T) {
	for call, right := range map[[2]string]string{
		{"GET", "/servicePrincipals"}:                         "Application.Read.All",
		{"GET", "/servicePrincipals/a/appRoleAssignedTo"}:     "Application.Read.All",
		{"POST", "/servicePrincipals/a/appRoleAssignedTo"}:    "AppRoleAssignment.ReadWrite.All",
		{"GET", "/groups"}:                                    "GroupMember.Read.All",
		{"PATCH", "/groups/g"}:                                "Group.ReadWrite.All",
		{"GET", "/users"}:                                     "User.Read.All",
		{"GET", "/auditLogs/provisioning"}:                    "AuditLog.Read.All",
		{"GET", "/servicePrincipals/a/synchronization/jobs"}:  "Synchronization.Read.All",
		{"POST", "/servicePrincipals/a/synchronization/jobs"}: "Synchronization.ReadWrite.All",
	} {
		got, want := entratest.Rights(call[0], call[1]), entra.Grants(right)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%v: the stand-in takes %q, and the table has %q", call, got, want)
		}
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
	if !errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Fatal(err)
	}
}

// az writes a POSIX timestamp, and older versions a local time alone.
func TestTokenOfAz(t *testing.T) {
	local := time.Date(2026, 2, 3, 4, 5, 6, 789000000, time.Local)
	for text, want := range map[string]time.Time{
		`{"accessToken":"t","expiresOn":"2001-01-01 00:00:00.000000","expires_on":1770000000,"tokenType":"Bearer"}`: time.Unix(1770000000, 0),
		`{"accessToken":"t","expiresOn":"2026-02-03 04:05:06.789000","subscription":"s"}`:                           local,
		`{"accessToken":"t"}`: {},
	} {
		if token, expires, err := entra.AzToken([]byte(text)); err != nil || token != "t" || !expires.Equal(want) {
			t.Error(text, token, expires, err)
		}
	}
	for _, text := range []string{"", "{}", "Please run az login"} {
		if _, _, err := entra.AzToken([]byte(text)); err == nil {
			t.Error("no error for", text)
		}
	}
}

// Without a client id az is asked, for the cloud's own Graph; where it is not
// there, that is said. The az in the path is a script: no real one is here.
func TestAzSignsIn(t *testing.T) {
	s := entratest.Start(t)
	o := s.Options()
	o.ClientID, o.ClientSecret = "", migrate.Secret{}
	t.Setenv("PATH", t.TempDir())
	c, err := entra.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SignIn(t.Context()); !errors.Is(err, migrate.ErrDenied) || !strings.Contains(err.Error(),
		"az command is not installed") {
		t.Error(err)
	}
	if runtime.GOOS == "windows" {
		return // it cannot run the script
	}
	script := "#!/bin/sh\n[ \"$*\" = \"account get-access-token --resource " + s.URL +
		" --tenant example --output json\" ] && echo '{\"accessToken\":\"e30.eyJyb2xlcyI6WyJBdWRpdExvZy5SZWFkLkFsbCJdfQ.c2ln\",\"expires_on\":4000000000}'\n"
	if err := os.WriteFile(filepath.Join(os.Getenv("PATH"), "az"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	if lacks, err := c.SignIn(t.Context()); err != nil || len(lacks) != 7 {
		t.Error(lacks, err)
	}
	// A person's session is refused before anything is asked of Graph.
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	person := part("{}") + "." + part(`{"scp":"Application.ReadWrite.All Directory.AccessAsUser.All",
		"appid":"04b07795-8ddb-461a-bbee-02f9e1bf7b46"}`) + ".c2ln"
	script = "#!/bin/sh\necho '{\"accessToken\":\"" + person + "\",\"expires_on\":4000000000}'\n"
	if err := os.WriteFile(filepath.Join(os.Getenv("PATH"), "az"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	s.Change(func(st *entratest.State) {
		st.Fault = func(http.ResponseWriter, *http.Request) bool { t.Error("Graph was asked"); return false }
	})
	if c, err = entra.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SignIn(t.Context()); err == nil || !strings.Contains(err.Error(), "az is signed in as a person") ||
		!strings.Contains(err.Error(), "az login --service-principal") {
		t.Error(err)
	}
}
