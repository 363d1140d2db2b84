package fix

import (
	"context"
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
func TestThreeUnknownInARowStopTheRun(t *testing.T) {
	for shows, want := range map[time.Duration]map[State]int{
		0:                {InDoubt: 3, NotStarted: 7},
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
		if open, err := Unsettled(j); err != nil || len(open) != want[InDoubt] {
			t.Errorf("%d are unsettled, %v", len(open), err)
		}
	}
}

// A release waits a minute for a change that shows late; only the program of the tests waits
// less.
func TestTheMinuteIsAMinute(t *testing.T) {
	if mostLate != time.Minute {
		t.Error(mostLate)
	}
}
