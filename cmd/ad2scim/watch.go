package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/operation"
)

type watchOptions struct {
	interval time.Duration
	once     bool
	all      bool
	audit    string
	since    string
	ignore   []string
}

func newWatch(global *globalOptions) *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch [--interval 15m] [--once]",
		Short: "Compare at an interval, and report when a name drifts or AD sync runs again",
		Long: `Compare both sides at an interval and write one line of JSON for each change:
  drift           a group's name is no longer exact
  exact-again     the name is exact again
  gone            the group no longer exists
  awake           a sign that AD sync runs, in --audit-log or on a host given with
                  --local, --host or --result
  unreachable     a side, log or host could not be read
  partial         it could be read only in part
  stale           its result is older than a day and than --interval, or is dated in
                  the future
  reached-again   the problem is over
A source that can't be read doesn't stop the checks of the others.
Each change is reported once. The workspace records what was reported, for the next
watch too; --all reports again everything that is still wrong. Reports, comparisons,
and scans are recorded in the journal as by ad2scim diff and ad2scim sync find, and a
result that contradicts a requirement locks the steps that depend on it.
A group event in the audit log is only a hint: SCIM provisioning causes them too.
Exit status: 0 nothing is wrong, 1 something is wrong, or the audit log had a new
hint. With --once: 3 if a source could not be reached, and 2 if a file is not valid.
Without --once, an interrupt or SIGTERM ends the watch normally, and the exit status
is that of the last round.`,
		Example: `  ad2scim watch --interval 15m >> drift.jsonl
  ad2scim watch --once --ignore-status ad-only,scim-only
  ad2scim watch --once --audit-log audit.jsonl --since 2026-11-20T12:00:00Z`,
		Args: cobra.NoArgs,
	}
	ad, scim, hosts := addADFlags(cmd, global), addSCIMFlags(cmd, global), addHostFlags(cmd)
	f := cmd.Flags()
	f.DurationVar(&o.interval, "interval", 15*time.Minute, "time between the starts of two rounds, such as 15m or 1h")
	f.BoolVar(&o.once, "once", false, "run one round and exit, for a monitor that has its own schedule")
	f.BoolVar(&o.all, "all", false, "report everything that is wrong, including what was reported before")
	f.StringVar(&o.audit, "audit-log", "",
		"Dashlane audit log to search in each round for group events after --since")
	f.StringVar(&o.since, "since", "",
		"when AD sync was stopped, as 2026-11-20T12:00:00Z (default: what the workspace knows, or the start of the watch)")
	f.StringSliceVar(&o.ignore, "ignore-status", nil,
		"statuses to ignore: ad-only, scim-only, conflict, differs; a group that gets one of them is not reported")
	registerChoices(cmd, "ignore-status", "ad-only", "scim-only", "conflict", "differs")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkNeeds(cmd, hostNeeds, need{flags: []string{"since"}, one: []string{"audit-log"}}); err != nil {
			return err
		}
		return runWatch(cmd.Context(), ad, scim, hosts, o, global)
	}
	return cmd
}

func runWatch(ctx context.Context, ad, scim *sourceFlags, hosts *hostFlags, o watchOptions,
	global *globalOptions,
) error {
	r, err := o.request(ad, scim, hosts)
	if err != nil {
		return err
	}
	r.Tell = func(e operation.WatchEvent) error {
		line, err := e.Line()
		if err != nil {
			return err
		}
		_, err = data(global.out).Write(line)
		return outputError(err)
	}
	c := global.console()
	c.line.end() // a watch never ends, so it shows no progress
	wrong, err := global.service().Watch(ctx, r, c, c)
	if err == nil && wrong {
		return errFindings
	}
	return err
}

// request turns the flags into an operation's request.
func (o watchOptions) request(ad, scim *sourceFlags, hosts *hostFlags) (r operation.WatchRequest, err error) {
	r = operation.WatchRequest{Hosts: hosts.input(), Interval: o.interval, Once: o.once, All: o.all, AuditLog: o.audit}
	if o.interval < time.Second {
		return r, badFlag("--interval must be a second or more", "", "15m is usually enough")
	}
	if r.Since, err = parseSince(o.since); err != nil {
		return r, err
	}
	for _, word := range o.ignore {
		status, err := diff.ParseStatus(word)
		if err != nil {
			return r, err
		}
		r.Ignore = append(r.Ignore, status)
	}
	r.AD, r.SCIM, err = inputs(ad, scim)
	return r, err
}
