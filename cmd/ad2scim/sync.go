package main

import "github.com/spf13/cobra"

func newSync(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sync find|stop|verify|resume|script",
		Short: "Find and stop the PowerShell script of AD sync",
		Long: `Find the PowerShell script of Dashlane's AD sync on a Windows host, disable the
scheduled task that starts it, and verify that it has stopped.

The host can be this computer (--local), one that ad2scim reaches by WinRM (--host),
or one where you run a script yourself (sync script) and bring back its result
(--result). sync verify also reads a Dashlane audit log (--audit-log).`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return groupOnly(cmd) },
	}
	cmd.AddCommand(newSyncFind(global), newSyncStop(global), newSyncVerify(global), newSyncResume(global),
		newSyncScript(global))
	return cmd
}

func newSyncFind(global *globalOptions) *cobra.Command {
	var f format
	var list bool
	cmd := &cobra.Command{
		Use:   "find --local | --host HOST... | --result FILE...",
		Short: "Find the script, its task, processes, and services",
		Long: `Find the script of AD sync and show the reason for each match. Nothing is changed on
the host. Only known words and their lines are reported from a script; the token in
it never leaves the host.
Exit status: 0 nothing was found, 1 something was found or not everything could be
scanned, 3 a host could not be scanned.`,
		Example: `  ad2scim sync find --host srv1.corp.example.com --host-user CORP\admin
  ad2scim sync find --result found.json --format json`,
		Args: cobra.NoArgs,
	}
	hosts, ad := addHostFlags(cmd), addADFlags(cmd, global)
	cmd.Flags().BoolVar(&list, "list-hosts", false,
		"list the servers in AD (--ad), to use with --host")
	for _, host := range []string{"local", "host", "result"} {
		cmd.MarkFlagsMutuallyExclusive("list-hosts", host)
	}
	addFormatFlag(cmd, &f)
	global.addOutFlag(cmd, true)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		if err := checkNeeds(cmd, hostNeeds, need{flags: []string{"ad", "ad-*", "timeout"}, one: []string{"list-hosts"}}); err != nil {
			return err
		}
		c := global.console()
		if list {
			in, err := ad.input()
			if err != nil {
				return err
			}
			servers, err := global.service().Servers(cmd.Context(), in, c, c)
			c.line.end()
			if err != nil {
				return err
			}
			return global.result(f, serverList(servers), serverList(servers).writeTable)
		}
		result, err := global.service().FindSync(cmd.Context(), hosts.input(), c, c)
		c.line.end()
		if err != nil {
			return err
		}
		if err := global.result(f, result.Assessment, result.Assessment.WriteTable); err != nil {
			return err
		}
		switch { // findings take precedence over failures
		case result.Found():
			return errFindings
		case result.Unreached != nil:
			return result.Unreached
		case !result.Assessment.Whole():
			return errFindings
		}
		return nil
	}
	return cmd
}
