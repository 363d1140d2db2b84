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
	"ad2scim/migrate/tlsroots"
)

// SignInOptions say where and as whom a program signs in by client credentials.
type SignInOptions struct {
	Name   string // of the provider, for people
	Config clientcredentials.Config
	CAFile string // PEM; further certificate authorities to trust
	// Client says what signs in, such as "the worker application", Check what to check
	// where it is refused, and Region which variable the host comes from.
	Client, Check, Region string
}

// SignIn gets access tokens by client credentials (RFC 6749 section 4.4) and keeps them
// in memory while they are valid. It may be used by several goroutines.
type SignIn struct {
	o      SignInOptions
	web    *http.Client
	server tlsroots.Server
	mu     sync.Mutex
	last   *oauth2.Token
}

// signInTimeout bounds one request for a token.
const signInTimeout = 30 * time.Second

// NewSignIn prepares a sign-in; nothing is sent. The secret follows no redirect. A
// broken address or CA file is BadInput.
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

// Authorize puts a valid token into a request; it is an Options.Authorize.
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
	why, next := "its sign-in cannot be reached", "check the region and the network"
	if because, do, untrusted := s.server.Explain(err); untrusted {
		why, next = because, do
	}
	return "", s.problem(why, next, err)
}

// refused says what an answer without a token means: from 500 on it says nothing of the
// client.
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
