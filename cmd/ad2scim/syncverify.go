package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

type verifyOptions struct {
	format  format
	audit   string
	console []string
	notSync []string
	gone    []string
}

func newSyncVerify(global *globalOptions) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify --local | --host HOST... | --result FILE...",
		Short: "Verify that AD sync has stopped",
		Long: `Scan again and verify that the tasks are disabled, that nothing runs, and that each
task's next start after the stop has passed without a run. The next start is the
earliest of its triggers in the host's time zone, plus its random delay, its restarts,
and its longest recorded run. The result says when it will be certain. A disabled task
never runs, so this only shows that nothing else started the script. Something without
a next start (at logon, at startup, on an event, a service) needs, a day after the
stop, an audit log of that day without a group change (--audit-log), or the Admin
Console's last sync date (--console-last-sync). The newest scan of every host counts,
also of hosts that you leave out, and the worst result decides.
Exit status: 0 stopped for certain, 1 not yet certain.`,
		Example: `  ad2scim sync verify --host srv1.corp.example.com --host-user CORP\admin
  ad2scim sync verify --result found.json --audit-log dashlane.jsonl --console-last-sync 2026-11-20T10:00:00Z`,
		Args: cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().StringVar(&o.audit, "audit-log", "", "Dashlane audit log to search for group events after the stop")
	cmd.Flags().StringArrayVar(&o.console, "console-last-sync", nil,
		"last sync date that the Admin Console shows now, or DATE@WHEN-READ; give it again after an interval (RFC 3339)")
	cmd.Flags().StringArrayVar(&o.notSync, "not-sync", nil,
		"task path, or HOST and path: confirm that this possible match is not AD sync (repeatable)")
	cmd.Flags().StringArrayVar(&o.gone, "gone", nil,
		"host that was scanned before: confirm that it no longer exists (repeatable)")
	addFormatFlag(cmd, &o.format)
	global.addOutFlag(cmd, true)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.format.check(); err != nil {
			return err
		}
		if err := checkNeeds(cmd, hostNeeds); err != nil {
			return err
		}
		return verify(cmd.Context(), hosts, o, global)
	}
	return cmd
}

func verify(ctx context.Context, hosts *hostFlags, o verifyOptions, global *globalOptions) error {
	readings, err := parseConsole(o.console, time.Now().UTC())
	if err != nil {
		return err
	}
	c := global.console()
	input := operation.VerifyInput{Console: readings, NotSync: taskNames(o.notSync), Gone: o.gone, AuditLog: o.audit}
	verdict, locked, err := global.service().VerifySync(ctx, hosts.input(), input, c, c)
	c.line.end()
	if err != nil {
		return err
	}
	if err := global.result(o.format, verdict, verdict.WriteTable); err != nil {
		return err
	}
	if !verdict.IsCertain() {
		return errFindings
	}
	if locked != "" {
		c.note(locked)
	}
	return nil
}

func taskNames(all []string) (names []operation.TaskName) {
	for _, n := range all {
		names = append(names, operation.TaskName(n))
	}
	return names
}

func parseConsole(values []string, now time.Time) ([]operation.ConsoleReading, error) {
	var all []operation.ConsoleReading
	for _, text := range values {
		r, ok := operation.ParseConsoleReading(text, now)
		if !ok {
			return nil, badFlag("--console-last-sync can't be "+migrate.Quote(text), "it must be a date in the past",
				"give it as 2026-11-20T10:00:00Z")
		}
		all = append(all, r)
	}
	return all, nil
}
