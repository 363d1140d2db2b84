package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

func newSyncStop(global *globalOptions) *cobra.Command {
	var tasks []string
	var o consent
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
Exit status: 0 done, 1 a task is disabled and still runs, 3 a host could not be
reached and nothing was done, 4 not all is done.`,
		Example: `  ad2scim sync stop --host srv1.corp.example.com --host-user CORP\admin --task '\Dashlane\Sync'`,
		Args:    cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().StringArrayVar(&tasks, "task", nil, "path of a task, as sync find shows it, or HOST and path (repeatable)")
	cmd.Flags().BoolVar(&end, "end-running", false, "end an instance that runs")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask; needs --type")
	cmd.Flags().StringVar(&o.typed, "type", "", "the words that would be asked for, "+migrate.Quote(deletionRisk().Type))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if len(hosts.results) > 0 {
			return noteByHand(hosts, adsync.StopScript, *global)
		}
		var names []adsync.TaskName
		for _, t := range tasks {
			names = append(names, adsync.TaskName(t))
		}
		if err := o.check(adsync.StopScript); err != nil {
			return err
		}
		return changeTasks(ctx, hosts, *global, o, names, func(r *adsync.Report, via string, _ adsync.Memory) adsync.Intent {
			return adsync.StopPlan(r, via, names, end)
		})
	}
	return cmd
}

func newSyncResume(global *globalOptions) *cobra.Command {
	var o consent
	var force string
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
	cmd.Flags().StringVar(&force, "force", "", "the reason to resume AD sync while SCIM is on")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		if len(hosts.results) > 0 { // it was done already
			return noteByHand(hosts, adsync.ResumeScript, *global)
		}
		if err := resumeBesideSCIM(force, *global); err != nil {
			return err
		}
		return changeTasks(ctx, hosts, *global, o, nil, func(r *adsync.Report, via string, m adsync.Memory) adsync.Intent {
			return adsync.ResumePlan(m, r.Host, via)
		})
	}
	return cmd
}

// resumeBesideSCIM refuses to bring AD sync back while SCIM is on, or keeps why it
// is done all the same.
func resumeBesideSCIM(force string, global globalOptions) error {
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	var on []string
	for _, id := range []string{"switch-on", "idp-started"} {
		if s := state.Playbook.Steps[id].Status; s == playbook.DoneVerified || s == playbook.DoneAttested {
			on = append(on, "the step "+id+" is done")
		}
	}
	if len(on) == 0 {
		return nil
	}
	if strings.TrimSpace(force) == "" {
		return &migrate.Problem{Class: migrate.BadInput, What: "AD sync is not resumed", Why: "SCIM is on (" + strings.Join(on, ", ") + "), and both together can delete sharing groups",
			Next: "turn SCIM off at the identity provider and at Dashlane and take those steps back with ad2scim steps reopen, or give --force and a reason"}
	}
	return record(global.workspace, func(w *workspace.Workspace) error {
		_, err := w.Note(func(s *workspace.State) (workspace.Entry, error) {
			s.Playbook.Forced = append(slices.Clone(s.Playbook.Forced), playbook.Forced{Step: "script-disabled", At: time.Now().UTC(), By: whoami(), Reason: force, Over: on})
			return workspace.Entry{Kind: workspace.KindStep, Text: oneLine("FORCED resuming AD sync: " + strings.Join(on, ", ") + "; the reason: " + force)}, nil
		})
		return err
	})
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
			m, err := adsync.Remember(w.Journal())
			if err != nil {
				return err
			}
			now, outdated := time.Now().UTC(), c.Outdated(m)
			if err := adsync.NoteChange(w.Journal(), workspace.NewRun(), c, outdated); err != nil {
				return err
			}
			var paths []string
			for _, t := range c.Tasks {
				fmt.Printf("%s on %s: %s noted at %s\n", oneLine(t.Path), oneLine(c.Host), action, time.Now().UTC().Format(time.RFC3339))
				paths = append(paths, t.Path)
			}
			if outdated {
				fmt.Fprintf(os.Stderr, "the result from %s is older than the last look, so what that saw is kept: look again with ad2scim sync find\n", oneLine(c.Host))
			} else if err := recordByHand(w, c, now); err != nil {
				return err
			}
			if err := c.Complete(paths); err != nil {
				return err
			}
		}
		return nil
	})
}

func recordByHand(w *workspace.Workspace, c *adsync.Change, now time.Time) error {
	m, err := adsync.Remember(w.Journal())
	if err != nil {
		return err
	}
	return w.Update(func(s *workspace.State) error {
		adsync.RecordByHand(s, c, m, now, whoami())
		return nil
	})
}
