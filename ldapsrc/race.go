package ldapsrc

import (
	"context"
	"slices"
	"sync"
	"time"
)

// ready is a domain controller that answered, or why it does not.
type ready struct {
	server server
	conn   *conn
	err    error
}

func (r *ready) close() {
	if r.conn != nil {
		r.conn.Close()
	}
}

// race connects to the servers side by side, each a little after the one before
// it, or at once when that has failed (as RFC 8305 does with addresses), and
// yields each as it answers. Those that failed before in this run come last, and
// a read-only domain controller only where no other answers. It stops when it is
// no longer asked, and closes what comes too late.
func (d *Directory) race(ctx context.Context, servers []server, tell func(string)) func(yield func(ready) bool) {
	return func(yield func(ready) bool) {
		ctx, cancel := context.WithCancel(ctx)
		results := make(chan ready)
		var running sync.WaitGroup
		defer func() {
			cancel()
			go func() { running.Wait(); close(results) }()
			for late := range results {
				late.close()
			}
		}()
		waiting := d.memory.ordered(servers)
		var readOnly []ready
		next := time.NewTimer(0)
		defer next.Stop()
		for left := len(waiting); left > 0; {
			select {
			case <-next.C:
				if len(waiting) == 0 {
					continue
				}
				s := waiting[0]
				waiting = waiting[1:]
				if len(servers) > 1 {
					tell("asking " + show(s.String()))
				}
				running.Add(1)
				go func() { defer running.Done(); d.greet(ctx, s, results) }()
				next.Reset(d.limits.stagger)
			case r := <-results:
				left--
				if r.err == nil && r.conn.readOnly && left > 0 {
					readOnly = append(readOnly, r)
					continue
				}
				if !yield(r) {
					for _, r := range readOnly {
						r.close()
					}
					return
				}
				next.Reset(0)
			case <-ctx.Done():
				return
			}
		}
		for i, r := range readOnly {
			if !yield(r) {
				for _, other := range readOnly[i+1:] {
					other.close()
				}
				return
			}
		}
	}
}

// greet connects to one server and reads its rootDSE.
func (d *Directory) greet(ctx context.Context, s server, results chan<- ready) {
	r := ready{server: s}
	r.conn, r.err = d.dial(ctx, s)
	if r.err != nil {
		r.err = d.unreachable(s, r.err)
	} else if r.err = r.conn.hello(ctx); r.err != nil {
		r.conn.Close()
		r.conn = nil
	}
	results <- r
}

// memory is which domain controllers failed, for all Directories of a run.
type memory struct {
	mu   sync.Mutex
	dead map[server]time.Time
	now  func() time.Time
}

// forgetAfter is when a domain controller that failed is taken for well again:
// the app may stay open for days.
const forgetAfter = 10 * time.Minute

var ofThisRun = newMemory()

func newMemory() *memory { return &memory{dead: map[server]time.Time{}, now: time.Now} }

func (m *memory) failed(s server) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead[s] = m.now()
}

func (m *memory) wellAgain(s server) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.dead, s)
}

// ordered puts those that failed at the end, and keeps the order otherwise.
func (m *memory) ordered(servers []server) []server {
	m.mu.Lock()
	defer m.mu.Unlock()
	rank := func(s server) int {
		if at, dead := m.dead[s]; dead && m.now().Sub(at) < forgetAfter {
			return 1
		}
		return 0
	}
	sorted := slices.Clone(servers)
	slices.SortStableFunc(sorted, func(a, b server) int { return rank(a) - rank(b) })
	return slices.Compact(sorted)
}
