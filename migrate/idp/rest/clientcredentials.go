package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
	"ad2scim/migrate/tlsroots"
)

// SignInOptions are the settings of a SignIn.
type SignInOptions struct {
	Name   string // name of the provider, for people
	Config clientcredentials.Config
	CAFile string // PEM file; additional certificate authorities to trust
	// Client is what signs in, such as "the worker application", Check what to check if it is refused, and Region the
	// variable that the host comes from.
	Client, Check, Region string
}

// SignIn gets access tokens by client credentials (RFC 6749 section 4.4) and keeps them in memory while they are
// valid. It is safe for concurrent use.
type SignIn struct {
	o      SignInOptions
	web    *http.Client
	server tlsroots.Server
	mu     sync.Mutex
	last   *oauth2.Token
}

// signInTimeout is the time limit of a request for a token.
const signInTimeout = 30 * time.Second

// NewSignIn returns a SignIn without sending anything. It never follows redirects with the secret. An invalid
// address or CA file is BadInput.
func NewSignIn(o SignInOptions) (*SignIn, error) {
	at, err := checkBase(o.Config.TokenURL)
	if err != nil {
		return nil, err
	}
	web, err := HTTPClient(o.CAFile)
	if err != nil {
		return nil, err
	}
	web.Timeout = signInTimeout
	web.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &SignIn{o: o, web: web, server: tlsroots.Server{
		Title: o.Name + "'s sign-in", Name: at.Hostname(), Address: o.Region, Option: caOption,
	}}, nil
}

// Authorize adds a valid token to a request; use it as Options.Authorize.
func (s *SignIn) Authorize(ctx context.Context, r *http.Request) error {
	token, err := s.token(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return nil
}

func (s *SignIn) token(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.Valid() {
		return s.last.AccessToken, nil
	}
	token, err := s.o.Config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.web))
	switch refused := (*oauth2.RetrieveError)(nil); {
	case err == nil:
		s.last = token
		return token.AccessToken, nil
	case errors.Is(err, context.Canceled):
		return "", context.Canceled
	case errors.As(err, &refused):
		return "", s.refused(refused.Response.StatusCode)
	}
	why, next, ok := neterror.Explain(s.server, err)
	if !ok {
		why, next = "its sign-in cannot be reached", "check the region and the network"
	}
	return "", s.problem(why, next, err)
}

// refused explains an answer without a token. A status from 500 on isn't about the client.
func (s *SignIn) refused(status int) error {
	if status >= http.StatusInternalServerError || status == http.StatusTooManyRequests {
		return s.problem(fmt.Sprintf("its sign-in answers %d %s", status, http.StatusText(status)), "try again later", nil)
	}
	return s.problem(fmt.Sprintf("%s was refused (%d)", s.o.Client, status), s.o.Check, migrate.ErrDenied)
}

func (s *SignIn) problem(why, next string, err error) error {
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot sign in to " + s.o.Name, Why: why, Next: next, Err: err,
	}
}
