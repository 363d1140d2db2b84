package adsync

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"time"

	"ad2scim/migrate"
	"github.com/bodgit/ntlmssp"
	ntlmhttp "github.com/bodgit/ntlmssp/http"

	"github.com/masterzen/winrm"
	"github.com/masterzen/winrm/soap"
)

const soapType = "application/soap+xml;charset=UTF-8"

// transport sends the envelopes of one run. The library's own would fall back to
// a plain password where the server offers that, and would send a message open
// where sealing it does not work.
type transport struct {
	*remote
	ctx    context.Context       // of the run: Transporter has no parameter for it
	signIn func() (*pass, error) // by Kerberos, once

	mu    sync.Mutex
	first error // the first thing that went wrong, which the library may swallow
}

// Transport is called once by the library, before anything is sent.
func (t *transport) Transport(*winrm.Endpoint) error { return nil }

// Post sends an envelope and returns the answer. Each has a connection of its
// own, because one that waits for output would hold up the one that brings the
// input, and NTLM signs a connection in, not a request.
func (t *transport) Post(_ *winrm.Client, message *soap.SoapMessage) (string, error) {
	ctx := t.ctx
	if ctx.Err() != nil {
		// The shell is closed even after the run was given up.
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
	}
	body, err := t.post(ctx, asPipe(message.String()))
	if err != nil && !strings.Contains(err.Error(), "OperationTimeout") {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.first == nil {
			t.first = err
		}
	}
	return body, err
}

func (t *transport) failure() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.first
}

// asPipe asks for standard input as a pipe (MS-WSMV section 2.2.4.38,
// WINRS_CONSOLEMODE_STDIN). The library asks for a console, whose input
// PowerShell does not take for its $input.
func asPipe(envelope string) string {
	const option = `Name="WINRS_CONSOLEMODE_STDIN">`
	return strings.Replace(envelope, option+"TRUE", option+"FALSE", 1)
}

// post sends an envelope, again where the connection was another than the one that was
// signed in. net/http leaves a connection whose last write it has not heard of for 50 ms, as
// on a busy machine; the host refuses a request on the next one without reading it. A refusal
// on the same connection is one of the password, and isn't tried again: a domain locks an
// account after a few of them.
func (t *transport) post(ctx context.Context, envelope string) (string, error) {
	for try := 1; ; try++ {
		body, moved, err := t.postOnce(ctx, envelope)
		if !errors.Is(err, errRefused) || !moved || try == mostTries {
			return body, err
		}
	}
}

// mostTries is how often an envelope is sent on a connection that is not signed in.
const mostTries = 3

// postOnce also reports whether the last request went out on another connection than the one
// before it.
func (t *transport) postOnce(ctx context.Context, envelope string) (text string, moved bool, err error) {
	first := true
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) {
		moved, first = !c.Reused && !first, false
	}})
	pool := &http.Transport{
		DialContext:     (&net.Dialer{Timeout: 20 * time.Second}).DialContext,
		TLSClientConfig: t.tls(), MaxConnsPerHost: 1,
		ResponseHeaderTimeout: 2 * time.Minute, TLSHandshakeTimeout: 20 * time.Second,
	}
	defer pool.CloseIdleConnections()
	client := &http.Client{Transport: pool, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	send := t.withNTLM
	if t.Auth == "kerberos" {
		send = t.withKerberos
	}
	asked := migrate.TraceOf(ctx).Ask("WinRM request", slog.String("url", t.url()), slog.String("user", t.User),
		slog.String("sign_in", t.Auth), slog.Int("bytes", len(envelope)))
	response, err := send(ctx, client, envelope)
	if err != nil {
		asked.Answered(err)
		return "", moved, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxResult))
	asked.Answered(err, slog.Int("status", response.StatusCode), slog.Int("bytes", len(body)))
	switch {
	case err != nil:
		return "", moved, err
	case response.StatusCode == http.StatusUnauthorized && t.Auth == "kerberos":
		return "", moved, refusedTicket(response.Header.Values("WWW-Authenticate"))
	case response.StatusCode == http.StatusUnauthorized:
		return "", moved, errRefused
	case response.StatusCode != http.StatusOK:
		return "", moved, &faultError{response.StatusCode, migrate.Mask(string(body))}
	}
	return string(body), moved, nil
}

// url is the address of the host's WinRM service.
func (t *transport) url() string {
	scheme := "https"
	if t.HTTP {
		scheme = "http"
	}
	return fmt.Sprintf("%s://%s/wsman", scheme, net.JoinHostPort(t.host, fmt.Sprint(t.port)))
}

func (t *transport) request(ctx context.Context, body string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url(), strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", soapType)
	return r, nil
}

// withNTLM signs the connection in with an empty message, and sends the envelope
// only once that is done: without TLS it is then sealed.
func (t *transport) withNTLM(ctx context.Context, client *http.Client, envelope string) (*http.Response, error) {
	user, domain := t.User, ""
	if d, u, ok := strings.Cut(t.User, `\`); ok {
		domain, user = d, u
	}
	session, err := ntlmssp.NewClient(ntlmssp.SetUserInfo(user, t.Password.Reveal()), ntlmssp.SetDomain(domain),
		ntlmssp.SetVersion(ntlmssp.DefaultVersion()))
	if err != nil {
		return nil, err
	}
	// Windows may ask over TLS that the sign-in is bound to the certificate.
	signer, err := ntlmhttp.NewClient(client, session, ntlmhttp.SendCBT(!t.HTTP))
	if err != nil {
		return nil, err
	}
	empty, err := t.request(ctx, "")
	if err != nil {
		return nil, err
	}
	empty.Body, empty.ContentLength = http.NoBody, 0
	hello, err := signer.Do(empty)
	if err != nil {
		return nil, err
	}
	io.Copy(io.Discard, io.LimitReader(hello.Body, 1<<20)) // so that the connection is used again
	hello.Body.Close()
	if hello.StatusCode == http.StatusUnauthorized || !session.Complete() || session.SecuritySession() == nil {
		if hello.StatusCode != http.StatusUnauthorized {
			return nil, errNoNTLM
		}
		return nil, errRefused
	}
	if t.HTTP {
		return t.sealed(ctx, client, session.SecuritySession(), envelope)
	}
	r, err := t.request(ctx, envelope)
	if err != nil {
		return nil, err
	}
	return client.Do(r)
}

// sealed sends an envelope that only the host can read, and takes only an answer
// that only the host can have given.
func (t *transport) sealed(ctx context.Context, client *http.Client, session *ntlmssp.SecuritySession,
	envelope string,
) (*http.Response, error) {
	body, err := seal(session, []byte(envelope))
	if err != nil {
		return nil, err
	}
	r, err := t.request(ctx, string(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", sealedType)
	response, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxResult))
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusUnauthorized {
		return nil, errRefused
	}
	if answer, err = unseal(session, answer); err != nil {
		return nil, fmt.Errorf("%w: %w", errOpen, err)
	}
	response.Body = io.NopCloser(bytes.NewReader(answer))
	return response, nil
}

var (
	errRefused   = errors.New("the host refused the account")
	errNoNTLM    = errors.New("the host does not ask for NTLM")
	errTicket    = errors.New("the host refused the Kerberos ticket")
	errNoTickets = errors.New("the host takes no Kerberos tickets")
)

// faultError is an answer that is no success; its text holds the SOAP fault, in
// which the library looks for its codes.
type faultError struct {
	status int
	body   string
}

func (e *faultError) Error() string { return fmt.Sprintf("http error %d: %s", e.status, e.body) }
