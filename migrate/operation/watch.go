package operation

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/watch"
)

// WatchRequest says what is watched, and how often.
type WatchRequest struct {
	AD, SCIM Input
	Hosts    HostInput
	Interval time.Duration
	Once     bool
	All      bool // report everything that is wrong, even if it was reported before
	AuditLog string
	Since    time.Time // when AD sync was stopped; zero for what the workspace knows
	Ignore   []diff.Status
	// Tell receives each event.
	Tell func(watch.Event) error
}

// staleAfter is the age from which a result file is too old to show the present state.
const staleAfter = 24 * time.Hour

// Watch compares at each interval and reports what changed. It returns whether anything was
// not as it should be in the last round.
func (s *Service) Watch(ctx context.Context, r WatchRequest, ask Prompter, show Progress) (wrong bool, err error) {
	since, err := s.watchedSince(r)
	if err != nil {
		return false, err
	}
	l := watcher{
		service: s, audit: r.AuditLog, since: since, results: r.Hosts.Results,
		staleAfter: max(r.Interval, staleAfter),
	}
	sides := []Input{r.AD, r.SCIM}
	if n, err := s.fromStandardInput(sides); err != nil {
		return false, err
	} else if n > 0 {
		return false, &StandardInputError{Repeated: true}
	}
	for _, in := range sides {
		c, err := s.Connect(ctx, in, ask, show)
		if err != nil {
			return false, err
		}
		l.sides = append(l.sides, watchedSide{in.Side, c})
	}
	reach, err := r.Hosts.targets(ctx, ask)
	if err != nil {
		return false, err
	}
	if l.hosts, err = reach.Hosts(); err != nil {
		return false, err
	}
	last, err := s.lastReported(l.sides[0].name(), l.sides[1].name())
	if err != nil {
		return false, err
	}
	if r.All {
		last = watch.New(last.AD, last.SCIM)
	}
	k := newEventRecorder(s, last, show)
	l.scanned, l.compared = k.scanned, k.compared
	w := watch.Watch{Report: r.Tell, Ignore: r.Ignore, Check: l.round, Record: k.record}
	if r.Once {
		return w.Once(ctx, last)
	}
	return w.Run(ctx, r.Interval, last)
}

// watchedSince returns the time after which an event in the audit log is a sign of AD sync.
func (s *Service) watchedSince(r WatchRequest) (time.Time, error) {
	if r.Since.IsZero() && r.AuditLog == "" {
		return time.Now(), nil
	}
	since, err := s.stoppedAt(r.Since)
	if _, unknown := errors.AsType[*UnknownStopError](err); unknown && !r.Once {
		return time.Now(), nil // the time of the stop is unknown, so from now on
	}
	return since, err
}

// watcher runs the rounds of a watch.
type watcher struct {
	service    *Service
	sides      []watchedSide
	audit      string
	since      time.Time
	hosts      []adsync.Host
	results    []string
	staleAfter time.Duration
	scanned    func(part, id string, scan adsync.ScanResult)
	compared   func(evidence.About)
}

type watchedSide struct {
	side       migrate.Side
	connection migrate.Connection
}

// name identifies the side's sources, with absolute paths: it is the same in whatever
// folder the program is started.
func (s watchedSide) name() string {
	var all []string
	for _, one := range s.connection.Sources() {
		if whole := one.Absolute(); filepath.IsAbs(whole.Location) {
			all = append(all, whole.Location)
			continue
		}
		all = append(all, one.String())
	}
	return strings.Join(all, ", ")
}

// round checks everything. A part that can't be checked doesn't keep the others from it.
func (l watcher) round(ctx context.Context) watch.Round {
	r := watch.Round{At: time.Now().UTC()} // before anything is read, so that nothing that was read is older
	lists := map[migrate.Side]List{}
	for _, s := range l.sides {
		got, err := l.service.read(ctx, s.side, s.connection, unattended{})
		part := watch.Part{Name: string(s.side)}
		if err != nil {
			part = watch.Failed(part.Name, err)
		} else {
			lists[s.side] = got
		}
		r.Parts = append(r.Parts, part)
	}
	if len(lists) == len(l.sides) {
		result, err := l.service.pair(ctx, lists[migrate.AD], lists[migrate.SCIM])
		part := watch.Part{Name: "workspace"}
		if err != nil {
			part = watch.Failed(part.Name, err)
		}
		r.Result, r.Parts = result, append(r.Parts, part)
		l.compared(about(lists[migrate.AD], lists[migrate.SCIM]))
	}
	if l.audit != "" {
		r.Parts = append(r.Parts, auditPart(l.audit, l.since))
	}
	r.Parts = append(r.Parts, l.hostParts(ctx)...)
	return r
}

// auditPart lists the group events of an audit log after since. If the log ends in the
// middle of an event, the events before it are listed and the part is Partial.
func auditPart(file string, since time.Time) watch.Part {
	const name = "audit-log"
	events, err := ReadAuditLog(file)
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

// lastReported returns what earlier watches of these sources last reported.
func (s *Service) lastReported(ad, scim string) (watch.State, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return watch.State{}, err
	}
	defer w.Close()
	data, err := w.LoadWatch()
	if err != nil {
		return watch.State{}, err
	}
	state, err := watch.Decode(data)
	return state.For(ad, scim), err
}
