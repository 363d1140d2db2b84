package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/watch"
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
	f.StringVar(&o.audit, "audit-log", "", "Dashlane's audit log, read anew in each round, to be searched for group events after --since")
	f.StringVar(&o.since, "since", "", "when AD sync was stopped, as 2026-11-20T12:00:00Z (default: what the workspace knows, or when the watch began)")
	f.StringSliceVar(&o.ignore, "ignore-status", nil, "statuses that groups have on purpose: ad-only, scim-only, conflict, differs; a group that comes to be so is not told of")
	registerChoices(cmd, "ignore-status", "ad-only", "scim-only", "conflict", "differs")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return runWatch(cmd.Context(), ad, scim, hosts, o, *global)
	}
	return cmd
}

func runWatch(ctx context.Context, ad, scim *sourceFlags, hosts *hostFlags, o watchOptions, global globalOptions) error {
	if o.interval < time.Second {
		return badFlag("--interval must be a second or more", "", "15m is enough as a rule")
	}
	since, err := o.start(global.workspace)
	if err != nil {
		return err
	}
	w := watch.Watch{Tell: func(e watch.Event) error {
		line, err := e.Line()
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(line)
		return unwritten(err)
	}}
	for _, word := range o.ignore {
		status, err := diff.ParseStatus(word)
		if err != nil {
			return err
		}
		w.Ignore = append(w.Ignore, status)
	}
	remembered := memory{global.workspace}
	l := watcher{audit: o.audit, since: since, results: hosts.results, old: max(o.interval, 24*time.Hour), remembered: remembered}
	for _, flags := range []*sourceFlags{ad, scim} {
		if flags.connection.Location == "-" {
			return badFlag("watch cannot read standard input", "it reads again and again", "give a file or a server")
		}
		c, err := connect(ctx, flags, remembered)
		if err != nil {
			return err
		}
		l.sides = append(l.sides, side{flags.side, c})
	}
	reach, err := hosts.reach(ctx)
	if err != nil {
		return err
	}
	if l.hosts, err = reach.Hosts(); err != nil {
		return err
	}
	told, err := remembered.told(l.sides[0].name(), l.sides[1].name())
	if err != nil {
		return err
	}
	if o.all {
		told = watch.New(told.AD, told.SCIM)
	}
	k := newKeeper(global, told)
	l.saw = k.saw
	w.Look, w.Keep = l.round, k.keep
	var wrong bool
	if o.once {
		wrong, err = w.Once(ctx, told)
	} else {
		wrong, err = w.Run(ctx, o.interval, told)
	}
	if err == nil && wrong {
		return errFindings
	}
	return err
}

// start is the moment after which an event in the audit log is a sign.
func (o watchOptions) start(dir string) (time.Time, error) {
	if o.since == "" && o.audit == "" {
		return time.Now(), nil
	}
	since, err := stoppedAt(dir, o.since)
	if err != nil && o.since == "" && !o.once && migrate.ClassOf(err) == migrate.BadInput {
		return time.Now(), nil // nobody knows, so from now on
	}
	return since, err
}

// watcher is what the rounds of a watch look at.
type watcher struct {
	sides      []side
	audit      string
	since      time.Time
	hosts      []adsync.Host
	results    []string
	old        time.Duration // when a result is too old
	remembered memory
	saw        func(part, key string, looked adsync.Looked)
}

type side struct {
	side       migrate.Side
	connection migrate.Connection
}

// name tells the side's source from others, from wherever the program is started.
func (s side) name() string {
	if scheme, err := s.connection.Scheme(); err == nil && scheme == migrate.File {
		if path, err := filepath.Abs(s.connection.Location); err == nil {
			return path
		}
	}
	return s.connection.String()
}

// round looks at everything. What cannot be looked at hides nothing of the rest.
func (l watcher) round(ctx context.Context) watch.Round {
	r := watch.Round{At: time.Now().UTC()} // what is read later may be newer, and never older
	lists := map[migrate.Side]list{}
	for _, s := range l.sides {
		got, err := readOne(ctx, s.side, s.connection, newProgress(true))
		part := watch.Part{Name: string(s.side)}
		if err != nil {
			part = watch.Failed(part.Name, err)
		} else {
			lists[s.side] = got
		}
		r.Parts = append(r.Parts, part)
	}
	if len(lists) == len(l.sides) {
		result, err := l.compare(ctx, lists)
		part := watch.Part{Name: "workspace"}
		if err != nil {
			part = watch.Failed(part.Name, err)
		}
		r.Result, r.Parts = result, append(r.Parts, part)
	}
	if l.audit != "" {
		r.Parts = append(r.Parts, auditPart(l.audit, l.since))
	}
	r.Parts = append(r.Parts, l.machines(ctx)...)
	return r
}

func (l watcher) compare(ctx context.Context, lists map[migrate.Side]list) (*diff.Result, error) {
	decisions, err := l.remembered.Decisions()
	if err != nil {
		return nil, err
	}
	result, err := diff.Compare(ctx, lists[migrate.AD].groups, lists[migrate.SCIM].groups, diff.Options{Decisions: decisions})
	if err != nil {
		return nil, err
	}
	result.ADSource, result.SCIMSource = lists[migrate.AD].source, lists[migrate.SCIM].source
	return result, nil
}

// auditPart lists the group events of an audit log after a moment. One that ends
// within an event is told as far as it goes.
func auditPart(file string, since time.Time) watch.Part {
	const name = "audit-log"
	events, err := readAuditLog(file)
	part := watch.Part{Name: name}
	switch {
	case errors.Is(err, groupfile.ErrTorn):
		part.Wrong, part.Why = watch.Partial, err.Error()
	case err != nil:
		return watch.Failed(name, err)
	}
	for _, e := range events {
		if e.Group != "" && e.Time.After(since) {
			part.Signs = append(part.Signs, watch.Sign{At: e.Time, What: e.Type, Group: e.Group})
		}
	}
	return part
}
