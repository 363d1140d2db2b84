package main

import (
	"fmt"
	"os"
	"os/user"

	"github.com/spf13/cobra"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
)

func newSync(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sync find|stop|verify|resume|script",
		Short: "Find and stop the PowerShell script of AD sync",
		Long: `Find the PowerShell script of Dashlane's AD sync on a Windows machine, disable
the scheduled task that starts it, and prove that it has stopped.

The machine is this one (--local), one that is reached by WinRM (--host), or one
on which you run a script yourself (sync script) and bring its result (--result).
sync verify takes a Dashlane audit log too (--audit-log).`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSyncFind(global), newSyncStop(global), newSyncVerify(global), newSyncResume(global), newSyncScript(global))
	return cmd
}

// record opens the workspace, lets what follow happen, and closes it.
func record(dir string, do func(*migration.Workspace) error) error {
	w, err := migration.Open(dir)
	if err != nil {
		return err
	}
	err = do(w)
	if e := w.Close(); err == nil {
		err = e
	}
	return err
}

// deskOf is where AD sync's script is worked on, with the workspace that is named.
func deskOf(global globalOptions) adsync.Desk {
	return adsync.Desk{Hold: func() (*migration.Workspace, error) { return migration.Open(global.workspace) }, Who: whoami()}
}

// tellSettled says what came of what an earlier run began.
func tellSettled(all []adsync.Settled) {
	for _, s := range all {
		fmt.Fprintln(os.Stderr, oneLine(s.String()))
	}
}

// whoami is who the record says did it.
func whoami() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

func newSyncFind(global *globalOptions) *cobra.Command {
	var f format
	var list bool
	cmd := &cobra.Command{
		Use:   "find --local | --host HOST... | --result FILE...",
		Short: "Look for the script, its task, processes and services",
		Long: `Look for the script of AD sync and show why something is believed to be it.
Nothing is changed there. Of a script that is read only known words and their
lines are told; its token never leaves its machine.
Exit status: 0 nothing was found, 1 something was found, or not all could be
seen, 3 a host could not be looked at.`,
		Example: `  ad2scim sync find --host srv1.corp.example.com --host-user CORP\admin
  ad2scim sync find --result found.json --format json`,
		Args: cobra.NoArgs,
	}
	hosts, ad := addHostFlags(cmd), addADFlags(cmd)
	cmd.Flags().BoolVar(&list, "list-hosts", false, "list the servers that AD knows (--ad), which one may then name with --host")
	addFormatFlag(cmd, &f)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		if list {
			return listHosts(cmd.Context(), ad, f, *global)
		}
		looked, err := hosts.look(cmd.Context(), global.quiet)
		if err != nil {
			return err
		}
		taken, err := deskOf(*global).Take(looked)
		tellSettled(taken.Settled)
		if err != nil {
			return err
		}
		found := taken.Found
		if err := write(f, found, found.WriteTable); err != nil {
			return err
		}
		return foundEnd(found, looked)
	}
	return cmd
}

// foundEnd is the end of a look: what was found goes before what failed.
func foundEnd(found adsync.Found, looked []adsync.Looked) error {
	if len(found.Candidates) > 0 {
		return errFindings
	}
	for _, l := range looked {
		if l.Err != nil {
			return l.Err
		}
	}
	if !found.Whole() {
		return errFindings
	}
	return nil
}
