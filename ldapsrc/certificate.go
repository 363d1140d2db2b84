package ldapsrc

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
)

// untrusted fills in the problem if err is about the server's certificate. It
// shows what the administrator needs to decide whether it is the right one.
func untrusted(p *migrate.Problem, s server, err error) bool {
	// crypto/x509 gives no type to this one, and crypto/tls no certificate:
	// RFC 5280 section 4.1.2.2 wants a positive number, and Go insists.
	if strings.Contains(err.Error(), "negative serial number") {
		p.Why = "its certificate has a negative serial number, which RFC 5280 forbids"
		p.Next = "give the domain controller a certificate from your certificate authority (Samba: tls certfile in smb.conf)"
		return true
	}
	verify, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || len(verify.UnverifiedCertificates) == 0 {
		return false
	}
	cert := verify.UnverifiedCertificates[0]
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	_, wrongName := errors.AsType[x509.HostnameError](err)
	switch {
	case isInvalid && invalid.Reason == x509.Expired && time.Now().Before(invalid.Cert.NotBefore):
		p.Why, p.Next = "the certificate is not valid before "+day(invalid.Cert.NotBefore), "check this computer's clock"
	case isInvalid && invalid.Reason == x509.Expired:
		p.Why, p.Next = "the certificate expired on "+day(invalid.Cert.NotAfter), "renew it on the domain controller (and check this computer's clock)"
	case wrongName:
		p.Why, p.Next = "the certificate is for another name than "+migrate.Quote(s.cert), "use one of its names in --ad"
	case isInvalid && invalid.Reason == x509.IncompatibleUsage:
		p.Why, p.Next = "the certificate is not meant for servers", "give the domain controller a certificate for server authentication"
	default:
		p.Why, p.Next = "the certificate comes from an authority that this computer does not trust", "if the fingerprint is the domain controller's, pass its authority's certificate with --ad-ca FILE"
	}
	p.Why += " (" + describe(cert) + ")"
	return true
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// The most names of a certificate that are shown.
const maxNames = 6

// describe names a certificate: subject, issuer, names, SHA-256 fingerprint.
func describe(cert *x509.Certificate) string {
	names := cert.DNSNames
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	more := ""
	if len(names) > maxNames {
		more = fmt.Sprintf(" and %d more", len(names)-maxNames)
		names = names[:maxNames]
	}
	list := "none"
	if len(names) > 0 {
		list = show(strings.Join(names, ", ")) + more
	}
	return fmt.Sprintf("subject %s, issuer %s, names %s, SHA-256 %s",
		migrate.Quote(cert.Subject.String()), migrate.Quote(cert.Issuer.String()), list, fingerprint(cert))
}

// fingerprint is the SHA-256 of the certificate as openssl prints it.
func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
