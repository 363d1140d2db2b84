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
		Short: "Compare again and again, and say when a name drifts or AD sync wakes up",
		Long: `Compare both sides on an interval and write one line of JSON for each thing that
changed: a group whose name drifted (drift), is exact again (exact-again) or is no
more (gone); a sign that AD sync is awake, in --audit-log or on a machine named by
--local, --host or --result (awake); a side, log or machine that could not be read
(unreachable), not wholly (partial), or of which the result is older than a day
and than --interval, or of the future (stale), and the end of that (reached-again). What cannot be
read hides nothing of the rest.
The workspace keeps what was told, so that each thing is told once, also by the
next watch; --all tells again what stands. What is told goes into its journal too,
a comparison is noted there as by ad2scim diff, and a look at a machine as by
ad2scim sync find: an interlock that it speaks against shuts.
A group event in the audit log is a hint: SCIM provisioning makes such events too.
Exit status: 0 all is as it should be, 1 something is not, or the audit log had a
new hint; with --once 3 if something could not be reached, and 2 if a file is
wrong. Without --once an interrupt or SIGTERM is an orderly end, and the status
tells how things stood in the last round.`,
		Example: `  ad2scim watch --interval 15m >> drift.jsonl
  ad2scim watch --once --ignore-status ad-only,scim-only
  ad2scim watch --once --audit-log audit.jsonl --since 2026-11-20T12:00:00Z`,
		Args: cobra.NoArgs,
	}
	ad, scim, hosts := addADFlags(cmd), addSCIMFlags(cmd), addHostFlags(cmd)
	f := cmd.Flags()
	f.DurationVar(&o.interval, "interval", 15*time.Minute, "time from the start of a round to the next, such as 15m or 1h")
	f.BoolVar(&o.once, "once", false, "one round, for a monitor that has a clock of its own")
	f.BoolVar(&o.all, "all", false, "tell everything that is not as it should be, also what was told before")
	f.StringVar(&o.audit, "audit-log", "",
		"Dashlane's audit log, read anew in each round, to be searched for group events after --since")
	f.StringVar(&o.since, "since", "",
		"when AD sync was stopped, as 2026-11-20T12:00:00Z (default: what the workspace knows, or when the watch began)")
	f.StringSliceVar(&o.ignore, "ignore-status", nil,
		"statuses that groups have on purpose: ad-only, scim-only, conflict, differs; a group that comes to be so is not told of")
	registerChoices(cmd, "ignore-status", "ad-only", "scim-only", "conflict", "differs")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
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
		_, err = global.out.Write(line)
		return unwritten(err)
	}
	c := global.console()
	c.line.end() // a watch has no end to show the way to
	wrong, err := global.service().Watch(ctx, r, c, c)
	if err == nil && wrong {
		return errFindings
	}
	return err
}

// request is what the flags say is to be watched.
func (o watchOptions) request(ad, scim *sourceFlags, hosts *hostFlags) (r operation.WatchRequest, err error) {
	r = operation.WatchRequest{Hosts: hosts.input(), Interval: o.interval, Once: o.once, All: o.all, AuditLog: o.audit}
	if o.interval < time.Second {
		return r, badFlag("--interval must be a second or more", "", "15m is enough as a rule")
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
	if ad.connection.Location == "-" || scim.connection.Location == "-" {
		return r, badFlag("watch cannot read standard input", "it reads again and again", "give a file or a server")
	}
	r.AD, r.SCIM, err = inputs(ad, scim)
	return r, err
}
