package adsync

import (
	"context"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"net"
	"strings"

	"ad2scim/migrate"
)

const checkWinRM = "check that WinRM is on there (winrm quickconfig)"

// explain returns why a host couldn't be used, without what it said about the script.
func (r *remote) explain(err error) error {
	p := &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot run the script on " + migrate.Quote(r.Address),
		Err:  err,
		Next: checkWinRM,
	}
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var fault *faultError
	var no *net.OpError
	if known, ok := errors.AsType[*migrate.Problem](err); ok {
		return known
	}
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		p.Why = "it did not answer in time"
	case errors.Is(err, errRefused):
		p.Why, p.Next = "it refused the account", "check the account and its password, and that it is an administrator there"
	case errors.Is(err, errOpen):
		p.Why, p.Next = "its messages are not encrypted and signed as they must be without TLS", ""
		p.Remedies = remedy(migrate.RemedyHostTLS)
	case errors.Is(err, errNoNTLM):
		p.Why, p.Next = "it does not ask for NTLM, so the message would go open",
			"use HTTPS with Kerberos, or turn Negotiate on in its WinRM service"
	case errors.Is(err, errTicket):
		p.Why, p.Next = "it refused the Kerberos ticket",
			"check that the account is an administrator there, that its clock is right, and that "+
				migrate.Quote(serviceOf(r.host))+" is the name of that machine alone (setspn -Q)"
	case errors.Is(err, errNoTickets):
		p.Why, p.Next, p.Remedies = "it takes no Kerberos tickets", "", remedy(migrate.RemedyHostNTLM)
	case errors.As(err, &unknown):
		p.Why, p.Next = "its certificate is from an authority that is not trusted", ""
		p.Remedies = remedy(migrate.RemedyHostCA)
	case errors.As(err, &name):
		p.Why, p.Next = "its certificate is for another name", "give the name that its certificate holds"
	case errors.As(err, &fault):
		p.Why = fault.why()
	case errors.As(err, &no):
		p.Why = no.Err.Error()
	default:
		p.Why = migrate.Quote(firstLine(err.Error()))
	}
	if p.Next == checkWinRM {
		p.Remedies = migrate.Remedies{{Kind: migrate.RemedyRunScript}}
	}
	return p
}

// why returns the reason text of a SOAP 1.2 fault.
func (e *faultError) why() string {
	d := xml.NewDecoder(strings.NewReader(e.body))
	for {
		token, err := d.Token()
		if err != nil {
			return "it answered with the status " + migrate.Quote(firstLine(strings.Fields(e.Error())[2]))
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "Text" {
			var text string
			if d.DecodeElement(&text, &start) == nil && strings.TrimSpace(text) != "" {
				return migrate.Quote(firstLine(text))
			}
		}
	}
}
