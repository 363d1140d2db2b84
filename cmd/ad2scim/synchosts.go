package main

import (
	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// hostFlags are the flags for the Windows hosts to scan.
type hostFlags struct {
	local        bool
	names        []string
	results      []string
	winrm        operation.WinRM
	passwordFile string
}

func addHostFlags(cmd *cobra.Command) *hostFlags {
	h := &hostFlags{}
	f := cmd.Flags()
	f.BoolVar(&h.local, "local", false, "this computer, which must run Windows")
	f.StringArrayVar(&h.names, "host", nil, "Windows host to reach by WinRM: HOST or HOST:PORT (repeatable)")
	f.StringArrayVar(&h.results, "result", nil, "result file of a script from ad2scim sync script (repeatable)")
	f.StringVar(&h.winrm.User, "host-user", "",
		`account for --host: DOMAIN\user or user@domain; without it, Kerberos uses the ticket cache`)
	f.StringVar(&h.winrm.Auth, "host-auth", "",
		"how to sign in to the host: ntlm or kerberos (default: ntlm with an account)")
	f.StringVar(&h.passwordFile, "host-password-file", "", "file that holds the password (or set "+
		operation.HostPasswordVariable+")")
	f.StringVar(&h.winrm.CAFile, "host-ca", "", "PEM file of a certificate authority to trust in addition to the system's")
	f.BoolVar(&h.winrm.HTTP, "host-http", false,
		"use WinRM without TLS (port 5985); requires NTLM, which encrypts every message")
	registerChoices(cmd, "host-auth", operation.HostSignIns()...)
	return h
}

// hostNeeds are the flags that say how to reach a host.
var hostNeeds = need{flags: []string{"host-*"}, one: []string{"host"}}

// input turns the flags into an operation's input.
func (h *hostFlags) input() operation.HostInput {
	in := operation.HostInput{Targets: operation.Targets{
		Local: h.local, Names: h.names, Results: h.results,
		WinRM: h.winrm,
	}}
	if h.passwordFile != "" {
		in.Password = func() (migrate.Secret, error) { return readSecretFile(h.passwordFile, operation.HostSide) }
	}
	return in
}
