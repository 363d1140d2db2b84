package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"ad2scim/migrate/demo"
	"ad2scim/migrate/operation"
)

func newDemo(global *globalOptions) *cobra.Command {
	var serve bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try the app on a built-in sample company",
		Long: `Run a small Active Directory and a SCIM provider inside this program, reached
over real LDAP and HTTP on 127.0.0.1, and open the app on them. The company has
about 300 groups with every kind of difference. Nothing is kept when you quit.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDemo(cmd.Context(), serve, *global)
		},
	}
	cmd.Flags().BoolVar(&serve, "serve", false,
		"run the two servers and print how to connect to them, without opening the app")
	return cmd
}

func runDemo(ctx context.Context, serve bool, global globalOptions) error {
	if !serve && !global.onTerminal() {
		return badFlag("the app needs a terminal", "standard input or output is not a terminal",
			"add --serve to try the commands")
	}
	d, err := demo.Start(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if !serve {
		global.workspace = ""
		return runApp(ctx, global, d)
	}
	if _, err := fmt.Fprint(data(global.out), serveText(d, os.Args[0], runtime.GOOS == "windows")); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// serveText says how to connect to the demo from another terminal. The lines can be pasted one
// by one or all together: no command asks anything, and the comments have no quotes, which a
// shell without comments would wait to see closed. The password and the token are valid only
// for this run. The workspace and the plan are in the demo's folder, so that its renames don't
// get into the journal of a real migration.
func serveText(d *demo.Demo, program string, powershell bool) string {
	terminal, set, quote := "another terminal", "export %s=%s", shellQuote
	call := quote(program)
	if powershell {
		terminal, set, quote = "another PowerShell", "$env:%s = %s", powershellQuote
		call = "& " + quote(program)
	}
	variables := []string{operation.ADPasswordVariable, operation.SCIMTokenVariable, workspaceVariable}
	unset := "unset " + strings.Join(variables, " ")
	if powershell {
		unset = "Remove-Item Env:" + strings.Join(variables, ", Env:")
	}
	folder := filepath.Dir(d.CAFile)
	plan := quote(filepath.Join(folder, "plan.json"))
	ad := fmt.Sprintf("--ad %s --ad-user %s --ad-ca %s", quote(d.AD.Location), quote(d.AD.User), quote(d.CAFile))
	scim := "--scim " + quote(d.SCIM.Location)
	return strings.Join([]string{
		"The demo runs until Ctrl-C. In " + terminal + ":",
		"",
		fmt.Sprintf(set, operation.ADPasswordVariable, quote(d.AD.Secret.Reveal())),
		fmt.Sprintf(set, operation.SCIMTokenVariable, quote(d.SCIM.Secret.Reveal())),
		call + " diff " + ad + " " + scim,
		call + " probe " + scim,
		"",
		"# To fix the names and follow the steps, in a workspace for the demo:",
		"",
		fmt.Sprintf(set, workspaceVariable, quote(filepath.Join(folder, "workspace"))),
		call + " connect " + ad + " " + scim,
		call + " fix plan --out " + plan,
		call + " fix apply --yes " + plan,
		call + " fix undo --yes",
		call + " steps choose --path self-hosted --idp okta",
		call + " status",
		"",
		"# At the end, remove the variables:",
		"",
		unset,
		"",
	}, "\n")
}

// quoteForShell quotes a word for the shell of this system.
func quoteForShell(s string) string {
	if runtime.GOOS == "windows" {
		return powershellQuote(s)
	}
	return shellQuote(s)
}

// shellQuote quotes a word for a POSIX shell.
func shellQuote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@%+=:,./_-", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// powershellQuote quotes a word for PowerShell.
func powershellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
