package main

import (
	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// hostFlags say which Windows machines are looked at, and how.
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
	f.BoolVar(&h.local, "local", false, "this machine, which must run Windows")
	f.StringArrayVar(&h.names, "host", nil, "Windows machine to reach by WinRM: HOST or HOST:PORT (repeatable)")
	f.StringArrayVar(&h.results, "result", nil, "file that the script of ad2scim sync script wrote (repeatable)")
	f.StringVar(&h.winrm.User, "host-user", "",
		`account for --host: DOMAIN\user or user@domain; none means Kerberos from the ticket cache`)
	f.StringVar(&h.winrm.Auth, "host-auth", "", "how to sign in there: ntlm or kerberos (default: ntlm with an account)")
	f.StringVar(&h.passwordFile, "host-password-file", "", "file that holds the password (or set "+
		operation.HostPasswordVariable+")")
	f.StringVar(&h.winrm.CAFile, "host-ca", "", "PEM file of a certificate authority to trust besides the system's")
	f.BoolVar(&h.winrm.HTTP, "host-http", false, "WinRM without TLS, port 5985: NTLM alone, which encrypts every message")
	registerChoices(cmd, "host-auth", "ntlm", "kerberos")
	return h
}

// input is where the flags say that the hosts are.
func (h *hostFlags) input() operation.HostInput {
	in := operation.HostInput{Targets: operation.Targets{Local: h.local, Names: h.names, Results: h.results, WinRM: h.winrm}}
	if h.passwordFile != "" {
		in.Password = func() (migrate.Secret, error) { return readSecretFile(h.passwordFile, operation.HostSide) }
	}
	return in
}
