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
		Short: "Write the script for a server that cannot be reached from here",
		Long: `Write one readable PowerShell 3.0 script, and print its SHA-256, so that you can
check on the server that it is the same (Get-FileHash). Run it there as
administrator with -Out FILE, bring the file back, and give it with --result.
The result names the script's SHA-256: the result of a stop or resume script that was
changed, or that was written for another host, is refused.

How to run it, by what stands in the way (Get-ExecutionPolicy -List shows the policies):
  no policy, or one that you may go around:
    powershell -NoProfile -ExecutionPolicy Bypass -File .\find.ps1 -Out found.json
  RemoteSigned, and the file was downloaded:
    Unblock-File .\find.ps1
  Group Policy sets AllSigned: sign the file, or give PowerShell its text:
    Get-Content -Raw .\find.ps1 | Invoke-Expression > found.json
  Constrained Language Mode: find works, and names what it could not follow; stop and
  resume refuse, so that Task Scheduler is left to do it by hand.
.\find.ps1 > found.json gives the result too.`,
		Example: `  ad2scim sync script --out find.ps1
  ad2scim sync script --action stop --task '\Dashlane\Sync' --out stop.ps1`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("--action", action, "find", "stop", "resume"); err != nil {
				return err
			}
			r.Action = operation.SyncAction(action)
			switch {
			case r.Action == operation.SyncResume && len(r.Tasks) == 0 && r.Host == "":
				return badFlag("--task or --for-host is missing", "the script must know which tasks to resume",
					"name the host, and the journal tells its tasks")
			case r.Action == operation.SyncStop && len(r.Tasks) == 0:
				return badFlag("--task is missing", "the script must know which tasks to "+action,
					"give the path as ad2scim sync find shows it")
			case r.Action == operation.SyncFind && (len(r.Tasks) > 0 || r.EndRunning):
				return badFlag("--task and --end-running do not go with --action find", "it changes nothing", "leave them out")
			}
			content, sum, err := global.service().SyncScript(r)
			if err != nil {
				return err
			}
			return writeScript(out, content, sum, global.streams)
		},
	}
	f := cmd.Flags()
	f.StringVar(&action, "action", "find", "what the script does: find, stop or resume")
	f.StringArrayVar(&r.Tasks, "task", nil, `path of a scheduled task, such as \Dashlane\Sync (repeatable)`)
	f.StringVar(&r.Host, "for-host", "",
		"the only host that the script changes; with --action resume and no --task, the one whose tasks the journal names")
	f.BoolVar(&r.EndRunning, "end-running", false, "with --action stop: end an instance that runs")
	f.StringVar(&r.Force, "force", "", "with --action resume: the reason to resume AD sync while SCIM is on")
	f.StringVar(&out, "out", "", "file to write (default: standard output)")
	registerChoices(cmd, "action", "find", "stop", "resume")
	return cmd
}

func writeScript(out string, content []byte, sum string, s streams) error {
	if out == "" {
		_, err := s.out.Write(content)
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
