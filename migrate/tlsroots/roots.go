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

// Config returns a TLS configuration for TLS 1.2 or later that trusts the system's certificate authorities and
// those in a file, if there is one; see Roots. With skipVerify it trusts every certificate.
func Config(file, option string, skipVerify bool) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: skipVerify}
	if file == "" {
		return config, nil
	}
	var err error
	config.RootCAs, err = Roots(file, option)
	return config, err
}

// Roots returns the system's certificate authorities together with those in a file. The file is PEM in UTF-8 or
// UTF-16, with or without a byte order mark, as Windows tools write it, or one certificate in DER, as the Windows
// export wizard writes it. option is how the file is set, such as "--ad-ca FILE". A file that can't be read or
// contains no certificate is BadInput.
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
	if !appendCertificates(roots, pem) {
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

// appendCertificates adds the certificates in a file and reports whether there were any.
func appendCertificates(roots *x509.CertPool, file []byte) bool {
	if cert, err := x509.ParseCertificate(file); err == nil {
		roots.AddCert(cert)
		return true
	}
	decoder := unicode.BOMOverride(encoding.Nop.NewDecoder())
	if bytes.HasPrefix(file, []byte("-\x00")) { // UTF-16 without a byte order mark
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	}
	text, _, err := transform.Bytes(decoder, file)
	return err == nil && roots.AppendCertsFromPEM(text)
}
