package adsync

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"

	"ad2scim/migrate"
	"ad2scim/migrate/krb5client"
)

// pass is a ticket for HTTP/host and who holds it.
type pass struct {
	holder *client.Client // its name alone: no password and no session
	ticket messages.Ticket
	key    types.EncryptionKey
}

// withKerberos sends the envelope over TLS with the run's ticket (RFC 4559). The
// host proves who it is by its certificate, so its own answer to the ticket is
// not asked for.
func (t *transport) withKerberos(ctx context.Context, c *http.Client, envelope string) (*http.Response, error) {
	r, err := t.request(ctx, envelope)
	if err != nil {
		return nil, err
	}
	if t.User == "" {
		token, there, err := systemToken(t)
		if err != nil {
			return nil, err
		}
		if there {
			r.Header.Set("Authorization", "Kerberos "+base64.StdEncoding.EncodeToString(token))
			return c.Do(r)
		}
	}
	p, err := t.signedIn(ctx)
	if err != nil {
		return nil, err
	}
	// Each request has an authenticator of its own: one that comes again is refused.
	token, err := spnego.NewNegTokenInitKRB5(p.holder, p.ticket, p.key)
	if err != nil {
		return nil, err
	}
	encoded, err := (&spnego.SPNEGOToken{Init: true, NegTokenInit: token}).Marshal()
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Negotiate "+base64.StdEncoding.EncodeToString(encoded))
	return c.Do(r)
}

// signedIn waits for the one sign-in of the run. Signing in for every request
// would count a wrong password as often, and so lock the account.
func (t *transport) signedIn(ctx context.Context) (*pass, error) {
	done := make(chan struct{})
	go func() {
		t.signIn()
		close(done)
	}()
	select {
	case <-done:
		return t.signIn()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// kerberos signs in by password, or takes the ticket cache.
func (t *transport) kerberos() (*pass, error) {
	service := serviceOf(t.host)
	as := ""
	if t.User != "" {
		as = " as " + migrate.Quote(t.User)
	}
	c, err := krb5client.Get(krb5client.Server{
		Service: service,
		What:    "cannot sign in with Kerberos" + as + " to " + migrate.Quote(t.Address),
		Unknown: "the domain has no computer with this name",
		Address: "give the host's full name in --host, as it is in Active Directory",
		Option:  "--host-user",
		Instead: "use --host-auth ntlm with --host-user",
	}, krb5client.Account{User: t.User, Secret: t.Password})
	if err != nil {
		return nil, err
	}
	defer c.Destroy()
	got, key, err := c.GetServiceTicket(service)
	if err != nil {
		return nil, err
	}
	holder := credentials.NewFromPrincipalName(c.Credentials.CName(), c.Credentials.Domain())
	return &pass{&client.Client{Credentials: holder}, got, key}, nil
}

// serviceOf names the service of a host as AD has it. krb5.conf gives the realm
// of a host by its name in small letters, which gokrb5 does not see to.
func serviceOf(host string) string { return "HTTP/" + strings.ToLower(strings.TrimSuffix(host, ".")) }

// refusedTicket says whether the host takes tickets at all.
func refusedTicket(offers []string) error {
	if slices.ContainsFunc(offers, func(o string) bool { return strings.HasPrefix(o, "Negotiate") || o == "Kerberos" }) {
		return errTicket
	}
	return errNoTickets
}
