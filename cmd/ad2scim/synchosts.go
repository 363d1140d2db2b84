package main

import (
	"context"
	"errors"
	"fmt"
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

// hosts returns the machines on which scripts can be run.
func (h *hostFlags) hosts(ctx context.Context) ([]adsync.Host, error) {
	var all []adsync.Host
	if h.local {
		all = append(all, adsync.Local{})
	}
	if len(h.names) == 0 {
		return all, nil
	}
	w := h.winrm
	if w.User != "" {
		var err error
		if w.Password, err = h.password(ctx); err != nil {
			return nil, err
		}
	}
	for _, name := range h.names {
		w.Address = name
		host, err := adsync.NewWinRM(w)
		if err != nil {
			return nil, err
		}
		all = append(all, host)
	}
	return all, nil
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

// look looks at all machines that are named. The error says that none could be
// looked at.
func (h *hostFlags) look(ctx context.Context, quiet bool) ([]adsync.Looked, error) {
	hosts, err := h.hosts(ctx)
	if err != nil {
		return nil, err
	}
	progress := newProgress(quiet)
	looked := adsync.LookAtAll(ctx, hosts, progress.of(migrate.AD))
	progress.clear()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, file := range h.results {
		report, err := readResult(file, adsync.ReadReport)
		if err != nil {
			return nil, err
		}
		looked = append(looked, adsync.Looked{Name: file, Report: report, FromFile: true})
	}
	if len(looked) == 0 {
		return nil, noHost()
	}
	if err := twice(looked); err != nil {
		return nil, err
	}
	return looked, reached(looked)
}

// twice refuses two looks at one machine: they can say two different things.
func twice(looked []adsync.Looked) error {
	names := map[string]string{}
	for _, l := range looked {
		if l.Err != nil {
			continue
		}
		if before, there := names[l.Report.Host]; there {
			return badFlag(fmt.Sprintf("%s and %s are about one machine", oneLine(before), oneLine(l.Name)), "both are "+oneLine(l.Report.Host), "leave the older one out")
		}
		names[l.Report.Host] = l.Name
	}
	return nil
}
