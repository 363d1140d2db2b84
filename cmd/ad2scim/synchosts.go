package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
)

// hostFlags say which Windows machines are looked at, and how.
type hostFlags struct {
	local        bool
	names        []string
	results      []string
	winrm        adsync.WinRM
	passwordFile string
}

const hostPasswordVariable = "AD2SCIM_HOST_PASSWORD"

func addHostFlags(cmd *cobra.Command) *hostFlags {
	h := &hostFlags{}
	f := cmd.Flags()
	f.BoolVar(&h.local, "local", false, "this machine, which must run Windows")
	f.StringArrayVar(&h.names, "host", nil, "Windows machine to reach by WinRM: HOST or HOST:PORT (repeatable)")
	f.StringArrayVar(&h.results, "result", nil, "file that the script of ad2scim sync script wrote (repeatable)")
	f.StringVar(&h.winrm.User, "host-user", "", `account for --host: DOMAIN\user or user@domain; none means Kerberos from the ticket cache`)
	f.StringVar(&h.winrm.Auth, "host-auth", "", "how to sign in there: ntlm or kerberos (default: ntlm with an account)")
	f.StringVar(&h.passwordFile, "host-password-file", "", "file that holds the password (or set "+hostPasswordVariable+")")
	f.StringVar(&h.winrm.CAFile, "host-ca", "", "PEM file of a certificate authority to trust besides the system's")
	f.BoolVar(&h.winrm.HTTP, "host-http", false, "WinRM without TLS, port 5985: NTLM alone, which encrypts every message")
	registerChoices(cmd, "host-auth", "ntlm", "kerberos")
	return h
}

// named reports whether any machine is named.
func (h *hostFlags) named() bool { return h.local || len(h.names)+len(h.results) > 0 }

// reach asks for the password where one is needed.
func (h *hostFlags) reach(ctx context.Context) (adsync.Reach, error) {
	r := adsync.Reach{Local: h.local, Names: h.names, Results: h.results, WinRM: h.winrm}
	if len(h.names) == 0 || h.winrm.User == "" {
		return r, nil
	}
	var err error
	r.WinRM.Password, err = h.password(ctx)
	return r, err
}

func (h *hostFlags) password(ctx context.Context) (migrate.Secret, error) {
	var s migrate.Secret
	var err error
	switch text := os.Getenv(hostPasswordVariable); {
	case h.passwordFile != "":
		s, err = readSecretFile(h.passwordFile, migrate.AD)
	case text != "":
		return migrate.NewSecret(text), nil
	default:
		s, err = askSecret(ctx, migrate.AD, migrate.Connection{Location: h.names[0], User: h.winrm.User})
	}
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		own := *p
		own.Next = strings.NewReplacer(secretFlag[migrate.AD], "--host-password-file", secretVariable[migrate.AD], hostPasswordVariable).Replace(p.Next)
		err = &own
	}
	return s, err
}

// look looks at all machines that are named, side by side. The error says that
// none could be looked at.
func (h *hostFlags) look(ctx context.Context, quiet bool) ([]adsync.Looked, error) {
	_, looked, err := h.lookAt(ctx, quiet)
	return looked, err
}

// lookAt is look that also returns the machines on which scripts can be run.
func (h *hostFlags) lookAt(ctx context.Context, quiet bool) ([]adsync.Host, []adsync.Looked, error) {
	r, err := h.reach(ctx)
	if err != nil {
		return nil, nil, err
	}
	hosts, err := r.Hosts()
	if err != nil {
		return nil, nil, err
	}
	progress := newProgress(quiet)
	looked, err := adsync.LookAt(ctx, hosts, r.Results, progress.of(migrate.AD))
	progress.clear()
	return hosts, looked, err
}
