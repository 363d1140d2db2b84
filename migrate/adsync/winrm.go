package adsync

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/masterzen/winrm"

	"ad2scim/migrate"
	"ad2scim/migrate/tlsroots"
)

// The ports of Windows Remote Management.
const (
	portHTTPS = 5986
	portHTTP  = 5985
)

// WinRM says how to reach a Windows host by Windows Remote Management.
type WinRM struct {
	Address  string // host, or host:port
	User     string // DOMAIN\user or user@domain; "" for Kerberos from the ticket cache
	Password migrate.Secret
	Auth     string // ntlm or kerberos; "": ntlm where there is a user
	CAFile   string // PEM, in addition to the system's certificates
	// HTTP is WinRM without TLS. It only works with NTLM, and every message is sealed with
	// the session key (MS-WSMV section 2.2.9.1).
	HTTP bool
}

type remote struct {
	WinRM
	host  string
	port  int
	roots *x509.CertPool
}

// SignIns lists the ways to sign in to a host.
func SignIns() []string { return []string{"ntlm", "kerberos"} }

// NewWinRM returns the host; nothing is sent yet. It fails with BadInput if the settings
// contradict each other.
func NewWinRM(w WinRM) (Host, error) {
	r := &remote{WinRM: w, host: w.Address, port: portHTTPS}
	if w.HTTP {
		r.port = portHTTP
	}
	if strings.ContainsAny(w.Address, "/@ ") || w.Address == "" {
		return nil, badInput("the host can't be "+migrate.Quote(w.Address),
			"a host name is expected, without https:// and without an account", "give HOST or HOST:PORT")
	}
	if host, port, err := net.SplitHostPort(w.Address); err == nil {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return nil, badInput("there is no valid port in "+migrate.Quote(w.Address), "", "give a number up to 65535")
		}
		r.host, r.port = host, n
	}
	if r.Auth == "" {
		r.Auth = "kerberos"
		if w.User != "" {
			r.Auth = "ntlm"
		}
	}
	switch {
	case !slices.Contains(SignIns(), r.Auth):
		return nil, badInput("the sign-in to the host can't be "+migrate.Quote(w.Auth), "", "give ntlm or kerberos")
	case r.Auth == "ntlm" && (w.User == "" || w.Password.IsZero()):
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "NTLM needs an account and its password",
			Remedies: remedy(migrate.RemedyHostAccount),
		}
	case w.User != "" && w.Password.IsZero():
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "Kerberos needs the account's password",
			Remedies: remedy(migrate.RemedyHostPassword),
		}
	case r.Auth == "kerberos" && w.HTTP:
		return nil, badInput("Kerberos needs TLS here", "its messages would not be encrypted",
			"use HTTPS (port 5986), or NTLM, which encrypts them")
	}
	if w.CAFile != "" {
		var err error
		r.roots, err = tlsroots.Roots(w.CAFile, "")
		if p, is := errors.AsType[*migrate.Problem](err); is {
			if p.Err != nil { // it can't be read
				p.Next, p.Remedies = "", remedy(migrate.RemedyHostCAFile)
			}
			return nil, p
		}
	}
	return r, nil
}

// String returns the host's address.
func (r *remote) String() string { return r.Address }

// Run runs the script in a shell of the remote host (MS-WSMV section 3.1.4.5), and closes the
// shell.
func (r *remote) Run(ctx context.Context, script Script, args Arguments) (output []byte, err error) {
	asked := script.asked(ctx, r, args)
	defer func() { asked.Answered(err, slog.Int("bytes", len(output))) }()
	ctx, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	t := &transport{remote: r, ctx: ctx}
	t.signIn = sync.OnceValues(t.kerberos)
	params := winrm.NewParameters("PT60S", "en-US", 153600)
	params.TransportDecorator = func() winrm.Transporter { return t }
	// The account is the transport's alone.
	client, err := winrm.NewClientWithParameters(winrm.NewEndpoint(r.host, r.port, !r.HTTP, false, nil, nil, nil,
		time.Minute), "", "", params)
	if err != nil {
		return nil, r.explain(err)
	}
	var out, problems bytes.Buffer
	_, err = client.RunWithContextWithInput(ctx, "powershell.exe "+strings.Join(powerShellFlags(), " "), &out, &problems,
		strings.NewReader(script.input(args)))
	if err := cmp.Or(ctx.Err(), t.failure(), err); err != nil {
		return nil, r.explain(err)
	}
	if out.Len() == 0 {
		return nil, failed(r.Address, problems.String(), nil)
	}
	return out.Bytes(), nil
}

func (r *remote) tls() *tls.Config {
	return &tls.Config{RootCAs: r.roots, ServerName: r.host, MinVersion: tls.VersionTLS12}
}
