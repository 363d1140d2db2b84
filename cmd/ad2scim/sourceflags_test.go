package main

import (
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// parse parses the flags of both sides, with nothing saved.
func parse(t *testing.T, args ...string) (ad, scim operation.Input, err error) {
	t.Helper()
	return parseBeside(t, t.TempDir(), args...)
}

// parseBeside parses the flags of both sides, with the connections saved in a workspace.
func parseBeside(t *testing.T, workspace string, args ...string) (ad, scim operation.Input, err error) {
	t.Helper()
	global := &globalOptions{workspace: workspace}
	cmd := &cobra.Command{
		Use: "x", RunE: func(*cobra.Command, []string) error { return nil }, SilenceErrors: true,
		SilenceUsage: true,
	}
	adFlags, scimFlags := addADFlags(cmd, global), addSCIMFlags(cmd, global)
	allowOnce(cmd)
	cmd.SetArgs(args)
	if err := cmd.Execute(); err != nil {
		return ad, scim, wrongCall(cmd, err)
	}
	return inputs(adFlags, scimFlags)
}

// Flags after an --ad belong to it, and those before the first to all.
func TestSeveralDomainsOnTheCommandLine(t *testing.T) {
	ad, scim, err := parse(t, "--ad-auth", "simple", "--ad-ca", "ca.pem", "--ad", "ad://corp.example.com", "--ad-user",
		"a@corp", "--ad-base", "OU=G,DC=corp",
		"--ad=ldaps://dc.sales.example.net", "--ad-user", "b@sales", "--ad-ca", "sales.pem", "--ad-without", "builtin",
		"--scim", "https://id.example.com", "--scim-page-size", "50", "--timeout", "90s")
	if err != nil {
		t.Fatal(err)
	}
	one, two := ad.Connection, migrate.Connection{}
	if len(ad.More) != 1 {
		t.Fatalf("%+v", ad)
	}
	two = ad.More[0].Connection
	if one.Location != "ad://corp.example.com" || one.User != "a@corp" || one.Auth != "simple" || one.CAFile != "ca.pem" ||
		one.Base != "OU=G,DC=corp" || one.Without != nil {
		t.Errorf("the first: %+v", one)
	}
	if two.Location != "ldaps://dc.sales.example.net" || two.User != "b@sales" || two.Auth != "simple" ||
		two.CAFile != "sales.pem" || two.Base != "" || len(two.Without) != 1 {
		t.Errorf("the second: %+v", two)
	}
	if scim.Connection.PageSize != 50 || scim.Connection.Timeout != 90*time.Second || two.Timeout != 90*time.Second {
		t.Errorf("%+v", scim.Connection)
	}
}

// A repeated flag, or one without effect on the source, is an error.
func TestFlagsTwiceOrWithoutEffect(t *testing.T) {
	for call, want := range map[string]string{
		"--ad ad://a --ad-user x --ad-user y":                    "--ad-user is given twice",
		"--ad-user x --ad-user y --ad ad://a":                    "--ad-user is given twice",
		"--scim a.csv --scim b.csv":                              "--scim is given twice",
		"--scim https://a --scim-page-size 1 --scim-page-size 2": "--scim-page-size is given twice",
		"--timeout 1s --timeout 2s":                              "--timeout is given twice",
		"--ad a.csv --ad-filter (cn=x)":                          `--ad-filter has no effect on "a.csv"`,
		"--ad-insecure --ad a.csv":                               `--ad-insecure has no effect on "a.csv"`,
		"--ad ad://a --ad-format csv":                            `--ad-format has no effect on "ad://a"`,
		"--ad ad://a --ad b.csv --ad-user x":                     `--ad-user has no effect on "b.csv"`,
		"--scim a.csv --scim-token-file t":                       `--scim-token-file has no effect on "a.csv"`,
		"--scim a.csv --scim-page-size 5":                        `--scim-page-size has no effect on "a.csv"`,
		"--scim https://a --scim-format csv":                     `--scim-format has no effect on "https://a"`,
		"--scim okta:App --scim-ca c.pem":                        `--scim-ca has no effect on "okta:App"`,
		"--scim https://a --as saml":                             `--as has no effect on "https://a"`,
		"--ad ldaps://a/?x=y --ad-user u":                        "there is a ? or # in the address",
		"--ad-user u --ad ldaps://a/?x=y --ad b.csv":             "there is a ? or # in the address",
		"--scim http://id.example.com --scim-ca c.pem":           "plain http would send the token in the clear",
		"--scim https://a --scim-page-size many":                 "--scim-page-size can't be \"many\"",
		"--scim https://a --scim-page-size 0":                    "--scim-page-size can't be 0",
		"--timeout 0s":                                           "--timeout can't be \"0s\"",
		"--scim https://a --scim-insecure=maybe":                 "--scim-insecure can't be",
	} {
		_, _, err := parse(t, strings.Fields(call)...)
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", call, err, want)
		}
	}
	for _, call := range []string{
		"", "--ad a.csv --ad b.csv", "--ad-user x --ad ad://a --ad b.csv",
		"--ad - --ad-format csv", "--ad a.ldif --ad-name cn", "--ad-without builtin --ad-without distribution --ad ad://a",
	} {
		if _, _, err := parse(t, strings.Fields(call)...); err != nil {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// A flag without its side applies to the saved connection, and must have an effect there.
func TestFlagsForASavedSource(t *testing.T) {
	dir := t.TempDir()
	s := &operation.Service{Dir: dir}
	for side, location := range map[migrate.Side]string{migrate.AD: "groups.csv", migrate.SCIM: "https://id.example.com"} {
		if err := s.Remember(side, migrate.Connection{Location: location}); err != nil {
			t.Fatal(err)
		}
	}
	for call, want := range map[string]string{
		"--ad-filter (cn=x)":                          `--ad-filter has no effect on "groups.csv": it is a file`,
		"--as saml":                                   `--as has no effect on "https://id.example.com"`,
		"--as saml --scim okta:App":                   "",
		"--scim-format csv":                           `--scim-format has no effect on "https://id.example.com"`,
		"--timeout 5s --scim b.csv":                   `--timeout has no effect on "groups.csv" and "b.csv"`,
		"--scim-page-size 7":                          "",
		"--timeout 5s":                                "",
		"--ad-name cn":                                "",
		"--ad ldaps://dc1 --ad-filter (cn=x)":         "",
		"--ad= --scim b.csv":                          "ad isn't connected",
		"--scim-page-size 7 --scim okta:App":          `--scim-page-size has no effect on "okta:App"`,
		"--ad ldaps://dc1 --scim-format= --ad-user x": `--scim-format has no effect on "https://id.example.com"`,
	} {
		_, _, err := parseBeside(t, dir, strings.Fields(call)...)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", call, err, want)
		}
	}
	if _, _, err := parse(t, "--scim-ca", "x"); err == nil || err.Error() != "scim isn't connected" {
		t.Errorf("without a saved connection: %v", err)
	}
}

// A flag for all sources applies to those on which it has an effect.
func TestFlagForAllSources(t *testing.T) {
	ad, _, err := parse(t, "--ad-filter", "(cn=A*)", "--ad", "ldaps://dc1", "--ad", "groups.csv")
	if err != nil || ad.Connection.Filter != "(cn=A*)" || ad.More[0].Connection.Filter != "" {
		t.Errorf("%v: %+v", err, ad)
	}
}

// The commands accept the same sources as the app's form, and check them before asking for a
// secret.
func TestCommandsAcceptTheSourcesOfTheForm(t *testing.T) {
	table, err := os.ReadFile("../../tui/connect/testdata/sources.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		words := strings.Fields(line)
		in, scim, err := parse(t, words[1:]...)
		if words[1] == "--scim" {
			in = scim
		}
		in.Secret = func() (migrate.Secret, error) { return migrate.NewSecret("s"), nil }
		if err == nil {
			_, err = (&operation.Service{Dir: t.TempDir()}).Connect(t.Context(), in, nil, nil)
		}
		if p := asFlags(err); p != nil {
			err = p
		}
		if (err == nil) != (words[0] == "ok") || err != nil && migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %v", strings.TrimSpace(line), err)
		}
	}
}

// flagEffects lists the flags that have an effect on each kind of source. All other
// combinations are errors.
var flagEffects = map[string][]string{
	"ad://corp.example.com": {
		"--ad-user u", "--ad-auth simple", "--ad-password-file p", "--ad-keytab k", "--ad-ca c", "--ad-name cn",
		"--ad-base DC=x", "--ad-scope one", "--ad-filter (cn=x)", "--ad-without builtin", "--ad-insecure", "--timeout 9s",
	},
	"groups.csv": {"--ad-format csv", "--ad-name cn", "--ad-without builtin"},
	"https://id.example.com": {
		"--scim-token-file t", "--scim-ca c", "--scim-insecure", "--scim-page-size 9",
		"--timeout 9s",
	},
	"http://127.0.0.1:8": {"--scim-token-file t", "--scim-page-size 9", "--timeout 9s"},
	"provisioned.json":   {"--scim-format json", "--scim-saml-attribute groups"},
	"okta:App":           {"--as saml"},
}

// Every flag of a source is tried with every kind of source.
func TestFlagsBySource(t *testing.T) {
	sides := map[string][]string{
		"ad":   {"ad://corp.example.com", "groups.csv"},
		"scim": {"https://id.example.com", "http://127.0.0.1:8", "provisioned.json", "okta:App"},
	}
	other := map[string]string{"ad": "--scim x.csv", "scim": "--ad x.csv"}
	for side, sources := range sides {
		all := map[string]bool{}
		for _, source := range sources {
			for _, flag := range flagEffects[source] {
				all[flag] = true
			}
		}
		cmd := &cobra.Command{}
		addADFlags(cmd, &globalOptions{})
		addSCIMFlags(cmd, &globalOptions{})
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			known := slices.ContainsFunc(slices.Collect(maps.Keys(all)), func(call string) bool {
				return strings.Fields(call)[0] == "--"+f.Name
			})
			if strings.HasPrefix(f.Name, side+"-") && !known {
				t.Errorf("--%s is not in the table", f.Name)
			}
		})
		for _, source := range sources {
			for flag := range all {
				call := "--" + side + " " + source + " " + flag + " " + other[side]
				_, _, err := parse(t, strings.Fields(call)...)
				switch has := slices.Contains(flagEffects[source], flag); {
				case has && err != nil:
					t.Errorf("%s: %v", call, err)
				case !has && (migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "has no effect on")):
					t.Errorf("%s: %v, want a wrong call", call, err)
				}
			}
		}
	}
}

// Every flag without a list can be given only once.
func TestEveryFlagIsTakenOnce(t *testing.T) {
	var errOut strings.Builder
	if code := run(t.Context(), []string{"diff", "--format", "json", "--format", "csv"},
		streams{strings.NewReader(""), io.Discard, &errOut}); code != 2 || !strings.Contains(errOut.String(),
		"--format is given twice") {
		t.Errorf("%d: %s", code, errOut.String())
	}
}
