package fix

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"ad2scim/migrate"
)

// lateServer accepts every rename and shows it after a while, by the test's clock;
// with shows 0 never.
type lateServer struct {
	idServer
	mu    *sync.Mutex // renames run side by side
	clock *testClock
	shows time.Duration
}

func (s lateServer) Read(ctx context.Context, id string) (migrate.Object, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.idServer.Read(ctx, id)
}

func (s lateServer) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	if s.shows > 0 {
		s.clock.Later(s.shows, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.idServer[c.ID] = c.After
		})
	}
	return s.Read(ctx, c.ID)
}

// A server that accepts changes and makes none is asked for three, not for all; one
// that shows them late is waited for.
func TestThreeUnknownInARowStopRun(t *testing.T) {
	for shows, want := range map[time.Duration]map[State]int{
		0:                {Unknown: 3, NotStarted: 7},
		20 * time.Second: {Done: 10},
	} {
		clock := &testClock{now: time.Now()}
		server := lateServer{idServer{}, &sync.Mutex{}, clock, shows}
		var list []Fix
		for i := range 10 {
			id := fmt.Sprintf("g%d", i)
			server.idServer[id] = "group " + id
			list = append(list, Fix{ID: id, Attribute: migrate.DisplayName, Before: "group " + id, After: "Group " + id})
		}
		j := &memoryJournal{clock: clock}
		r, err := Apply(t.Context(), fixes(server, migrate.SCIM, list...),
			ApplyOptions{Targets: Targets{migrate.SCIM: server}, Journal: j, Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, want)
		if open, err := Unsettled(j); err != nil || len(open) != want[Unknown] {
			t.Errorf("%d are unsettled, %v", len(open), err)
		}
	}
}

// A release waits a minute for a change that shows late; only the program of the tests waits
// less.
func TestDefaultLatenessIsAMinute(t *testing.T) {
	if maxLateness != time.Minute {
		t.Error(maxLateness)
	}
}

// answering is a server that answers a rename as a test says.
type answering struct {
	idServer
	rename func(s *answering, c migrate.Change) error
	within time.Duration // how late it shows a change
	silent int           // so many readings after a rename fail
	writes int
	wrote  bool
}

func (s *answering) ReadDelay() time.Duration { return s.within }

func (s *answering) Read(ctx context.Context, id string) (migrate.Object, error) {
	if s.wrote && s.silent > 0 {
		s.silent--
		return migrate.Object{}, migrate.ErrOutcomeUnknown
	}
	return s.idServer.Read(ctx, id)
}

func (s *answering) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	s.writes++
	s.wrote = true
	err := s.rename(s, c)
	if err != nil {
		return migrate.Object{}, err
	}
	return s.idServer.Read(ctx, c.ID)
}

// The object decides whether a change was made, whatever was answered. A change is sent again only
// if its answer was lost and the object shows that it wasn't made.
func TestObjectDecidesOutcome(t *testing.T) {
	t.Parallel()
	clock := &testClock{now: time.Now()}
	give := func(name string, err ...error) func(*answering, migrate.Change) error {
		return func(s *answering, c migrate.Change) error {
			s.idServer[c.ID] = name
			return errors.Join(err...)
		}
	}
	for name, c := range map[string]struct {
		server answering
		want   State
		writes int
		undo   bool // there is something to undo
		waits  time.Duration
	}{
		"made":             {server: answering{rename: give("B")}, want: Done, writes: 1, undo: true},
		"stored otherwise": {server: answering{rename: give("B.")}, want: Failed, writes: 1, undo: true},
		"made, with damage": {
			server: answering{rename: give("B", migrate.ErrSent, migrate.ErrDamaged)},
			want:   Failed, writes: 1, undo: true,
		},
		"made, and refused": {
			server: answering{rename: give("B", migrate.ErrSent, migrate.ErrRefused)}, want: Done,
			writes: 1, undo: true,
		},
		"something else since": {server: answering{rename: give("C", migrate.ErrSent)}, want: Failed, writes: 1},
		"refused, and read too early": {
			server: answering{rename: give("b", migrate.ErrSent, migrate.ErrRefused), silent: 1},
			want:   Failed, writes: 1, waits: time.Second,
		},
		"accepted, and not made": {server: answering{rename: give("b")}, want: Failed, writes: 1, waits: time.Second},
		"lost, and not made": {
			server: answering{rename: give("b", migrate.ErrSent)}, want: Failed, writes: 2,
			waits: 2 * time.Second,
		},
		"shown after two seconds": {server: answering{
			within: time.Minute,
			rename: func(s *answering, c migrate.Change) error {
				clock.Later(2*time.Second, func() { s.idServer[c.ID] = c.After })
				return nil
			},
		}, want: Done, writes: 1, undo: true, waits: 5 * time.Second},
	} {
		if c.server.within == 0 {
			c.server.within = time.Second
		}
		server, j, began := &c.server, &memoryJournal{clock: clock}, clock.Now()
		server.idServer = idServer{"1": "b"}
		p := fixes(server, migrate.SCIM, Fix{ID: "1", Attribute: migrate.DisplayName, Before: "b", After: "B"})
		r, err := Apply(t.Context(), p, ApplyOptions{Targets: Targets{migrate.SCIM: server}, Journal: j, Clock: clock})
		if err != nil || r.Count(c.want) != 1 || server.writes != c.writes || clock.Now().Sub(began) > c.waits {
			t.Errorf("%s: %v, %+v, %d writes in %v", name, err, r.Outcomes, server.writes, clock.Now().Sub(began))
		}
		if undo, err := Undo(j, Selection{}); err != nil || (len(undo.Fixes) == 1) != c.undo {
			t.Errorf("%s: %v, to undo are %+v", name, err, undo.Fixes)
		}
	}
}

