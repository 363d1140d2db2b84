package scim

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// untrusted explains an error that is about the server's certificate, and
// shows what an admin needs to decide whether it is the right one.
func untrusted(err error, host string) (why, next string, ok bool) {
	// crypto/x509 gives no type to this one.
	if strings.Contains(err.Error(), "negative serial number") {
		return "its certificate has a negative serial number, which RFC 5280 forbids", "have a new certificate made for the server", true
	}
	verify, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || len(verify.UnverifiedCertificates) == 0 {
		return "", "", false
	}
	cert := verify.UnverifiedCertificates[0]
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	_, otherName := errors.AsType[x509.HostnameError](err)
	switch {
	case isInvalid && invalid.Reason == x509.Expired && time.Now().Before(invalid.Cert.NotBefore):
		why, next = "the certificate is not valid before "+day(invalid.Cert.NotBefore), "check this computer's clock"
	case isInvalid && invalid.Reason == x509.Expired:
		why, next = "the certificate expired on "+day(invalid.Cert.NotAfter), "renew it on the server (and check this computer's clock)"
	case otherName:
		why, next = "the certificate is for another name than "+migrate.Quote(host), "use one of its names in the address"
	default:
		why, next = "the certificate comes from an authority that this computer does not trust", "if the fingerprint is the server's, pass its authority's certificate with --scim-ca FILE"
	}
	return why + " (" + describe(cert) + ")", next, true
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

const mostNames = 6 // of a certificate that are shown

// describe names a certificate: subject, issuer, names, SHA-256 fingerprint.
func describe(cert *x509.Certificate) string {
	all := cert.DNSNames
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	more := ""
	if len(all) > mostNames {
		more = fmt.Sprintf(" and %d more", len(all)-mostNames)
		all = all[:mostNames]
	}
	list := "none"
	if len(all) > 0 {
		list = names.Visible(strings.Join(all, ", ")) + more
	}
	return fmt.Sprintf("subject %s, issuer %s, names %s, SHA-256 %s", migrate.Quote(cert.Subject.String()), migrate.Quote(cert.Issuer.String()), list, fingerprint(cert))
}

// fingerprint is the SHA-256 of the certificate as openssl prints it.
func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
