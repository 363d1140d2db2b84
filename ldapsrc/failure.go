package ldapsrc

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"net"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
	"ad2scim/migrate/tlsroots"

	"github.com/go-ldap/ldap/v3"
)

// printable escapes untrusted text for a terminal, without quotation marks.
func printable(s string) string {
	quoted := migrate.Quote(s)
	return quoted[1 : len(quoted)-1]
}

// oneLine turns a message of a library or a server into a single line.
func oneLine(s string) string {
	return printable(serverMessage(s))
}

func fileReason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "this user may not read it"
	}
	return oneLine(err.Error())
}

// explain turns the error of a request into a problem; what is the action that failed. The caller checks for the
// end of its own context first.
func explain(what string, err error) error {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p
	}
	p := &migrate.Problem{Class: migrate.Unreachable, What: what, Err: err}
	answer, isAnswer := errors.AsType[*ldap.Error](err)
	switch {
	case errors.Is(err, errTimeout):
		p.Why, p.Next = "the server did not answer in time", "try again, or narrow the search with --ad-base or --ad-filter"
	case errors.Is(err, errTooMuch):
		p.Class, p.Why, p.Next = migrate.BadInput, errTooMuch.Error(),
			"narrow the search with --ad-base or --ad-filter, or try another domain controller"
	case errors.Is(err, errRepeats):
		p.Why, p.Next = "the server sends the same page again and again", "try another domain controller"
	case isAnswer && answer.ResultCode < ldap.ErrorNetwork:
		r := explanationOf(answer.ResultCode)
		p.Why, p.Next = r.why, r.next
		if text := answer.Err.Error(); text != "" {
			p.Why += " (the server: " + migrate.Quote(serverMessage(text)) + ")"
		}
	case isAnswer && answer.ResultCode != ldap.ErrorNetwork:
		p.Why, p.Next = "the server's answer is not valid LDAP: "+oneLine(answer.Err.Error()),
			"check that the address is that of a domain controller"
	default:
		p.Why, p.Next = "the server closed the connection", "check that the domain controller is up, and try again"
	}
	return p
}

// serverMessage cleans a domain controller's message: it removes the line end and NUL at its end and masks secrets.
func serverMessage(text string) string {
	return migrate.Mask(strings.Join(strings.Fields(strings.TrimRight(text, "\x00 \r\n")), " "))
}

// connectProblem explains why no connection was made.
func (d *Directory) connectProblem(s server, err error) error {
	p := &migrate.Problem{Class: migrate.Unreachable, What: "cannot connect to " + printable(s.String()), Err: err}
	dc := tlsroots.Server{Title: "the domain controller", Name: s.cert, Address: "--ad", Option: caOption}
	if why, next, ok := dc.Explain(err); ok {
		p.Why, p.Next = why, next
		return p
	}
	dns, isDNS := errors.AsType[*net.DNSError](err)
	_, isRecord := errors.AsType[tls.RecordHeaderError](err)
	alert, isAlert := errors.AsType[tls.AlertError](err)
	reset, slow := neterror.IsClosed(err), errors.Is(err, errTimeout) || neterror.IsTimeout(err)
	switch {
	case (reset || slow || isRecord) && d.location.scheme == migrate.LDAPS && (s.port == "389" || s.port == "3268"):
		p.Why, p.Next = "port "+s.port+" begins without TLS, and ldaps:// begins with it",
			"use ldap://"+printable(s.host)+":"+s.port+" (TLS is turned on before the password is sent), or leave the port out"
	case isDNS && dns.IsNotFound:
		p.Why, p.Next = "there is no computer with that name",
			"check the spelling and this computer's name server, or give the address"
	case isDNS:
		p.Why, p.Next = "the name server does not answer", "check this computer's network and name server"
	case slow:
		p.Why, p.Next = "nothing answers",
			"check the address, and that no firewall is in between (LDAPS is port 636, LDAP 389)"
	case neterror.IsRefused(err):
		p.Why, p.Next = "the computer is there, but nothing listens on this port",
			"check the port (LDAPS is 636, LDAP 389) and that it is a domain controller"
	case neterror.IsNoRoute(err):
		p.Why, p.Next = "there is no route to that network", "check this computer's network or VPN"
	case errors.Is(err, errNoStartTLS):
		p.Why, p.Next = "the server refuses to turn TLS on, so no password is sent",
			"install a certificate on the domain controller, or use ldaps://"
	case errors.Is(err, errStartTLSLost):
		p.Why, p.Next = "the server closed the connection when it was asked for TLS",
			"use ldaps:// if this is the port for LDAPS, and check that it is a domain controller"
	case isRecord:
		p.Why, p.Next = "this port does not speak TLS", "use ldap:// for port 389 (StartTLS), ldaps:// for port 636"
	case isAlert:
		p.Why, p.Next = "the server ended the TLS handshake: "+oneLine(alert.Error()), "check that it offers TLS 1.2 or later"
	case strings.Contains(err.Error(), "protocol version"):
		p.Why, p.Next = "the server offers no TLS 1.2 or later", "turn TLS 1.2 on at the domain controller"
	case reset:
		p.Why, p.Next = "the server closed the connection during the TLS handshake",
			"check that the domain controller has a certificate for LDAPS (a new one may need a restart)"
	default:
		p.Why, p.Next = oneLine(err.Error()), "check the address and that it is a domain controller"
	}
	return p
}
