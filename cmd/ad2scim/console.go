package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// console is the person at the terminal, for an operation: it asks there and shows
// there how far the work is.
type console struct {
	streams
	quiet bool
	line  *progressLine
	// approve shows a proposal and gets consent; nil where a command asks nothing.
	approve func(context.Context, any) (operation.Approval, error)
	// made hands a step to the admin; nil where a command has none.
	made func(context.Context, operation.ProviderStep, string) (string, error)
}

var (
	_ operation.Prompter = (*console)(nil)
	_ operation.Progress = (*console)(nil)
)

// Report returns the receiver of a side's progress.
func (c *console) Report(side migrate.Side) migrate.Report { return c.line.of(side) }

// Note shows a note on standard error, unless it is not wanted.
func (c *console) Note(text string) {
	c.line.clear()
	c.note(text)
}

// Warn shows a note that is always wanted.
func (c *console) Warn(text string) { c.Happened("note: " + text) }

// Happened shows what has happened on standard error.
func (c *console) Happened(text string) {
	c.line.clear()
	c.warn(text)
}

// SignIn shows what to do to sign in.
func (c *console) SignIn(text string) { c.Happened(text) }

// Unverified warns of a certificate that is not verified.
func (c *console) Unverified(side migrate.Side, source string) {
	c.line.clear()
	fmt.Fprintf(c.err, "ad2scim: warning: the certificate of %s is not verified (--%s-insecure): anyone on the network path can read and change the traffic\n",
		oneLine(source), side)
}

// note shows what there is to say beside a result, unless it is not wanted.
func (c *console) note(notes ...string) {
	for _, n := range notes {
		if !c.quiet {
			c.warn("note: " + n)
		}
	}
}

// Approve shows what is about to be changed, and asks.
func (c *console) Approve(ctx context.Context, proposal any) (operation.Approval, error) {
	c.line.clear()
	return c.approve(ctx, proposal)
}

// MakeStep shows a step that the admin makes, and waits for the word.
func (c *console) MakeStep(ctx context.Context, step operation.ProviderStep, why string) (string, error) {
	c.line.clear()
	return c.made(ctx, step, why)
}

// Secret asks for a secret, without showing what is typed. With nobody there, the
// secret is missing.
func (c *console) Secret(ctx context.Context, side migrate.Side, connection migrate.Connection) (migrate.Secret,
	error,
) {
	if err := ctx.Err(); err != nil {
		return migrate.Secret{}, err
	}
	name := secretName[side]
	missing := error(&migrate.Problem{
		Class: migrate.BadInput, What: fmt.Sprintf("the %s for %s is missing", name, connection), Next: secretAdvice(side),
	})
	if !isTerminal(c.in) || !isTerminal(c.err) {
		return migrate.Secret{}, missing
	}
	who := connection.String()
	if connection.User != "" {
		who = connection.User + " at " + who
	}
	typed := c.askSilently(ctx, fmt.Sprintf("%s for %s: ", strings.ToUpper(name[:1])+name[1:], oneLine(who)))
	if typed == "" {
		return migrate.Secret{}, cmp.Or(ctx.Err(), missing)
	}
	return migrate.NewSecret(typed), nil
}
