package main

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
)

// sourceFlags are the flags that say where one side's groups come from.
type sourceFlags struct {
	side       migrate.Side
	connection migrate.Connection
	secretFile string
	without    []string
}

func addADFlags(cmd *cobra.Command) *sourceFlags {
	s := &sourceFlags{side: migrate.AD}
	c, f := &s.connection, cmd.Flags()
	f.StringVar(&c.Location, "ad", "", "where the AD groups are: ldaps://host[/base-dn], ldap://host, ad://domain, a file, or -")
	f.StringVar(&c.User, "ad-user", "", `account to sign in with: user@domain or DOMAIN\user; none means Kerberos from the ticket cache`)
	f.StringVar(&c.Auth, "ad-auth", "", "how to sign in: simple, ntlm or kerberos (default: chosen from the rest)")
	f.StringVar(&s.secretFile, "ad-password-file", "", "file that holds the password")
	f.StringVar(&c.Keytab, "ad-keytab", "", "Kerberos keytab to use in place of a password")
	f.StringVar(&c.CAFile, "ad-ca", "", "PEM file of a certificate authority to trust besides the system's")
	f.StringVar(&c.NameAttribute, "ad-name", "", "attribute that holds the name: name, cn, displayName or sAMAccountName (default name)")
	f.StringVar(&c.Base, "ad-base", "", "DN to search below (default: the whole domain)")
	f.StringVar(&c.Scope, "ad-scope", "", "how far to search below it: sub or one (default sub)")
	f.StringVar(&c.Filter, "ad-filter", "", "further LDAP filter that a group must fit")
	f.StringSliceVar(&s.without, "ad-without", nil, "types of group to leave out: distribution, builtin, security")
	f.StringVar(&c.Format, "ad-format", "", fileFormats+" (only needed for standard input)")
	f.BoolVar(&c.SkipVerify, "ad-insecure", false, "do not verify the server's certificate (says so on every run)")
	registerChoices(cmd, "ad-format", formatWords...)
	registerChoices(cmd, "ad-auth", "simple", "ntlm", "kerberos")
	registerChoices(cmd, "ad-name", "name", "cn", "displayName", "sAMAccountName")
	registerChoices(cmd, "ad-scope", "sub", "one")
	registerChoices(cmd, "ad-without", "distribution", "builtin", "security")
	return s
}

var formatWords = []string{"csv", "tsv", "json", "ndjson", "ldif", "saml", "auditlog", "lines"}

const fileFormats = "format of a file: csv, tsv, json, ndjson, ldif, saml, auditlog, or lines (one name on each line)"

func addSCIMFlags(cmd *cobra.Command) *sourceFlags {
	s := &sourceFlags{side: migrate.SCIM}
	c, f := &s.connection, cmd.Flags()
	f.StringVar(&c.Location, "scim", "", "where the provisioned groups are: https://host/scim/2.0, entra:APP, okta:APP, jumpcloud:APP, pingone:APP, a file, or -")
	f.StringVar(&s.secretFile, "scim-token-file", "", "file that holds the bearer token")
	f.StringVar(&c.CAFile, "scim-ca", "", "PEM file of a certificate authority to trust besides the system's")
	f.StringVar(&c.Format, "scim-format", "", fileFormats+" (only needed for standard input)")
	f.StringVar(&c.SAMLAttribute, "scim-saml-attribute", "", "name of the attribute that holds the groups in a SAML response (default: recognised)")
	f.BoolVar(&c.SkipVerify, "scim-insecure", false, "do not verify the server's certificate (says so on every run)")
	registerChoices(cmd, "scim-format", formatWords...)
	return s
}

// registerChoices offers words to shell completion. It fails only for a flag
// that does not exist.
func registerChoices(cmd *cobra.Command, flag string, words ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// resolve checks the flags and returns the connection, without its secret. With
// no flag for this side it is the one that the workspace remembers.
func (s *sourceFlags) resolve(remembered memory) (migrate.Connection, error) {
	c := s.connection
	if c.Location == "" {
		last, err := remembered.Connection(s.side)
		if err != nil {
			return c, err
		}
		c = over(c, last)
	}
	if c.Location == "" {
		return c, badFlag(fmt.Sprintf("--%s is missing", s.side), "", "say where that side's groups come from; see --help")
	}
	if u, err := url.Parse(c.Location); err == nil && u.Host != "" && u.User != nil {
		return c, badFlag(fmt.Sprintf("--%s holds a user name or a password", s.side), "others can see what is in a command line",
			"leave it out of the address; "+secretAdvice(s.side))
	}
	if _, err := c.Scheme(); err != nil {
		return c, err
	}
	if err := oneOf("--ad-auth", c.Auth, "simple", "ntlm", "kerberos"); err != nil {
		return c, err
	}
	if err := oneOf("--ad-name", c.NameAttribute, "name", "cn", "displayName", "sAMAccountName"); err != nil {
		return c, err
	}
	if err := oneOf("--ad-scope", c.Scope, "sub", "one"); err != nil {
		return c, err
	}
	if len(s.without) > 0 {
		c.Without = nil
	}
	for _, w := range s.without {
		if err := oneOf("--ad-without", w, string(migrate.DistributionGroup), string(migrate.BuiltinGroup), string(migrate.SecurityGroup)); err != nil {
			return c, err
		}
		c.Without = append(c.Without, migrate.GroupType(w))
	}
	return c, nil
}

// over returns the flags with what was remembered where they say nothing.
func over(c, last migrate.Connection) migrate.Connection {
	c.Location, c.Format = last.Location, cmp.Or(c.Format, last.Format)
	c.User, c.Auth, c.Keytab = cmp.Or(c.User, last.User), cmp.Or(c.Auth, last.Auth), cmp.Or(c.Keytab, last.Keytab)
	c.CAFile, c.SkipVerify = cmp.Or(c.CAFile, last.CAFile), c.SkipVerify || last.SkipVerify
	c.Base, c.Scope, c.Filter = cmp.Or(c.Base, last.Base), cmp.Or(c.Scope, last.Scope), cmp.Or(c.Filter, last.Filter)
	c.NameAttribute, c.SAMLAttribute = cmp.Or(c.NameAttribute, last.NameAttribute), cmp.Or(c.SAMLAttribute, last.SAMLAttribute)
	c.Without = last.Without
	return c
}

func oneOf(flag, value string, words ...string) error {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	last := len(words) - 1
	return badFlag(fmt.Sprintf("%s does not know %s", flag, migrate.Quote(value)), "", "give "+strings.Join(words[:last], ", ")+" or "+words[last])
}

func badFlag(what, why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next}
}
