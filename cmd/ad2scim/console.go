package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// console is the terminal of an operation: it asks there and shows the progress.
type console struct {
	streams
	quiet bool
	line  *progressLine
	// approve shows a plan and asks for consent; nil if the command never asks.
	approve func(context.Context, any) (operation.Approval, error)
	// guide shows the admin a step and waits; nil if the command has no such steps.
	guide func(context.Context, operation.ProviderStep, string) (string, error)
}

var (
	_ operation.Prompter = (*console)(nil)
	_ operation.Progress = (*console)(nil)
)

// Report returns the receiver of a side's progress.
func (c *console) Report(side migrate.Side) migrate.Report { return c.line.reporter(side) }

// Note shows a note on standard error, unless --quiet is set.
func (c *console) Note(text string) {
	c.line.clear()
	c.note(text)
}

// Warn shows a note even with --quiet.
func (c *console) Warn(text string) { c.Happened("note: " + text) }

// Happened shows an event on standard error.
func (c *console) Happened(text string) {
	c.line.clear()
	c.warn(text)
}

// SignIn shows how to sign in.
func (c *console) SignIn(text string) { c.Happened(text) }

// Unverified warns that a certificate isn't verified.
func (c *console) Unverified(side migrate.Side, source string) {
	c.line.clear()
	fmt.Fprintf(c.err, "ad2scim: warning: the certificate of %s is not verified (--%s-insecure): anyone on the network path can read and change the traffic\n",
		oneLine(source), side)
}

// note shows notes about a result, unless --quiet is set.
func (c *console) note(notes ...string) {
	for _, n := range notes {
		if !c.quiet {
			c.warn("note: " + n)
		}
	}
}

// Approve shows a plan and asks for consent.
func (c *console) Approve(ctx context.Context, proposal any) (operation.Approval, error) {
	c.line.clear()
	return c.approve(ctx, proposal)
}

// MakeStep shows a step that the admin does, and waits until it is confirmed.
func (c *console) MakeStep(ctx context.Context, step operation.ProviderStep, why string) (string, error) {
	c.line.clear()
	return c.guide(ctx, step, why)
}

// Secret asks for a secret without showing what is typed. Without a terminal, it returns an
// error.
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
