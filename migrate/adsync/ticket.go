package adsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/spnego"
)

var errTicket = errors.New("no Kerberos ticket")

// withKerberos sends the envelope over TLS with a ticket for HTTP/host (RFC
// 4559).
func (t *transport) withKerberos(ctx context.Context, c *http.Client, envelope string) (*http.Response, error) {
	r, err := t.request(ctx, envelope)
	if err != nil {
		return nil, err
	}
	signed, err := t.kerberos()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errTicket, err)
	}
	defer signed.Destroy()
	if err := spnego.SetSPNEGOHeader(signed, r, "HTTP/"+t.host); err != nil {
		return nil, fmt.Errorf("%w: %w", errTicket, err)
	}
	return c.Do(r)
}

// kerberos signs in by password, or takes the ticket cache that KRB5CCNAME names.
func (t *transport) kerberos() (*client.Client, error) {
	conf, err := config.Load(cmp.Or(os.Getenv("KRB5_CONFIG"), "/etc/krb5.conf"))
	if err != nil {
		return nil, err
	}
	if t.User != "" {
		user, realm, ok := strings.Cut(t.User, "@")
		if !ok {
			return nil, errors.New("the account must be typed as user@DOMAIN")
		}
		c := client.NewWithPassword(user, strings.ToUpper(realm), t.Password.Reveal(), conf, client.DisablePAFXFAST(true))
		return c, c.Login()
	}
	path := strings.TrimPrefix(cmp.Or(os.Getenv("KRB5CCNAME"), fmt.Sprintf("/tmp/krb5cc_%d", os.Getuid())), "FILE:")
	cache, err := credentials.LoadCCache(path)
	if err != nil {
		return nil, err
	}
	return client.NewFromCCache(cache, conf, client.DisablePAFXFAST(true))
}