// A run ends at the failure that was asked for; a limit of changes is reached, not exceeded, by a
// plan of as many.
func TestStopAfterErrors(t *testing.T) {
	t.Parallel()
	for limit, failed := range map[int]int{0: 1, 1: 1, 2: 2, -1: 4} {
		server := &answering{idServer: idServer{}, rename: func(*answering, migrate.Change) error {
			return migrate.ErrDenied
		}}
		var list []Fix
		for _, id := range []string{"a", "b", "c", "d"} {
			server.idServer[id] = id
			list = append(list, Fix{ID: id, Attribute: migrate.DisplayName, Before: id, After: id + "!"})
		}
		r, err := Apply(t.Context(), fixes(server, migrate.SCIM, list...), ApplyOptions{
			Targets: Targets{migrate.SCIM: server}, Journal: &memoryJournal{clock: &testClock{}},
			StopAfterErrors: limit, MaxChanges: 4,
		})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, map[State]int{Failed: failed, NotStarted: 4 - failed})
	}
}

// What an earlier run left open, and shows while this run goes on, is settled at its end.
func TestEarlierChangeIsSettledAtTheEnd(t *testing.T) {
	t.Parallel()
	clock := &testClock{now: time.Now()}
	server := lateServer{idServer{"1": "a", "2": "b"}, &sync.Mutex{}, clock, 20 * time.Second}
	j := &memoryJournal{clock: clock}
	j.change(t, "r", changeRecord{Target: server.String(), ID: "1", From: "a", To: "A"})
	clock.Later(10*time.Second, func() { server.idServer["1"] = "A" })
	r, err := Apply(t.Context(), fixes(server, migrate.SCIM, Fix{
		ID: "2", Attribute: migrate.DisplayName, Before: "b", After: "B",
	}), ApplyOptions{Targets: Targets{migrate.SCIM: server}, Journal: j, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, map[State]int{Done: 1})
	if open, err := Unsettled(j); err != nil || len(open) > 0 {
		t.Errorf("left open: %+v, %v", open, err)
	}
}

// No change begins while the unknown ones and those that may become unknown are three, unless the
// server is known to show changes late. One that puts things in order doesn't wait.
func TestSlots(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		free, waiting, unknown int
		late, want             bool
	}{
		{free: 1, want: true},
		{},
		{free: 1, waiting: 3},
		{free: 1, waiting: 1, unknown: 2},
		{free: 1, waiting: 1, unknown: 1, want: true},
		{free: 1, waiting: 9, unknown: 2, late: true, want: true},
	} {
		s := slots{free: c.free, waiting: c.waiting, unknown: c.unknown, late: c.late}
		if got := s.mayBegin(); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
	s := newSlots(1)
	s.free = 0
	stopped, stop := context.WithCancel(t.Context())
	stop()
	put := make(chan struct{})
	go func() { s.again(stopped); close(put) }()
	select {
	case <-put:
	case <-time.After(time.Minute):
		t.Error("it waits for a place")
	}
}
