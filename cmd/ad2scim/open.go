package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
)

// openSource turns a connection, secret included, into a source. What it
// returns may be an io.Closer.
func openSource(_ context.Context, _ migrate.Side, c migrate.Connection) (migrate.Source, error) {
	scheme, err := c.Scheme()
	if err != nil {
		return nil, err
	}
	switch scheme {
	case migrate.File, migrate.Stdin:
		return groupfile.Open(c, os.Stdin)
	}
	return openProvider(c, scheme)
}

// openProvider opens an identity provider's own API.
func openProvider(c migrate.Connection, scheme migrate.Scheme) (migrate.Source, error) {
	return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot read groups from " + migrate.Quote(c.Location),
		Why: fmt.Sprintf("this version has no access to %s", scheme), Next: "export the assigned groups to a CSV or JSON file and give its path"}
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
