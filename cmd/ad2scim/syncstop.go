package main

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

func newSyncStop(global *globalOptions) *cobra.Command {
	var tasks []string
	o := consent{action: operation.SyncStop}
	var end bool
	cmd := &cobra.Command{
		Use:   "stop --local | --host HOST... | --result FILE...",
		Short: "Disable the scheduled tasks of AD sync",
		Long: `Disable the scheduled tasks that start AD sync's script: without --task all that
are certain or likely to. A task that is only stopped would come back at its next
time, so it is disabled; one that runs is ended only with --end-running. The state
before goes into the journal, and ad2scim sync resume brings it back. Each host is
looked at again afterwards. Where there are several tasks, the question can be
answered with the numbers of those that are meant. Then the words of the runbook
are to be typed: from there on a run of the script can delete groups. A script
gives --yes, and those words with --type.
Exit status: 0 done, 1 something of AD sync still runs, 3 a host could not be
reached and nothing was done, 4 not all is done.`,
		Example: `  ad2scim sync stop --host srv1.corp.example.com --host-user CORP\admin --task '\Dashlane\Sync'`,
		Args:    cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().StringArrayVar(&tasks, "task", nil, "path of a task, as sync find shows it, or HOST and path (repeatable)")
	cmd.Flags().BoolVar(&end, "end-running", false, "end an instance that runs")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask; needs --type")
	cmd.Flags().StringVar(&o.typed, "type", "", "the words that would be asked for, "+
		migrate.Quote(operation.DeletionRisk().Type))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if len(hosts.results) > 0 {
			if len(tasks) > 0 || end {
				return badFlag("--task and --end-running do not go with --result", "what the file tells was done already",
					"leave them out")
			}
			return noteByHand(hosts, operation.SyncStop, global)
		}
		if err := o.check(); err != nil {
			return err
		}
		c := o.person(global)
		request := operation.SyncRequest{Hosts: hosts.input(), Tasks: taskNames(tasks), EndRunning: end}
		result, err := global.service().StopSync(cmd.Context(), request, c, c, o.showPlanned(c), showChange(c))
		c.line.end()
		showAwake(c, result.Awake)
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
		Short: "Enable the tasks again that sync stop disabled",
		Long: `Enable the scheduled tasks again that ad2scim sync stop disabled and that were
enabled before, as the journal says. Nothing is started: a task runs at its next
time. It is refused while the runbook says that SCIM is on, for AD sync and SCIM
together can delete sharing groups; --force REASON does it all the same.`,
		Args: cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask")
	cmd.Flags().StringVar(&o.force, "force", "", "the reason to resume AD sync while SCIM is on")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if len(hosts.results) > 0 { // it was done already
			if err := noteByHand(hosts, operation.SyncResume, global); err != nil {
				return err
			}
			both, err := global.service().BothLive()
			if err != nil || both == "" {
				return err
			}
			fmt.Fprintln(global.err, both)
			return errFindings
		}
		c := o.person(global)
		request := operation.SyncRequest{Hosts: hosts.input(), Force: o.force}
		_, err := global.service().ResumeSync(cmd.Context(), request, c, c, o.showPlanned(c), showChange(c))
		c.line.end()
		return err
	}
	return cmd
}

// noteByHand notes the results of a script that an admin ran.
// showCertain says from when it can be certain that AD sync has stopped.
func showCertain(global *globalOptions, at time.Time) {
	if !at.IsZero() {
		fmt.Fprintf(global.err,
			"If nothing starts it until then, it is certain after %s that AD sync has stopped: run ad2scim sync verify then\n",
			at.UTC().Format(time.RFC3339))
	}
}

func noteByHand(hosts *hostFlags, action operation.SyncAction, global *globalOptions) error {
	if hosts.local || len(hosts.names) > 0 {
		return badFlag("--result does not go with --local and --host",
			"what the file tells was done already, and nothing is done on them", "give them in two calls")
	}
	all, err := global.service().NoteByHand(hosts.results, action)
	var running error
	for _, n := range all {
		c := n.Change
		if n.Heard {
			fmt.Fprintf(global.out, "the result from %s of %s was noted before\n", oneLine(c.Host), c.Time.Format(time.RFC3339))
			continue
		}
		if n.Running {
			running = errFindings
		}
		for _, t := range c.Tasks {
			fmt.Fprintf(global.out, "%s on %s: %s noted at %s\n", oneLine(t.Path), oneLine(c.Host), action,
				n.At.Format(time.RFC3339))
		}
		if action == operation.SyncStop && !n.Outdated {
			showCertain(global, n.CertainAt)
		}
		if n.Outdated {
			global.warn("the result from " + c.Host +
				" is older than the last look, so what that saw is kept: look again with ad2scim sync find")
		}
		if n.Incomplete != nil {
			return n.Incomplete
		}
	}
	return cmp.Or(err, running)
}
