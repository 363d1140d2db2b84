package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
)

// sourceFlags are the flags for the source of one side. --ad can be repeated: the --ad-* flags
// after an --ad belong to it, and those before the first --ad to all.
type sourceFlags struct {
	side       migrate.Side
	connection migrate.Connection // the first source
	all        []givenSource
	scopes     []scope
	limit      time.Duration
	// saved returns the connections that the flags apply to if this side isn't given.
	saved func() ([]migrate.Connection, error)
	// otherServer returns another server of the command, if given, that some of the flags apply to.
	// It is nil for a command without one.
	otherServer func() []reached
}

func addADFlags(cmd *cobra.Command, global *globalOptions) *sourceFlags {
	s := &sourceFlags{side: migrate.AD}
	s.saved = func() ([]migrate.Connection, error) { return global.saved(migrate.AD) }
	s.add(cmd, sourceValue{name: "ad", typ: "string", repeats: true, set: func(g *givenSource, text string) error {
		g.connection.Location = text
		return nil
	}}, "source of the AD groups: ldaps://host[/base-dn], ldap://host, ad://domain, a file, or - (repeat for more domains)")
	s.text(cmd, "ad-user",
		`account to sign in with: user@domain or DOMAIN\user; without it, Kerberos uses the ticket cache`,
		func(g *givenSource) *string { return &g.connection.User })
	s.text(cmd, "ad-auth", "how to sign in: simple, ntlm or kerberos (default: depends on the other flags)",
		func(g *givenSource) *string { return &g.connection.Auth })
	s.text(cmd, "ad-password-file", "file that holds the password", func(g *givenSource) *string { return &g.secretFile })
	s.text(cmd, "ad-keytab", "Kerberos keytab to use instead of a password", func(g *givenSource) *string {
		return &g.connection.Keytab
	})
	s.text(cmd, "ad-ca", "file of a certificate authority to trust in addition to the system's",
		func(g *givenSource) *string {
			return &g.connection.CAFile
		})
	s.text(cmd, "ad-name", "attribute that holds the name: "+render.Alternatives(migrate.FieldName.Choices())+
		" (default name)",
		func(g *givenSource) *string { return &g.connection.NameAttribute })
	s.text(cmd, "ad-base", "DN to search below (default: the whole domain)", func(g *givenSource) *string {
		return &g.connection.Base
	})
	s.text(cmd, "ad-scope", "search scope: sub or one (default sub)", func(g *givenSource) *string {
		return &g.connection.Scope
	})
	s.text(cmd, "ad-filter", "additional LDAP filter that a group must match", func(g *givenSource) *string {
		return &g.connection.Filter
	})
	s.list(cmd, "ad-without", "group types to leave out: distribution, builtin, security",
		func(g *givenSource) *[]string { return &g.without })
	s.text(cmd, "ad-format", fileFormats()+" (only needed for standard input)", func(g *givenSource) *string {
		return &g.connection.Format
	})
	s.boolean(cmd, "ad-insecure", "don't verify the server's certificate (prints a warning on every run)",
		func(g *givenSource) *bool {
			return &g.connection.SkipVerify
		})
	s.timeout(cmd)
	registerChoices(cmd, "ad-format", operation.FileFormats()...)
	registerChoices(cmd, "ad-auth", migrate.FieldAuth.Choices()...)
	registerChoices(cmd, "ad-name", migrate.FieldName.Choices()...)
	registerChoices(cmd, "ad-scope", migrate.FieldScope.Choices()...)
	registerChoices(cmd, "ad-without", migrate.FieldWithout.Choices()...)
	return s
}

// fileFormats lists the file formats for the help, with lines last.
func fileFormats() string {
	all := operation.FileFormats()
	last := len(all) - 1
	return "format of a file: " + strings.Join(all[:last], ", ") + ", or " + all[last] + " (one name per line)"
}

func addSCIMFlags(cmd *cobra.Command, global *globalOptions) *sourceFlags {
	s := &sourceFlags{side: migrate.SCIM}
	s.saved = func() ([]migrate.Connection, error) { return global.saved(migrate.SCIM) }
	s.text(cmd, "scim", "source of the SCIM groups: https://host/scim/2.0, "+migrate.ProviderSources()+", a file, or -",
		func(g *givenSource) *string { return &g.connection.Location })
	s.text(cmd, "scim-token-file", "file that holds the bearer token", func(g *givenSource) *string {
		return &g.secretFile
	})
	s.text(cmd, "scim-ca", "file of a certificate authority to trust in addition to the system's",
		func(g *givenSource) *string {
			return &g.connection.CAFile
		})
	s.text(cmd, "scim-format", fileFormats()+" (only needed for standard input)", func(g *givenSource) *string {
		return &g.connection.Format
	})
	s.text(cmd, "scim-saml-attribute",
		"attribute that holds the groups in a SAML response (default: detected)", func(g *givenSource) *string {
			return &g.connection.SAMLAttribute
		})
	s.text(cmd, "as", "saml to use the names that an app at an identity provider would send by SAML (default: those that provisioning sends)",
		func(g *givenSource) *string { return &g.connection.As })
	registerChoices(cmd, "as", "saml")
	s.number(cmd, "scim-page-size", "number of groups per request (default: what the endpoint declares, at most 200)",
		func(g *givenSource) *int { return &g.connection.PageSize })
	s.boolean(cmd, "scim-insecure", "don't verify the server's certificate (prints a warning on every run)",
		func(g *givenSource) *bool { return &g.connection.SkipVerify })
	s.timeout(cmd)
	registerChoices(cmd, "scim-format", operation.FileFormats()...)
	return s
}

