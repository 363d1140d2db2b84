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
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
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
	cmd.Flags().StringVar(&o.typed, "type", "", "the words that would be asked for, "+migrate.Quote(deletionRisk().Type))
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
			if err := noteByHand(hosts, adsync.ResumeScript, *global); err != nil {
				return err
			}
			return bothLive(*global)
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

// bothLive tells that AD sync is back while SCIM is on.
func bothLive(global globalOptions) error {
	on, err := scimOn(global)
	if err != nil || len(on) == 0 {
		return err
	}
	fmt.Fprintln(os.Stderr, "both are live now, AD sync and SCIM ("+strings.Join(on, ", ")+"): sharing groups can be deleted. Stop one of the two now.")
	return errFindings
}

// resumeBesideSCIM refuses to bring AD sync back while SCIM is on, or keeps why it
// is done all the same.
func resumeBesideSCIM(force string, global globalOptions) error {
	on, err := scimOn(global)
	if err != nil || len(on) == 0 {
		return err
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

// scimOn lists what the workspace knows of SCIM being on.
func scimOn(global globalOptions) ([]string, error) {
	state, err := memory{global.workspace}.state()
	if err != nil {
		return nil, err
	}
	var on []string
	for _, f := range []doctor.Fact{doctor.SCIMConfidential, doctor.SCIMSelfHosted} {
		if state.Facts[string(f)].Value == "on" {
			on = append(on, string(f)+" is on")
		}
	}
	for _, id := range []string{"switch-on", "idp-started"} {
		if s := state.Playbook.Steps[id].Status; s == playbook.DoneVerified || s == playbook.DoneAttested {
			on = append(on, "the step "+id+" is done")
		}
	}
	return on, nil
}

// noteByHand takes the results of a script that an admin ran.
func noteByHand(flags *hostFlags, action adsync.Script, global globalOptions) error {
	if hosts := *flags; hosts.local || len(hosts.names) > 0 {
		return badFlag("--result does not go with --local and --host", "what the file tells was done already, and nothing is done on them", "give them in two calls")
	}
	var changes []*adsync.Change
	for _, file := range flags.results {
		c, err := readResult(file, func(r io.Reader, name string) (*adsync.Change, error) { return adsync.ReadChange(r, name, action) })
		if err != nil {
			return err
		}
		changes = append(changes, c)
	}
	return record(global.workspace, func(w *workspace.Workspace) error {
		var running error
		for _, c := range changes {
			m, err := adsync.Remember(w.Journal())
			if err != nil {
				return err
			}
			if c.Heard(m) {
				fmt.Printf("the result from %s of %s was noted before\n", oneLine(c.Host), c.Time.Format(time.RFC3339))
				continue
			}
			now, outdated := time.Now().UTC(), c.Outdated(m)
			if err := adsync.NoteChange(w.Journal(), workspace.NewRun(), c, outdated); err != nil {
				return err
			}
			var paths []string
			for _, t := range c.Tasks {
				if action == adsync.StopScript && t.After != nil && t.After.State == "running" {
					running = errFindings
				}
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
		return running
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
