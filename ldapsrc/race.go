package ldapsrc

import (
	"context"
	"slices"
	"sync"
	"time"
)

// connectResult is an open connection to a domain controller, or why there is none.
type connectResult struct {
	server server
	conn   *conn
	err    error
}

func (r *connectResult) close() {
	if r.conn != nil {
		r.conn.Close()
	}
}

// race connects to the servers in parallel and yields the result of each. Each attempt starts a little after the
// one before, or at once if that one failed (as RFC 8305 does with addresses). Servers that failed before in this
// run come last; a read-only domain controller is yielded only if no other one answers. When the caller stops, race
// closes the connections that arrive later.
func (d *Directory) race(ctx context.Context, servers []server,
	tell func(string),
) func(yield func(connectResult) bool) {
	return func(yield func(connectResult) bool) {
		ctx, cancel := context.WithCancel(ctx)
		results := make(chan connectResult)
		var running sync.WaitGroup
		defer func() {
			cancel()
			go func() { running.Wait(); close(results) }()
			for late := range results {
				late.close()
			}
		}()
		waiting := d.failures.sortFailedLast(servers)
		var readOnly []connectResult
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
					tell("asking " + printable(s.String()))
				}
				running.Add(1)
				go func() { defer running.Done(); d.dialAndIdentify(ctx, s, results) }()
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

// dialAndIdentify connects to one server and reads its rootDSE.
func (d *Directory) dialAndIdentify(ctx context.Context, s server, results chan<- connectResult) {
	r := connectResult{server: s}
	r.conn, r.err = d.dial(ctx, s)
	if r.err != nil {
		r.err = d.connectProblem(s, r.err)
	} else if r.err = r.conn.readRootDSE(ctx); r.err != nil {
		r.conn.Close()
		r.conn = nil
	}
	results <- r
}

// failureCache remembers which domain controllers failed, for all Directories of a run.
type failureCache struct {
	mu   sync.Mutex
	dead map[server]time.Time
	now  func() time.Time
}

// failureTTL is how long a failure is remembered. The app may run for days.
const failureTTL = 10 * time.Minute

var sharedFailures = newFailureCache()

func newFailureCache() *failureCache {
	return &failureCache{dead: map[server]time.Time{}, now: time.Now}
}

func (m *failureCache) failed(s server) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead[s] = m.now()
}

func (m *failureCache) clear(s server) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.dead, s)
}

// sortFailedLast moves the servers that failed to the end and keeps the order otherwise.
func (m *failureCache) sortFailedLast(servers []server) []server {
	m.mu.Lock()
	defer m.mu.Unlock()
	rank := func(s server) int {
		if at, dead := m.dead[s]; dead && m.now().Sub(at) < failureTTL {
			return 1
		}
		return 0
	}
	sorted := slices.Clone(servers)
	slices.SortStableFunc(sorted, func(a, b server) int { return rank(a) - rank(b) })
	return slices.Compact(sorted)
}
