package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
)

func newSyncStop(global *globalOptions) *cobra.Command {
	var tasks []string
	o := consent{action: adsync.StopScript}
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
	cmd.Flags().StringVar(&o.typed, "type", "", "the words that would be asked for, "+migrate.Quote(adsync.DeletionRisk().Type))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if len(hosts.results) > 0 {
			if len(tasks) > 0 || end {
				return badFlag("--task and --end-running do not go with --result", "what the file tells was done already", "leave them out")
			}
			return noteByHand(hosts, adsync.StopScript, *global)
		}
		var names []adsync.TaskName
		for _, t := range tasks {
			names = append(names, adsync.TaskName(t))
		}
		if err := o.check(); err != nil {
			return err
		}
		return changeTasks(ctx, hosts, *global, o, names, func(r *adsync.Report, via string, m adsync.Memory) adsync.Intent {
			return adsync.StopPlan(r, m, via, names, end)
		})
	}
	return cmd
}

func newSyncResume(global *globalOptions) *cobra.Command {
	o := consent{action: adsync.ResumeScript}
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
		ctx := cmd.Context()
		if len(hosts.results) > 0 { // it was done already
			if err := noteByHand(hosts, adsync.ResumeScript, *global); err != nil {
				return err
			}
			return bothLive(*global)
		}
		if err := resumeBesideSCIM(o.force, *global); err != nil {
			return err
		}
		return changeTasks(ctx, hosts, *global, o, nil, func(r *adsync.Report, via string, m adsync.Memory) adsync.Intent {
			return adsync.ResumePlan(m, r.Host, via)
		})
	}
	return cmd
}

// bothLive tells that AD sync is back while SCIM is on.
func bothLive(global globalOptions) error {
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	both := adsync.BothLive(state)
	if both == "" {
		return nil
	}
	fmt.Fprintln(os.Stderr, both)
	return errFindings
}

// resumeBesideSCIM refuses to bring AD sync back while SCIM is on, or keeps why it
// is done all the same.
func resumeBesideSCIM(force string, global globalOptions) error {
	state, err := memory{global.workspace}.state()
	if err != nil || len(state.SCIMOn()) == 0 {
		return err
	}
	return deskOf(global).BesideSCIM(force)
}

// noteByHand takes the results of a script that an admin ran.
func noteByHand(flags *hostFlags, action adsync.Script, global globalOptions) error {
	if hosts := *flags; hosts.local || len(hosts.names) > 0 {
		return badFlag("--result does not go with --local and --host", "what the file tells was done already, and nothing is done on them", "give them in two calls")
	}
	var changes []*adsync.Change
	for _, file := range flags.results {
		c, err := adsync.ReadChangeFile(file, action)
		if err != nil {
			return err
		}
		changes = append(changes, c)
	}
	var running error
	for _, c := range changes {
		noted, err := deskOf(global).ByHand(c)
		if err != nil {
			return err
		}
		if noted.Heard {
			fmt.Printf("the result from %s of %s was noted before\n", oneLine(c.Host), c.Time.Format(time.RFC3339))
			continue
		}
		if noted.Running {
			running = errFindings
		}
		var paths []string
		for _, t := range c.Tasks {
			fmt.Printf("%s on %s: %s noted at %s\n", oneLine(t.Path), oneLine(c.Host), action, time.Now().UTC().Format(time.RFC3339))
			paths = append(paths, t.Path)
		}
		if noted.Outdated {
			fmt.Fprintf(os.Stderr, "the result from %s is older than the last look, so what that saw is kept: look again with ad2scim sync find\n", oneLine(c.Host))
		}
		if err := c.Complete(paths); err != nil {
			return err
		}
	}
	return running
}
