package fix

import (
	"context"
	"fmt"
	"sync"

	"ad2scim/migrate"
)

// slots limits concurrent writes. While a change waits to show, another one may use its slot, until too many are
// unknown.
type slots struct {
	mu      sync.Mutex
	changed *sync.Cond
	free    int
	waiting int  // changes that were sent, didn't show at once, and aren't known yet
	unknown int  // changes in a row that stayed unknown
	late    bool // a change has shown late: the server is slow but reliable
}

func newSlots(n int) *slots {
	s := &slots{free: max(1, n)}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// take waits for a slot to begin a change. It returns false if no more changes may begin.
func (s *slots) take(ctx context.Context, stopped func() bool) bool {
	defer context.AfterFunc(ctx, s.wake)()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		s.mu.Unlock()
		stop := stopped()
		s.mu.Lock()
		switch {
		case stop || s.unknown >= maxUnknown:
			return false
		case s.mayBegin():
			s.free--
			return true
		}
		s.changed.Wait()
	}
}

// mayBegin reports whether another change may begin: each change that isn't known yet may stay unknown, unless the
// server is known to show changes late.
func (s *slots) mayBegin() bool {
	return s.free > 0 && (s.late || s.waiting+s.unknown < maxUnknown)
}

// again waits for a slot to continue a change. If the run is canceled, it returns at once, so that the change can be
// finished.
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

// known counts a change whose result is known (is) or not. waits is its number of waits.
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

// settled ends the waits of a change that is still in progress.
func (s *slots) settled(waits int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting -= waits
	s.changed.Broadcast()
}

func (s *slots) lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unknown >= maxUnknown
}

// beginWait releases the change's slot.
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

// endWait takes a slot again. shows is true if the change has shown late.
func (a *applying) endWait(ctx context.Context, shows bool) {
	a.slots.mu.Lock()
	a.slots.late = a.slots.late || shows
	a.slots.changed.Broadcast()
	a.slots.mu.Unlock()
	a.slots.again(ctx)
}
