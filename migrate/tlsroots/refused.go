package tlsroots

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

// Server describes the server in advice about its certificate.
type Server struct {
	Title   string // such as "the domain controller"
	Name    string // the name that the certificate should have
	Address string // where its address is set, such as "--ad"
	Option  string // how a file of authorities is set, such as "--ad-ca FILE"
}

// Explain explains an error about the server's certificate. It shows subject, issuer, names and SHA-256
// fingerprint, so that an admin can decide whether it is the right certificate. ok is false for any other error.
func (s Server) Explain(err error) (why, next string, ok bool) {
	// crypto/x509 has no error type for this, and crypto/tls returns no certificate. RFC 5280 section 4.1.2.2 requires
	// a positive serial number, and Go enforces that.
	if strings.Contains(err.Error(), "negative serial number") {
		return "its certificate has a negative serial number, which RFC 5280 forbids",
			"give " + s.Title + " a new certificate from your certificate authority", true
	}
	verify, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || len(verify.UnverifiedCertificates) == 0 {
		return "", "", false
	}
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	_, otherName := errors.AsType[x509.HostnameError](err)
	switch {
	case isInvalid && invalid.Reason == x509.Expired && time.Now().Before(invalid.Cert.NotBefore):
		why, next = "the certificate is not valid before "+day(invalid.Cert.NotBefore), "check this computer's clock"
	case isInvalid && invalid.Reason == x509.Expired:
		why, next = "the certificate expired on "+day(invalid.Cert.NotAfter),
			"renew it on "+s.Title+" (and check this computer's clock)"
	case otherName && len(verify.UnverifiedCertificates[0].DNSNames)+len(
		verify.UnverifiedCertificates[0].IPAddresses) == 0:
		why = "the certificate names the server in its common name (CN) alone, which is no longer taken (RFC 6125 section 6.4.4): it has no subject alternative name"
		next = "have the certificate authority issue a certificate for " + s.Title + " with its DNS name (" +
			migrate.Quote(s.Name) + ") as subject alternative name; in AD CS the template Kerberos Authentication does so"
	case otherName:
		why, next = "the certificate is for another name than "+migrate.Quote(s.Name), "use one of its names in "+s.Address
	case isInvalid && invalid.Reason == x509.IncompatibleUsage:
		why, next = "the certificate is not meant for servers", "give "+s.Title+" a certificate for server authentication"
	default:
		why, next = s.untrusted(verify.UnverifiedCertificates)
	}
	return why + " (" + Describe(verify.UnverifiedCertificates[0]) + ")", next, true
}

// untrusted explains a chain without a trusted authority.
func (s Server) untrusted(chain []*x509.Certificate) (why, next string) {
	for _, cert := range chain {
		if isWeak(cert) && cert.Subject.String() != cert.Issuer.String() {
			return "the certificate " + migrate.Quote(cert.Subject.String()) + " is signed with " +
					cert.SignatureAlgorithm.String() + ", which can be forged and is no longer taken",
				"have the certificate authority sign with SHA-256 (AD CS: certutil -setreg ca\\csp\\CNGHashAlgorithm SHA256, then restart it) and renew the certificate of " + s.Title
		}
	}
	last := chain[len(chain)-1]
	if last.Subject.String() == last.Issuer.String() {
		return "the certificate comes from an authority that this computer does not trust",
			"if the fingerprint is right for " + s.Title + ", pass its authority's certificate with " + s.Option
	}
	issuer := migrate.Quote(last.Issuer.String())
	return "the certificate comes from an authority that this computer does not trust, " + issuer +
			", and the server does not send that authority's own certificate",
		"if the fingerprint is right for " + s.Title + ", pass the authority's certificate with " + s.Option +
			"; if " + issuer + " is an intermediate authority of one that is trusted, install its certificate on the server, so that the chain is sent"
}

// isWeak reports whether the certificate's signature can be forged: SHA-1 since 2017, MD5 long before.
func isWeak(cert *x509.Certificate) bool {
	switch cert.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1, x509.MD5WithRSA, x509.MD2WithRSA:
		return true
	}
	return false
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

const maxNames = 6 // of a certificate that are shown

// Describe returns a certificate's subject, issuer, names and SHA-256 fingerprint.
func Describe(cert *x509.Certificate) string {
	all := cert.DNSNames
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	more := ""
	if len(all) > maxNames {
		more = fmt.Sprintf(" and %d more", len(all)-maxNames)
		all = all[:maxNames]
	}
	list := "none"
	if len(all) > 0 {
		list = names.Visible(strings.Join(all, ", ")) + more
	}
	return fmt.Sprintf("subject %s, issuer %s, names %s, SHA-256 %s", migrate.Quote(cert.Subject.String()),
		migrate.Quote(cert.Issuer.String()), list, fingerprint(cert))
}

// fingerprint returns the SHA-256 of the certificate in openssl's format.
func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
