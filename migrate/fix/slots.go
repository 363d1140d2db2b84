package fix

import (
	"context"
	"fmt"
	"sync"

	"ad2scim/migrate"
)

// slots hands out the places of those that write at the same time. A change
// that is waited for gives its place to another, until too many are not known.
type slots struct {
	mu      sync.Mutex
	changed *sync.Cond
	free    int
	waiting int  // changes that are sent, did not show at once, and are not known yet
	unknown int  // changes in a row of which it stayed unknown whether they were made
	late    bool // a change has shown late: this server is slow, and honest
}

func newSlots(n int) *slots {
	s := &slots{free: max(1, n)}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// take waits for a place to begin a change in; false: no other is begun.
func (s *slots) take(ctx context.Context, stopped func() bool) bool {
	defer context.AfterFunc(ctx, s.wake)()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		s.mu.Unlock()
		stop := stopped()
		s.mu.Lock()
		switch {
		case stop || s.unknown >= mostUnknown:
			return false
		case s.mayBegin():
			s.free--
			return true
		}
		s.changed.Wait()
	}
}

// mayBegin reports whether another change may begin: of those that are not known yet each may
// stay unknown, unless the server shows changes late.
func (s *slots) mayBegin() bool {
	return s.free > 0 && (s.late || s.waiting+s.unknown < mostUnknown)
}

// again waits for a place to go on in. One whose run is canceled has to put
// things in order, and does not wait.
func (s *slots) again(ctx context.Context) {
	defer context.AfterFunc(ctx, s.wake)()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.free <= 0 && ctx.Err() == nil {
		s.changed.Wait()
	}
	s.free--
}

func (s *slots) give() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free++
	s.changed.Broadcast()
}

func (s *slots) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed.Broadcast()
}

// known counts a change whose result is known, or not; waits is how often it was
// waited for.
func (s *slots) known(is bool, waits int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting -= waits
	if is {
		s.unknown = 0
	} else {
		s.unknown++
	}
	s.changed.Broadcast()
}

// settled ends the waits of a change that is not over.
func (s *slots) settled(waits int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting -= waits
	s.changed.Broadcast()
}

func (s *slots) lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unknown >= mostUnknown
}

// beginWait gives the change's place to another.
func (a *applying) beginWait() {
	a.slots.mu.Lock()
	a.slots.waiting++
	n := a.slots.waiting
	a.slots.mu.Unlock()
	a.slots.give()
	a.mu.Lock()
	over := a.over
	a.mu.Unlock()
	a.options.Report.Send(migrate.Progress{
		Doing: fmt.Sprintf("renaming (waiting for %d to show)", n), Done: over,
		Total: len(a.plan.Fixes),
	})
}

// endWait takes a place again; shows: the change was late.
func (a *applying) endWait(ctx context.Context, shows bool) {
	a.slots.mu.Lock()
	a.slots.late = a.slots.late || shows
	a.slots.changed.Broadcast()
	a.slots.mu.Unlock()
	a.slots.again(ctx)
}
