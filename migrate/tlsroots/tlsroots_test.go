package tlsroots_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/tlsroots"
)

var option = "--ca FILE"

func TestRootsTakeAFileOfAuthorities(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	roots, err := tlsroots.Roots(file, option)
	if err != nil {
		t.Fatal(err)
	}
	client := server.Client()
	client.Transport.(*http.Transport).TLSClientConfig.RootCAs = roots
	answer, err := client.Get(server.URL)
	if err != nil {
		t.Fatal("the authority in the file is not trusted:", err)
	}
	answer.Body.Close()
}

func TestRootsThatAreNone(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, why := range map[string]string{
		text: "no certificate in PEM form", text + "-gone": "no such file",
		filepath.Dir(text): "directory",
	} {
		_, err := tlsroots.Roots(file, option)
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// The other reasons are tested where a directory and a SCIM server answer.
func TestRefusedTellsWhatToDecideBy(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	_, err := http.Get(server.URL)
	if err == nil {
		t.Fatal("a certificate of no known authority is taken")
	}
	s := tlsroots.Server{Title: "the server", Name: "127.0.0.1", Address: "--at", Option: option}
	why, next, ok := s.Explain(err)
	if !ok || !strings.Contains(why, "does not trust") || !strings.Contains(why, "SHA-256 ") ||
		!strings.Contains(next, option) {
		t.Errorf("%q %q %v", why, next, ok)
	}
	if _, _, ok := s.Explain(io.EOF); ok {
		t.Error("every error is called a certificate's")
	}
}

// PowerShell's > and Out-File write UTF-16, Notepad a mark, the export wizard DER.
func TestRootsInTheFormsOfWindows(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	wide := func(big bool) []byte {
		var b []byte
		for _, c := range text {
			if big {
				b = append(b, 0, c)
			} else {
				b = append(b, c, 0)
			}
		}
		return b
	}
	for name, content := range map[string][]byte{
		"UTF-8 with a mark":     append([]byte("\ufeff"), text...),
		"UTF-16 little-endian":  append([]byte{0xff, 0xfe}, wide(false)...),
		"UTF-16 big-endian":     append([]byte{0xfe, 0xff}, wide(true)...),
		"UTF-16 without a mark": wide(false),
		"DER":                   server.Certificate().Raw,
		"text before, and CRLF": append([]byte("subject=/CN=x\r\n"), bytes.ReplaceAll(text, []byte("\n"),
			[]byte("\r\n"))...),
		"a mark, and text before": append([]byte("\ufeffexported\r\n"), text...),
	} {
		file := filepath.Join(t.TempDir(), "ca")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		roots, err := tlsroots.Roots(file, option)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := server.Certificate().Verify(x509.VerifyOptions{Roots: roots}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRoots: whatever a file holds, it is a pool or a Problem.
func FuzzRoots(f *testing.F) {
	for _, seed := range []string{"", "\xff\xfe-\x00", "-\x00-\x00", "\ufeff-----BEGIN CERTIFICATE-----", "\x30\x82"} {
		f.Add([]byte(seed))
	}
	file := filepath.Join(f.TempDir(), "ca")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if roots, err := tlsroots.Roots(file, option); (roots == nil) == (err == nil) || err != nil &&
			migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%v, %v", roots, err)
		}
	})
}

// A signature by SHA-1 and an intermediate that is not sent are no strangers'
// certificates, and are not called so.
func TestRefusedTellsAWeakSignatureFromAStranger(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Corp Root"},
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, SignatureAlgorithm: x509.SHA256WithRSA,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "dc1"},
		NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"dc1"}, SignatureAlgorithm: x509.SHA1WithRSA,
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := tlsroots.Server{Title: "the domain controller", Name: "dc1", Address: "--ad", Option: option}
	_, invalid := cert.Verify(x509.VerifyOptions{Roots: x509.NewCertPool(), DNSName: "dc1"})
	why, next, ok := s.Explain(&tls.CertificateVerificationError{
		UnverifiedCertificates: []*x509.Certificate{cert},
		Err:                    invalid,
	})
	if !ok || !strings.Contains(why, "SHA1-RSA") || strings.Contains(why, "does not trust") ||
		!strings.Contains(next, "SHA-256") || !strings.Contains(next, `ca\csp\CNGHashAlgorithm`) {
		t.Errorf("%q %q %v", why, next, ok)
	}
}
