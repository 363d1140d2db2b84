package pingone

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/tlsroots"
)

// signIn gets access tokens for the worker application by client credentials
// (RFC 6749 section 4.4) and keeps them in memory while they hold.
type signIn struct {
	config clientcredentials.Config
	web    *http.Client
	server tlsroots.Server
	mu     sync.Mutex
	last   *oauth2.Token
}

// newSignIn takes the client's certificate authorities. The secret follows no
// redirect.
func newSignIn(config clientcredentials.Config, caFile string) (*signIn, error) {
	web, err := rest.HTTPClient(caFile)
	if err != nil {
		return nil, err
	}
	web.Timeout = patience
	web.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	at, err := url.Parse(config.TokenURL)
	if err != nil {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot sign in to PingOne",
			Why: "the address of its sign-in is broken", Next: "check the region and the environment's id", Err: err,
		}
	}
	return &signIn{config: config, web: web, server: tlsroots.Server{
		Title: "PingOne's sign-in", Name: at.Hostname(),
		Address: "AD2SCIM_PINGONE_REGION", Option: "AD2SCIM_IDP_CA=FILE",
	}}, nil
}

const patience = 30 * time.Second

func (s *signIn) token(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.Valid() {
		return s.last.AccessToken, nil
	}
	token, err := s.config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.web))
	switch refused := (*oauth2.RetrieveError)(nil); {
	case err == nil:
		s.last = token
		return token.AccessToken, nil
	case errors.Is(err, context.Canceled):
		return "", context.Canceled
	case errors.As(err, &refused):
		return "", &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot sign in to PingOne",
			Why:  fmt.Sprintf("the worker application was refused (%d)", refused.Response.StatusCode),
			Next: "check the environment's id, the client's id and its secret, and that the application is enabled",
			Err:  migrate.ErrDenied,
		}
	}
	why, next := "its sign-in cannot be reached", "check the region and the network"
	if because, do, untrusted := s.server.Refused(err); untrusted {
		why, next = because, do
	}
	return "", &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot sign in to PingOne", Why: why, Next: next,
		Err: err,
	}
}

// SignIn reads the propagation stores and a group. PingOne's rights are roles:
// what is refused is named by the role that allows it.
func (p *Provider) SignIn(ctx context.Context) (missing []string, err error) {
	for _, probe := range []struct{ right, path string }{
		{"Environment Admin (provisioning)", "/propagation/stores"},
		{"Identity Data Admin or Read Only (groups)", "/groups?limit=1"},
	} {
		_, err := p.api.Do(ctx, "sign in to PingOne", rest.Request{Method: http.MethodGet, Path: probe.path})
		if refused, ok := errors.AsType[*rest.Refused](err); ok && refused.Status == http.StatusForbidden {
			missing = append(missing, probe.right)
		} else if err != nil {
			return nil, err
		}
	}
	return missing, nil
}
