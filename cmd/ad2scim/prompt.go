package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"ad2scim/migrate"
)

// askSecret asks the person at the terminal for a secret, without showing what
// is typed. With nobody there, the secret is missing.
func askSecret(ctx context.Context, side migrate.Side, c migrate.Connection) (migrate.Secret, error) {
	missing := &migrate.Problem{Class: migrate.BadInput, What: fmt.Sprintf("the %s for %s is missing", secretName[side], c), Next: secretAdvice(side)}
	in := int(os.Stdin.Fd())
	if !term.IsTerminal(in) || !term.IsTerminal(int(os.Stderr.Fd())) {
		return migrate.Secret{}, missing
	}
	who := c.String()
	if c.User != "" {
		who = c.User + " at " + who
	}
	name := secretName[side]
	fmt.Fprintf(os.Stderr, "%s for %s: ", strings.ToUpper(name[:1])+name[1:], oneLine(who))
	defer fmt.Fprintln(os.Stderr)

	before, err := term.GetState(in)
	if err != nil {
		return migrate.Secret{}, missing
	}
	typed := make(chan []byte, 1)
	go func() {
		b, _ := term.ReadPassword(in) // what cannot be read counts as nothing typed
		typed <- b
	}()
	select {
	case b := <-typed:
		if len(b) == 0 {
			return migrate.Secret{}, missing
		}
		return migrate.NewSecret(string(b)), nil
	case <-ctx.Done():
		term.Restore(in, before)
		return migrate.Secret{}, ctx.Err()
	}
}
