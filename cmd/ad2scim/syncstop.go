package main

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
)

func newSyncStop(global *globalOptions) *cobra.Command {
	var tasks []string
	o := consent{action: operation.SyncStop}
	var end bool
	cmd := &cobra.Command{
		Use:   "stop --local | --host HOST... | --result FILE...",
		Short: "Disable the scheduled tasks of AD sync",
		Long: `Disable the scheduled tasks that start AD sync's script: without --task, all that are
certain or likely to start it. A running instance is ended only with --end-running.
The earlier state is recorded in the journal, and ad2scim sync resume restores it.
Each host is scanned again afterwards. If there are several tasks, you can answer with
the numbers of the tasks to disable. Then type the words from the runbook: from this
point on, a run of the script can delete groups. In a script, use --yes and give the
words with --type.
Exit status: 0 done, 1 part of AD sync still runs, 3 a host could not be reached and
nothing was changed, 4 partly done.`,
		Example: `  ad2scim sync stop --host srv1.corp.example.com --host-user CORP\admin --task '\Dashlane\Sync'`,
		Args:    cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().StringArrayVar(&tasks, "task", nil, "task path as sync find shows it, or HOST and path (repeatable)")
	cmd.Flags().BoolVar(&end, "end-running", false, "also end a running instance")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "don't ask for confirmation; needs --type")
	const typeUsage = "the words that confirm the risk"
	cmd.Flags().StringVar(&o.words, "type", "", typeUsage)
	help := cmd.HelpFunc()
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) { // computed only here, because it reads the runbook
		cmd.Flags().Lookup("type").Usage = typeUsage + ", " + migrate.Quote(o.requiredWords().Words)
		help(cmd, args)
	})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkNeeds(cmd, hostNeeds); err != nil {
			return err
		}
		if len(hosts.results) > 0 {
			if len(tasks) > 0 || end {
				return badFlag("--task and --end-running can't be used with --result",
					"the result is of changes that were already made", "remove them")
			}
			return noteByHand(hosts, operation.SyncStop, global)
		}
		if err := o.check(); err != nil {
			return err
		}
		c := o.terminal(global)
		request := operation.SyncRequest{Hosts: hosts.input(), Tasks: taskNames(tasks), EndRunning: end}
		result, err := global.service().StopSync(cmd.Context(), request, c, c, o.showPlanned(c), showChange(c))
		c.line.end()
		showActive(c, result.Awake)
		showCertain(global, result.CertainAt)
		if err == nil && result.Active() {
			return errFindings
		}
		return err
	}
	return cmd
}

func newSyncResume(global *globalOptions) *cobra.Command {
	o := consent{action: operation.SyncResume}
	cmd := &cobra.Command{
		Use:   "resume --local | --host HOST... | --result FILE...",
		Short: "Re-enable the tasks that sync stop disabled",
		Long: `Re-enable the scheduled tasks that ad2scim sync stop disabled, if the journal says
that they were enabled before. No task is started: each runs at its next scheduled
time. This is refused while SCIM is on in the runbook, because AD sync and SCIM
together can delete sharing groups; --force REASON overrides this.`,
		Args: cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().BoolVar(&o.yes, "yes", false, "don't ask for confirmation")
	cmd.Flags().StringVar(&o.force, "force", "", "resume AD sync although SCIM is on, for this reason")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkNeeds(cmd, hostNeeds); err != nil {
			return err
		}
		if len(hosts.results) > 0 { // the tasks have already been changed
			return noteByHand(hosts, operation.SyncResume, global)
		}
		c := o.terminal(global)
		request := operation.SyncRequest{Hosts: hosts.input(), Force: o.force}
		_, err := global.service().ResumeSync(cmd.Context(), request, c, c, o.showPlanned(c), showChange(c))
		c.line.end()
		return err
	}
	return cmd
}

// showCertain shows from when it is certain that AD sync has stopped.
func showCertain(global *globalOptions, at time.Time) {
	if !at.IsZero() {
		fmt.Fprintf(global.err,
			"AD sync is certain to have stopped if nothing starts it before %s: run ad2scim sync verify after that time\n",
			render.Timestamp(at))
	}
}

// noteByHand records the results of a script that an admin ran.
func noteByHand(hosts *hostFlags, action operation.SyncAction, global *globalOptions) error {
	if hosts.local || len(hosts.names) > 0 {
		return badFlag("--result can't be used with --local or --host",
			"the result is of changes that were already made", "use separate calls")
	}
	all, both, err := global.service().NoteByHand(hosts.results, action)
	var found, incomplete error
	for _, n := range all {
		c := n.Change
		if n.Heard {
			fmt.Fprintf(global.out, "the result from %s of %s is already recorded\n", oneLine(c.Host),
				render.Timestamp(c.Time.Time))
			continue
		}
		if n.Running {
			found = errFindings
		}
		for _, t := range c.Tasks {
			if t.Done {
				fmt.Fprintf(global.out, "%s on %s: %s recorded at %s\n", oneLine(t.Path), oneLine(c.Host), action,
					render.Timestamp(n.At))
			}
		}
		showCertain(global, n.CertainAt)
		if n.Outdated {
			global.warn("the result from " + c.Host +
				" is older than the last scan, which is kept: scan again with ad2scim sync find")
		}
		incomplete = cmp.Or(incomplete, n.Incomplete)
	}
	if both != nil {
		fmt.Fprintln(global.err, both)
		found = errFindings
	}
	return cmp.Or(err, incomplete, found)
}
