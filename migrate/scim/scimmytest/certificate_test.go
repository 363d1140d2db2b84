package scimmytest

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
)

// TestCertificateIsItsOwnAuthority, for the addresses of this computer alone.
func TestCertificateIsItsOwnAuthority(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ca.pem")
	pair, err := certificate(file)
	if err != nil {
		t.Fatal(err)
	}
	one, err := tls.X509KeyPair([]byte(pair.Cert), []byte(pair.Key))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(text) {
		t.Fatalf("the file of the authority: %v %s", err, text)
	}
	for name, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "id.example.com": false} {
		if _, err := one.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots}); (err == nil) != want {
			t.Errorf("for %s: %v", name, err)
		}
	}
	if _, err := certificate(filepath.Join(t.TempDir(), "none", "ca.pem")); err == nil {
		t.Error("no file was written, and nothing is said")
	}
}
