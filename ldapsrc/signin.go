package ldapsrc

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// signIn is the method and the credentials to sign in with.
type signIn struct {
	method string // simple, ntlm or kerberos
	user   string
	secret migrate.Secret
	keytab string
}

func parseSignIn(c migrate.Connection) (signIn, error) {
	s := signIn{method: c.Auth, user: c.User, secret: c.Secret, keytab: c.Keytab}
	if s.method == "" {
		s.method = "simple"
		if s.user == "" || s.keytab != "" {
			s.method = "kerberos"
		}
	}
	const what = "cannot sign in to Active Directory"
	if s.method == "kerberos" {
		if s.keytab != "" {
			if s.user == "" {
				return s, badInput(what, "a keytab is given, but no user", "give the account with --ad-user user@domain")
			}
			if _, err := os.Stat(s.keytab); err != nil {
				return s, &migrate.Problem{
					Class: migrate.BadInput, What: "cannot use the keytab " + migrate.Quote(s.keytab),
					Why: fileReason(err), Next: "check the path", Err: err,
				}
			}
		}
		return s, nil
	}
	if s.user == "" {
		return s, badInput(what, "no user is given", `give --ad-user user@domain or DOMAIN\user`)
	}
	// A bind with an empty password would succeed as anonymous (RFC 4513 section 5.1.2).
	if s.secret.IsZero() {
		return s, &migrate.Problem{
			Class: migrate.BadInput, What: what, Why: "no password is given",
			Remedies: migrate.Remedies{{Kind: migrate.RemedyEnterSecret, Side: migrate.AD, Text: "AD2SCIM_AD_PASSWORD"}},
		}
	}
	return s, nil
}

// bind signs in. The connection always uses TLS, so that a password is never sent in clear text. The certificate
// has been verified, unless the user turned that off.
func (d *Directory) bind(ctx context.Context, c *conn) error {
	s := d.signIn
	asked := c.asks(ctx, "LDAP bind", func() []slog.Attr {
		return []slog.Attr{slog.String("method", s.method), slog.String("user", s.user)}
	})
	var err error
	switch s.method {
	case "simple":
		err = c.do(ctx, func() error { return c.Bind(s.user, s.secret.Reveal()) })
	case "ntlm":
		domain, _, _ := strings.Cut(s.user, `\`)
		if !strings.Contains(s.user, `\`) {
			domain = ""
		}
		err = c.do(ctx, func() error { return c.NTLMBind(domain, s.user, s.secret.Reveal()) })
	case "kerberos":
		err = d.bindKerberos(ctx, c)
	}
	answered(asked, err)
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return &finalError{p} // Kerberos: a refused password counts at every domain controller
	}
	return s.bindProblem(c, err)
}

// bindKerberos gets a ticket and signs in with it. It doesn't negotiate a SASL security layer on top of TLS.
func (d *Directory) bindKerberos(ctx context.Context, c *conn) error {
	type made struct {
		client ldap.GSSAPIClient
		close  func()
		err    error
	}
	done := make(chan made, 1)
	// gokrb5 takes no context. Its own time limit is five seconds for each KDC.
	go func() {
		client, closer, err := d.signIn.kerberosClient(c)
		done <- made{client, closer, err}
	}()
	var m made
	select {
	case m = <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if m.err != nil {
		return m.err
	}
	defer m.close()
	return c.do(ctx, func() error { return c.GSSAPIBind(m.client, "ldap/"+c.dns, "") })
}
