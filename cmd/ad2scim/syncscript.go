package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
)

func newSyncScript(global *globalOptions) *cobra.Command {
	var action, out, host, force string
	var args adsync.Arguments
	cmd := &cobra.Command{
		Use:   "script [--action find|stop|resume] [--task PATH]... [--out FILE]",
		Short: "Write the script for a server that cannot be reached from here",
		Long: `Write one readable PowerShell 3.0 script, and print its SHA-256, so that you can
check on the server that it is the same (Get-FileHash). Run it there as
administrator with -Out FILE, bring the file back, and give it with --result.`,
		Example: `  ad2scim sync script --out find.ps1
  ad2scim sync script --action stop --task '\Dashlane\Sync' --out stop.ps1`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("--action", action, "find", "stop", "resume"); err != nil {
				return err
			}
			script := adsync.Script(action)
			if script == adsync.ResumeScript {
				if err := resumeBesideSCIM(force, *global); err != nil {
					return err
				}
			}
			if script == adsync.ResumeScript && len(args.Tasks) == 0 {
				var err error
				if args.Host, args.Tasks, err = stoppedTasks(global.workspace, host); err != nil {
					return err
				}
			}
			if script != adsync.FindScript && len(args.Tasks) == 0 {
				return badFlag("--task is missing", "the script must know which tasks to "+action, "give the path as ad2scim sync find shows it")
			}
			if script == adsync.FindScript && (len(args.Tasks) > 0 || args.EndRunning) {
				return badFlag("--task and --end-running do not go with --action find", "it changes nothing", "leave them out")
			}
			content, sum, err := script.File(args)
			if err != nil {
				return badFlag("a task's path cannot be written into a script", err.Error(), "disable that task in Task Scheduler by hand")
			}
			return writeScript(out, content, sum)
		},
	}
	f := cmd.Flags()
	f.StringVar(&action, "action", "find", "what the script does: find, stop or resume")
	f.StringArrayVar(&args.Tasks, "task", nil, `path of a scheduled task, such as \Dashlane\Sync (repeatable)`)
	f.StringVar(&host, "for-host", "", "with --action resume and no --task: the host whose tasks the journal names")
	f.BoolVar(&args.EndRunning, "end-running", false, "with --action stop: end an instance that runs")
	f.StringVar(&force, "force", "", "with --action resume: the reason to resume AD sync while SCIM is on")
	f.StringVar(&out, "out", "", "file to write (default: standard output)")
	registerChoices(cmd, "action", "find", "stop", "resume")
	return cmd
}

// stoppedTasks lists the tasks of one host that the journal says are to be
// brought back, with the host as it calls itself.
func stoppedTasks(dir, host string) (own string, paths []string, err error) {
	if host == "" {
		return "", nil, badFlag("--task or --for-host is missing", "the script must know which tasks to resume", "name the host, and the journal tells its tasks")
	}
	w, err := migration.OpenReadOnly(dir)
	if err != nil {
		return "", nil, err
	}
	defer w.Close()
	m, err := adsync.Remember(w.Journal())
	if err != nil {
		return "", nil, err
	}
	plan := adsync.ResumePlan(m, host, "")
	for _, t := range plan.Tasks {
		paths = append(paths, t.Path)
	}
	if len(paths) == 0 {
		return "", nil, badFlag("there is nothing to resume on "+migrate.Quote(host), "the journal names no task there that this program disabled", "enable it in Task Scheduler by hand")
	}
	return plan.Host, paths, nil
}

func writeScript(out string, content []byte, sum string) error {
	if out == "" {
		_, err := os.Stdout.Write(content)
		fmt.Fprintln(os.Stderr, "SHA-256:", sum)
		return err
	}
	err := writeNew(out, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("%s\nSHA-256: %s\n", oneLine(out), sum)
	return nil
}
