package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/workspace"
)

func newSyncStop(global *globalOptions) *cobra.Command {
	var tasks []string
	var end, yes bool
	cmd := &cobra.Command{
		Use:   "stop --local | --host HOST... | --result FILE...",
		Short: "Disable the scheduled tasks of AD sync",
		Long: `Disable the scheduled tasks that start AD sync's script: without --task all that
are certain or likely to. A task that is only stopped would come back at its next
time, so it is disabled; one that runs is ended only with --end-running. The state
before goes into the journal, and ad2scim sync resume brings it back.
Exit status: 0 done, 1 a task is disabled and still runs, 4 not all is done.`,
		Example: `  ad2scim sync stop --host srv1.corp.example.com --host-user CORP\admin --task '\Dashlane\Sync'`,
		Args:    cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().StringArrayVar(&tasks, "task", nil, "path of a task, as sync find shows it (repeatable)")
	cmd.Flags().BoolVar(&end, "end-running", false, "end an instance that runs")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if len(hosts.results) > 0 {
			return noteByHand(hosts, adsync.StopScript, *global)
		}
		return changeTasks(ctx, hosts, *global, yes, func(h adsync.Host, _ adsync.Memory) (adsync.Intent, error) {
			report, err := adsync.Look(ctx, h)
			if err != nil {
				return adsync.Intent{}, err
			}
			return adsync.StopPlan(report, h.String(), tasks, end)
		})
	}
	return cmd
}

func newSyncResume(global *globalOptions) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "resume --local | --host HOST... | --result FILE...",
		Short: "Enable the tasks again that sync stop disabled",
		Long: `Enable the scheduled tasks again that ad2scim sync stop disabled and that were
enabled before, as the journal says. Nothing is started: a task runs at its next
time. Do that only while both kinds of SCIM are off.`,
		Args: cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if len(hosts.results) > 0 {
			return noteByHand(hosts, adsync.ResumeScript, *global)
		}
		return changeTasks(ctx, hosts, *global, yes, func(h adsync.Host, m adsync.Memory) (adsync.Intent, error) {
			report, err := adsync.Look(ctx, h)
			if err != nil {
				return adsync.Intent{}, err
			}
			return adsync.ResumePlan(m, report.Host, h.String()), nil
		})
	}
	return cmd
}

// planned is what is to be done on one host.
type planned struct {
	host   adsync.Host
	intent adsync.Intent
}

// changeTasks plans for each host, shows the plan, asks, and does it.
func changeTasks(ctx context.Context, flags *hostFlags, global globalOptions, yes bool, plan func(adsync.Host, adsync.Memory) (adsync.Intent, error)) error {
	hosts, err := flags.hosts(ctx)
	if err != nil {
		return err
	}
	if len(hosts) == 0 {
		return noHost()
	}
	return record(global.workspace, func(w *workspace.Workspace) error {
		m, err := adsync.Remember(w.Journal())
		if err != nil {
			return err
		}
		var all []planned
		for _, h := range hosts {
			in, err := plan(h, m)
			if err != nil {
				return err
			}
			if len(in.Tasks) > 0 {
				all = append(all, planned{h, in})
			}
		}
		if len(all) == 0 {
			fmt.Println("There is nothing to do.")
			return nil
		}
		for _, p := range all {
			showPlan(os.Stdout, p.intent)
		}
		if err := agree(ctx, yes); err != nil {
			return err
		}
		return applyAll(ctx, w, all)
	})
}

func showPlan(out io.Writer, in adsync.Intent) {
	verb := "disable"
	if in.Action == adsync.ResumeScript {
		verb = "enable"
	}
	for _, t := range in.Tasks {
		fmt.Fprintf(out, "will %s the task %s on %s", verb, oneLine(t.Path), oneLine(in.Host))
		if in.Action == adsync.StopScript && t.State == "running" {
			if in.End {
				fmt.Fprint(out, " and end the instance that runs")
			} else {
				fmt.Fprint(out, "; the instance that runs goes on to its end")
			}
		}
		fmt.Fprintln(out)
	}
}

// applyAll goes on with the next host where one fails, and tells of the first
// failure.
func applyAll(ctx context.Context, w *workspace.Workspace, all []planned) error {
	run := workspace.NewRun()
	var first error
	running := false
	for _, p := range all {
		change, err := adsync.Apply(ctx, p.host, w.Journal(), run, p.intent)
		if first == nil {
			first = err
		}
		if change == nil {
			continue
		}
		for _, t := range change.Tasks {
			state := "not known"
			if t.After != nil {
				state = map[bool]string{true: "enabled", false: "disabled"}[t.After.Enabled]
				if t.After.State == "running" {
					running, state = true, state+", running"
				}
			}
			fmt.Printf("%s on %s: %s\n", oneLine(t.Path), oneLine(change.Host), state)
		}
	}
	if first == nil && running && all[0].intent.Action == adsync.StopScript {
		return errFindings
	}
	return first
}

// noteByHand takes the results of a script that an admin ran.
func noteByHand(flags *hostFlags, action adsync.Script, global globalOptions) error {
	var changes []*adsync.Change
	for _, file := range flags.results {
		c, err := readResult(file, func(r io.Reader, name string) (*adsync.Change, error) { return adsync.ReadChange(r, name, action) })
		if err != nil {
			return err
		}
		changes = append(changes, c)
	}
	return record(global.workspace, func(w *workspace.Workspace) error {
		for _, c := range changes {
			if err := adsync.NoteChange(w.Journal(), workspace.NewRun(), c); err != nil {
				return err
			}
			var paths []string
			for _, t := range c.Tasks {
				fmt.Printf("%s on %s: %s noted at %s\n", oneLine(t.Path), oneLine(c.Host), action, time.Now().UTC().Format(time.RFC3339))
				paths = append(paths, t.Path)
			}
			if err := c.Complete(paths); err != nil {
				return err
			}
		}
		return nil
	})
}

// agree asks the person at the terminal to go on.
func agree(ctx context.Context, yes bool) error {
	if yes {
		return nil
	}
	if !onTerminal() {
		return &migrate.Problem{Class: migrate.BadInput, What: "nothing was done", Why: "nobody is there to be asked", Next: "give --yes once the plan is right"}
	}
	fmt.Fprint(os.Stderr, "Go on? Type yes: ")
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n') // what cannot be read is no yes
		typed <- strings.TrimSpace(line)
	}()
	select {
	case answer := <-typed:
		if answer == "yes" {
			return nil
		}
	case <-ctx.Done():
		return ctx.Err()
	}
	return &migrate.Problem{Class: migrate.BadInput, What: "nothing was done", Why: "the answer was not yes"}
}