// registerChoices adds words to shell completion. It fails only for a flag that doesn't exist.
func registerChoices(cmd *cobra.Command, flag string, words ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words,
		cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// input turns the flags of a command with one side into an operation's input.
func (s *sourceFlags) input() (operation.Input, error) {
	in, err := s.sideInput()
	if err == nil {
		err = checkTimeout(s)
	}
	return in, err
}

// sideInput is input without the check of --timeout, which both sides share.
func (s *sourceFlags) sideInput() (operation.Input, error) {
	var in operation.Input
	for i, g := range s.orNone() {
		one, err := s.inputOf(g)
		if err != nil {
			return one, err
		}
		if i == 0 {
			in = one
		} else {
			in.More = append(in.More, one)
		}
	}
	if err := s.checkEffect(); err != nil {
		return in, err
	}
	for _, g := range s.all {
		if g.connection.PageSize == 0 && slices.Contains(g.flags, "scim-page-size") {
			return in, badFlag("--scim-page-size can't be 0", "a page holds at least one group",
				"leave it out for what the endpoint declares")
		}
	}
	return in, nil
}

// orNone are the sources that the flags give, or one without anything.
func (s *sourceFlags) orNone() []givenSource {
	if len(s.all) == 0 {
		return []givenSource{{}}
	}
	return s.all
}

// inputOf checks the flags of one source.
func (s *sourceFlags) inputOf(g givenSource) (operation.Input, error) {
	in := operation.Input{Side: s.side, Connection: g.connection}
	c := &in.Connection
	c.Timeout = s.limit
	for _, kind := range g.without {
		c.Without = append(c.Without, migrate.GroupType(kind))
	}
	if wrong := c.ChoiceFaults(); len(wrong) > 0 {
		return in, notOneOf(choiceFlags[wrong[0].Field], wrong[0].Value, wrong[0].Field.Choices())
	}
	if c.Location != "" {
		if err := operation.CheckSource(s.side, *c); err != nil {
			return in, err
		}
	}
	if g.secretFile != "" {
		in.Secret = func() (migrate.Secret, error) { return readSecretFile(g.secretFile, s.side) }
	}
	return in, nil
}

// inputs turns the flags of both sides into an operation's inputs.
func inputs(ad, scim *sourceFlags) (adIn, scimIn operation.Input, err error) {
	if adIn, err = ad.sideInput(); err == nil {
		scimIn, err = scim.sideInput()
	}
	if err == nil {
		err = checkTimeout(ad, scim)
	}
	return adIn, scimIn, err
}

// asFlags phrases errors about a side with the names of flags. It returns nil for other errors.
func asFlags(err error) *migrate.Problem {
	problem := func(what, why, next string) *migrate.Problem {
		return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next, Err: err}
	}
	if missing, ok := errors.AsType[*operation.MissingSourceError](err); ok {
		return problem(fmt.Sprintf("--%s is missing", missing.Side), "", "give the source of that side's groups; see --help")
	}
	if secret, ok := errors.AsType[*operation.SecretInAddressError](err); ok {
		return problem(fmt.Sprintf("--%s holds a user name or a password", secret.Side),
			"other users can see a command line",
			"leave it out of the address; "+secretAdvice(secret.Side))
	}
	if once, ok := errors.AsType[*operation.StandardInputError](err); ok {
		if once.Repeated {
			return problem("watch cannot read standard input", "it reads its sources in every round", "use a file or a server")
		}
		return problem("standard input can be used for one source only", "", "use a file for the other")
	}
	if missing, ok := errors.AsType[*operation.MissingTargetError](err); ok {
		return problem("--"+missing.What+" is missing", "", missingTarget[missing.What])
	}
	if wrong, ok := errors.AsType[*operation.ScriptArgumentError](err); ok {
		return problem(scriptFlags(wrong))
	}
	if _, ok := errors.AsType[*operation.UnknownStopError](err); ok {
		return problem("--since is missing", "the workspace does not know when AD sync was stopped",
			"give the time, as 2026-11-20T12:00:00Z")
	}
	if fixed, ok := errors.AsType[*operation.UnwritableError](err); ok {
		return problem("nothing was changed", oneLine(fixed.Source)+" is read-only here",
			"export the plan as a script: ad2scim fix plan --script "+scriptsFor(fixed.Side))
	}
	return nil
}

// missingTarget says which value to give, by what an operation at a provider is missing.
var missingTarget = map[string]string{
	operation.MissingProvider: "give " + render.Alternatives(operation.ProviderIDs()),
	operation.MissingPath:     "give confidential or self-hosted",
	operation.MissingEndpoint: "give the SCIM endpoint that Dashlane shows",
}

// choiceFlags are the flags of the fields with fixed choices.
var choiceFlags = map[migrate.Field]string{
	migrate.FieldAuth: "--ad-auth", migrate.FieldName: "--ad-name", migrate.FieldScope: "--ad-scope",
	migrate.FieldAs: "--as", migrate.FieldWithout: "--ad-without",
}

func oneOf(flag, value string, words ...string) error {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	return notOneOf(flag, value, words)
}

func notOneOf(flag, value string, words []string) error {
	return badFlag(fmt.Sprintf("%s can't be %s", flag, migrate.Quote(value)), "", "give "+render.Alternatives(words))
}

func badFlag(what, why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next}
}
