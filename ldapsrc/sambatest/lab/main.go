// Command lab runs a Samba Active Directory for manual tests until Ctrl-C, and prints how to connect ad2scim to it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"ad2scim/ldapsrc/sambatest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "samba")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, err := sambatest.Run(ctx, dir, func(what string) { fmt.Fprintln(os.Stderr, what) })
	if err != nil {
		return err
	}
	defer server.Stop()
	fmt.Printf(`Active Directory %s is up at %s. Try, in another terminal:

  export AD2SCIM_AD_PASSWORD=%s
  bin/ad2scim diff --ad %s --ad-user %s --ad-ca %s --scim groups.csv

The same with Kerberos: KRB5_CONFIG=%s, --ad-auth kerberos.
The account %s@%s may read only. Ctrl-C ends it.
`, server.Domain, server.URL, server.AdminPassword, server.URL, server.AdminUser, server.CAFile, server.Krb5Conf,
		sambatest.Reader, server.Domain)
	<-ctx.Done()
	return nil
}
