package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"ad2scim/ldapsrc"
	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/scim"
)

// openSource turns a connection, secret included, into a source. What it
// returns may be an io.Closer.
func openSource(ctx context.Context, _ migrate.Side, c migrate.Connection) (migrate.Source, error) {
	scheme, err := c.Scheme()
	if err != nil {
		return nil, err
	}
	switch scheme {
	case migrate.LDAPS, migrate.LDAP, migrate.ADDomain:
		return opened(ldapsrc.Open(ctx, c))
	case migrate.HTTP, migrate.HTTPS:
		return opened(scim.Open(c))
	case migrate.File, migrate.Stdin:
		return opened(groupfile.Open(c, os.Stdin))
	}
	return openApp(ctx, c, scheme)
}

// opened makes a failure a plain nil, which a nil pointer in an interface is
// not.
func opened[S migrate.Source](s S, err error) (migrate.Source, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

func closeSource(s migrate.Source) {
	if c, ok := s.(io.Closer); ok {
		c.Close()
	}
}

// warnInsecure says that a certificate is not verified, on every run and even
// with --quiet.
func warnInsecure(side migrate.Side, c migrate.Connection) {
	if c.SkipVerify {
		fmt.Fprintf(os.Stderr, "ad2scim: warning: the certificate of %s is not verified (--%s-insecure): anyone on the way can read and change what is sent\n", oneLine(c.String()), side)
	}
}
