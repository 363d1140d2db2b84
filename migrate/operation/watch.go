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
	All      bool // tell what stands, also what was told before
	AuditLog string
	Since    time.Time // when AD sync was stopped; zero for what the workspace knows
	Ignore   []diff.Status
	// Tell gets each event.
	Tell func(watch.Event) error
}

// staleAfter is the age from which a result file says nothing of now.
const staleAfter = 24 * time.Hour

// Watch compares again and again and tells what changed. wrong says that something
// is not as it should be in the last round.
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
	told, err := s.toldBefore(l.sides[0].name(), l.sides[1].name())
	if err != nil {
		return false, err
	}
	if r.All {
		told = watch.New(told.AD, told.SCIM)
	}
	k := newEventRecorder(s, told, show)
	l.scanned, l.compared = k.scanned, k.compared
	w := watch.Watch{Tell: r.Tell, Ignore: r.Ignore, Look: l.round, Keep: k.keep}
	if r.Once {
		return w.Once(ctx, told)
	}
	return w.Run(ctx, r.Interval, told)
}

// watchedSince is the moment after which an event in the audit log is a sign.
func (s *Service) watchedSince(r WatchRequest) (time.Time, error) {
	if r.Since.IsZero() && r.AuditLog == "" {
		return time.Now(), nil
	}
	since, err := s.stoppedAt(r.Since)
	if _, unknown := errors.AsType[*UnknownStopError](err); unknown && !r.Once {
		return time.Now(), nil // nobody knows, so from now on
	}
	return since, err
}

// watcher is what the rounds of a watch look at.
type watcher struct {
	service    *Service
	sides      []watchedSide
	audit      string
	since      time.Time
	hosts      []adsync.Host
	results    []string
	staleAfter time.Duration
	scanned    func(part, key string, scan adsync.ScanResult)
	compared   func(evidence.About)
}

type watchedSide struct {
	side       migrate.Side
	connection migrate.Connection
}

// name tells the side's sources from others, from wherever the program is started.
func (s watchedSide) name() string {
	var all []string
	for _, one := range s.connection.Each() {
		if whole := one.Absolute(); filepath.IsAbs(whole.Location) {
			all = append(all, whole.Location)
			continue
		}
		all = append(all, one.String())
	}
	return strings.Join(all, ", ")
}

// round looks at everything. What cannot be looked at hides nothing of the rest.
func (l watcher) round(ctx context.Context) watch.Round {
	r := watch.Round{At: time.Now().UTC()} // what is read later may be newer, and never older
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

// auditPart lists the group events of an audit log after a moment. One that ends
// within an event is told as far as it goes.
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

// toldBefore returns what earlier watches of these sources told.
func (s *Service) toldBefore(ad, scim string) (watch.State, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return watch.State{}, err
	}
	defer w.Close()
	data, err := w.Watch()
	if err != nil {
		return watch.State{}, err
	}
	state, err := watch.Decode(data)
	return state.For(ad, scim), err
}
