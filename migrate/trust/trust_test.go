package trust_test

import (
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/trust"
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
	roots, err := trust.Roots(file, option)
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
	for file, why := range map[string]string{text: "no certificate in PEM form", text + "-gone": "no such file", filepath.Dir(text): "directory"} {
		_, err := trust.Roots(file, option)
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
	s := trust.Server{Title: "the server", Name: "127.0.0.1", Address: "--at", Option: option}
	why, next, ok := s.Refused(err)
	if !ok || !strings.Contains(why, "does not trust") || !strings.Contains(why, "SHA-256 ") || !strings.Contains(next, option) {
		t.Errorf("%q %q %v", why, next, ok)
	}
	if _, _, ok := s.Refused(io.EOF); ok {
		t.Error("every error is called a certificate's")
	}
}
