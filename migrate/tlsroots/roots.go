package tlsroots

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"ad2scim/migrate"
)

// Config is TLS 1.2 or later that trusts the system's certificate authorities and those of
// a file, if there is one; see Roots. skipVerify trusts every certificate.
func Config(file, option string, skipVerify bool) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: skipVerify}
	if file == "" {
		return config, nil
	}
	var err error
	config.RootCAs, err = Roots(file, option)
	return config, err
}

// Roots returns the system's certificate authorities and those of a file: PEM in
// UTF-8 or UTF-16, with a byte order mark or without, as Windows' tools write it, or
// one certificate in binary form (DER), as its export wizard does. option says how the file is
// given, such as "--ad-ca FILE". A file
// that cannot be read or holds no certificate is BadInput.
func Roots(file, option string) (*x509.CertPool, error) {
	bad := func(why, next string, err error) error {
		return &migrate.Problem{Class: migrate.BadInput, What: "cannot use " + migrate.Quote(file) +
			" as certificate authority", Why: why, Next: next, Err: err}
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, bad(reason(err), "give a PEM file: "+option, err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !appendAny(roots, pem) {
		return nil, bad("it holds no certificate in PEM form",
			"export the authority's certificate as Base-64 X.509 (a file that starts with -----BEGIN CERTIFICATE-----)", nil)
	}
	return roots, nil
}

func reason(err error) string {
	switch path := (*fs.PathError)(nil); {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "you may not read it"
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}

// appendAny adds the certificates of a file and reports whether there were any.
func appendAny(roots *x509.CertPool, file []byte) bool {
	if cert, err := x509.ParseCertificate(file); err == nil {
		roots.AddCert(cert)
		return true
	}
	decoder := unicode.BOMOverride(encoding.Nop.NewDecoder())
	if bytes.HasPrefix(file, []byte("-\x00")) { // UTF-16 without a mark
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	}
	text, _, err := transform.Bytes(decoder, file)
	return err == nil && roots.AppendCertsFromPEM(text)
}
