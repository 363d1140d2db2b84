package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate/operation"
)

func newSyncScript(global *globalOptions) *cobra.Command {
	var action, out string
	var r operation.SyncScriptRequest
	cmd := &cobra.Command{
		Use:   "script [--action find|stop|resume] [--task PATH]... [--out FILE]",
		Short: "Write a script for a host that ad2scim can't reach",
		Long: `Write a readable PowerShell 3.0 script and print its SHA-256, so that you can check
on the host that the file is unchanged (Get-FileHash). Run it there as administrator
with -Out FILE, copy the file back, and read it with --result. The result contains the
script's SHA-256: the result of a stop or resume script that was changed, or that was
written for another host, is refused.

A stop or resume script without --for-host changes its tasks on every host that runs
it. If you have several hosts, write one script for each with --for-host.

How to run it depends on the execution policy (Get-ExecutionPolicy -List shows it):
  no policy, or one that you are allowed to bypass:
    powershell -NoProfile -ExecutionPolicy Bypass -File .\find.ps1 -Out found.json
  RemoteSigned, and the file was downloaded:
    Unblock-File .\find.ps1
  Group Policy sets AllSigned: sign the file, or pipe its text to PowerShell:
    Get-Content -Raw .\find.ps1 | Invoke-Expression > found.json
  Constrained Language Mode: find works, and lists what it could not follow; stop and
  resume refuse: use Task Scheduler instead.
.\find.ps1 > found.json writes the result too.`,
		Example: `  ad2scim sync script --out find.ps1
  ad2scim sync script --action stop --for-host SRV1 --task '\Dashlane\Sync' --out stop-SRV1.ps1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkScriptFlags(cmd, action, out); err != nil {
				return err
			}
			r.Action = operation.SyncAction(action)
			content, sum, err := global.service().SyncScript(r)
			if err != nil {
				return err
			}
			return writeScript(out, content, sum, global.streams)
		},
	}
	f := cmd.Flags()
	f.StringVar(&action, "action", "find", "action of the script: find, stop or resume")
	f.StringArrayVar(&r.Tasks, "task", nil, `path of a scheduled task, such as \Dashlane\Sync (repeatable)`)
	f.StringVar(&r.Host, "for-host", "",
		"the only host that the script changes; with --action resume and no --task, it resumes the tasks that the journal lists for the host")
	f.BoolVar(&r.EndRunning, "end-running", false, "with --action stop, also end a running instance")
	f.StringVar(&r.Force, "force", "", "with --action resume, resume AD sync although SCIM is on, for this reason")
	f.StringVar(&out, "out", "", "file to write (default: standard output)")
	registerChoices(cmd, "action", "find", "stop", "resume")
	return cmd
}

// checkScriptFlags refuses an unknown action, a flag that has no effect on a known one, and a
// file without a name.
func checkScriptFlags(cmd *cobra.Command, action, out string) error {
	if err := oneOf("--action", action, "find", "stop", "resume"); err != nil {
		return err
	}
	given := cmd.Flags().Changed
	switch {
	case action == "find" && given("for-host"):
		return badFlag("--for-host has no effect", "a script that finds changes no host", "leave it out")
	case action == "resume" && given("end-running"):
		return badFlag("--end-running has no effect", "it needs --action stop", "leave it out")
	case action != "resume" && given("force"):
		return badFlag("--force has no effect", "it needs --action resume", "leave it out")
	case given("out"):
		return checkFileName(out)
	}
	return nil
}

// scriptFlags explains which flags don't fit the action of a script.
func scriptFlags(e *operation.ScriptArgumentError) (what, why, next string) {
	switch {
	case e.Unused:
		return "--task and --end-running can't be used with --action find", "it changes nothing", "remove them"
	case e.Action == operation.SyncResume:
		return "--task or --for-host is missing", "the script needs the tasks to resume",
			"give --for-host to resume the tasks that the journal lists for that host"
	}
	return "--task is missing", "the script needs the tasks to " + string(e.Action),
		"give the path of each as ad2scim sync find shows it"
}

func writeScript(out string, content []byte, sum string, s streams) error {
	if out == "" {
		_, err := data(s.out).Write(content)
		fmt.Fprintln(s.err, "SHA-256:", sum)
		return err
	}
	err := writeNew(out, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s\nSHA-256: %s\n", oneLine(out), sum)
	return nil
}
