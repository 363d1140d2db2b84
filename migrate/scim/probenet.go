package scim

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/httplog"
	"ad2scim/migrate/names"
	"ad2scim/migrate/tlsroots"
)

const certificateWarning = 30 * 24 * time.Hour // a certificate that ends within is worth a word

func (p *prober) transport() *http.Transport {
	return p.client.http.HTTPClient.Transport.(*httplog.Transport).Transport
}

// proxy returns the host of the proxy, or "" if there is none.
func (p *prober) proxy() string {
	u, err := p.transport().Proxy(&http.Request{URL: p.client.base})
	if err != nil || u == nil {
		return ""
	}
	return names.Visible(u.Host)
}

// address returns host:port of the endpoint.
func (p *prober) address() string {
	base := p.client.base
	port := base.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[base.Scheme]
	}
	return net.JoinHostPort(base.Hostname(), port)
}

func (p *prober) dns(ctx context.Context, check *Check) error {
	if proxy := p.proxy(); proxy != "" {
		check.State, check.Detail = Skipped, "the proxy "+proxy+" is used, and resolves the name"
		return nil
	}
	host := p.client.base.Hostname()
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	asked := migrate.TraceOf(ctx).Ask("DNS look-up", slog.String("host", host))
	addrs, err := net.DefaultResolver.LookupHost(ctx, host)
	asked.Answered(err, slog.String("addresses", strings.Join(addrs, " ")))
	if err != nil {
		return p.client.unreachable("find "+host, err)
	}
	check.Detail = names.Visible(host) + " is " + names.Visible(strings.Join(addrs, ", "))
	return nil
}

func (p *prober) tcp(ctx context.Context, check *Check) error {
	asked := migrate.TraceOf(ctx).Ask("TCP connection", slog.String("address", p.address()))
	conn, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", p.address())
	asked.Answered(err)
	if err != nil {
		return p.client.unreachable("connect", err)
	}
	conn.Close()
	check.Detail = "connected, without TLS: loopback only"
	return nil
}

func (p *prober) tls(ctx context.Context, check *Check) error {
	conf := p.transport().TLSClientConfig
	state, err := p.handshake(ctx, conf)
	if err != nil {
		return p.client.unreachable("connect", err)
	}
	cert := state.PeerCertificates[0]
	check.Detail = fmt.Sprintf("%s, certificate valid until %s (%s)", tls.VersionName(state.Version),
		cert.NotAfter.UTC().Format(time.DateOnly), tlsroots.Describe(cert))
	switch {
	case conf.InsecureSkipVerify:
		check.warn("the certificate is not verified; "+check.Detail,
			"give the CA of the certificate with --scim-ca instead of turning verification off")
	case time.Until(cert.NotAfter) < certificateWarning:
		check.warn(check.Detail, "renew the certificate soon")
	}
	return nil
}

// handshake makes a TLS handshake in the same way as requests, through the proxy if there is one.
func (p *prober) handshake(ctx context.Context, conf *tls.Config) (*tls.ConnectionState, error) {
	if p.proxy() != "" {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.client.address("/ServiceProviderConfig", nil), nil)
		if err != nil {
			return nil, err
		}
		resp, err := p.client.http.HTTPClient.Do(req)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
		return resp.TLS, nil
	}
	dialer := tls.Dialer{NetDialer: &net.Dialer{Timeout: dialTimeout}, Config: conf.Clone()}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	asked := migrate.TraceOf(ctx).Ask("TLS handshake", slog.String("address", p.address()))
	conn, err := dialer.DialContext(ctx, "tcp", p.address())
	asked.Answered(err)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	return &state, nil
}
