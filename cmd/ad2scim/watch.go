package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/watch"
)

type watchOptions struct {
	interval time.Duration
	once     bool
	audit    string
	since    string
}

func newWatch(global *globalOptions) *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch [--interval 15m] [--once]",
		Short: "Compare again and again, and say when a name drifts or AD sync wakes up",
		Long: `Compare both sides on an interval and write one line of JSON for each thing that
changed: a group whose name drifted, one that is exact again, a sign that AD sync
is awake (in --audit-log, or on a machine named by --local, --host or --result), a
side or machine that could not be read. A round that fails is told and does not
end the watch; an interrupt does.
Exit status: 0 nothing was told, 1 something was; with --once 3 if a side could
not be read.`,
		Example: `  ad2scim watch --interval 15m >> drift.jsonl
  ad2scim watch --once --audit-log audit.jsonl --since 2026-11-20T12:00:00Z`,
		Args: cobra.NoArgs,
	}
	ad, scim, hosts := addADFlags(cmd), addSCIMFlags(cmd), addHostFlags(cmd)
	f := cmd.Flags()
	f.DurationVar(&o.interval, "interval", 15*time.Minute, "time from the start of a round to the next, such as 15m or 1h")
	f.BoolVar(&o.once, "once", false, "one round, for a monitor that has a clock of its own")
	f.StringVar(&o.audit, "audit-log", "", "Dashlane's audit log, read anew in each round, to be searched for group events after --since")
	f.StringVar(&o.since, "since", "", "when AD sync was stopped, as 2026-11-20T12:00:00Z (default: when the watch began)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return runWatch(cmd.Context(), ad, scim, hosts, o, *global)
	}
	return cmd
}

func runWatch(ctx context.Context, ad, scim *sourceFlags, hosts *hostFlags, o watchOptions, global globalOptions) error {
	since := time.Now()
	if o.once && o.audit != "" && o.since == "" {
		return badFlag("--since is missing", "one round has no earlier one, so that nobody can say which events are new", "give the time at which AD sync was stopped")
	}
	if o.since != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, o.since); err != nil {
			return badFlag("--since does not know "+migrate.Quote(o.since), "", "give a time as 2026-11-20T12:00:00Z")
		}
	}
	if o.interval < time.Second {
		return badFlag("--interval must be a second or more", "", "15m is enough as a rule")
	}
	remembered := memory{global.workspace}
	connections := map[migrate.Side]migrate.Connection{}
	for _, flags := range []*sourceFlags{ad, scim} {
		if flags.connection.Location == "-" {
			return badFlag("watch cannot read standard input", "it reads again and again", "give a file or a server")
		}
		c, err := connect(ctx, flags, remembered)
		if err != nil {
			return err
		}
		connections[flags.side] = c
	}
	round := func(ctx context.Context) (watch.Round, error) {
		r, err := watchRound(ctx, connections, o.audit, since, remembered)
		if err != nil || !hosts.named() {
			return r, err
		}
		tasks, err := taskSigns(ctx, hosts)
		r.Awake = append(r.Awake, tasks...)
		return r, err
	}
	out := json.NewEncoder(os.Stdout)
	tell := func(e watch.Event) error { return out.Encode(e) }
	if o.once {
		return watchOnce(ctx, round, tell)
	}
	seen, err := watch.Run(ctx, o.interval, round, tell)
	if err == nil && seen {
		return errFindings
	}
	return err
}

func watchOnce(ctx context.Context, round watch.Look, tell func(watch.Event) error) error {
	r, err := round(ctx)
	if migrate.ClassOf(err) == migrate.Unreachable && ctx.Err() == nil {
		return errors.Join(tell(watch.Lost(err)), err)
	}
	if err != nil {
		return err
	}
	events := watch.Compare(nil, r)
	for _, e := range events {
		if err := tell(e); err != nil {
			return err
		}
	}
	if len(events) > 0 {
		return errFindings
	}
	return nil
}

// watchRound reads both sides and the audit log once.
func watchRound(ctx context.Context, connections map[migrate.Side]migrate.Connection, audit string, since time.Time, remembered memory) (watch.Round, error) {
	lists := map[migrate.Side]list{}
	for side, c := range connections {
		l, err := readOne(ctx, side, c, newProgress(true))
		if err != nil {
			return watch.Round{}, err
		}
		lists[side] = l
	}
	decisions, err := remembered.Decisions()
	if err != nil {
		return watch.Round{}, err
	}
	result, err := diff.Compare(ctx, lists[migrate.AD].groups, lists[migrate.SCIM].groups, diff.Options{Decisions: decisions})
	if err != nil {
		return watch.Round{}, err
	}
	r := watch.Round{At: time.Now().UTC(), Result: result}
	if audit != "" {
		r.Awake, err = auditEvents(audit, since)
	}
	return r, err
}

// auditEvents lists the group events of an audit log after a moment.
func auditEvents(file string, since time.Time) ([]watch.Sign, error) {
	events, err := readAuditLog(file)
	if err != nil {
		return nil, err
	}
	var signs []watch.Sign
	for _, e := range events {
		if e.Group != "" && e.Time.After(since) {
			signs = append(signs, watch.Sign{At: e.Time, What: e.Type, Group: e.Group})
		}
	}
	return signs, nil
}
