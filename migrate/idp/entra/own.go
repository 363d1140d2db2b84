package entra

import "sync"

// own remembers the schema after this program's writes. Graph may add to what it is given, which isn't another
// admin's change.
type own struct {
	mu    sync.Mutex
	after map[string]string // fingerprint after a write, by the one before it
}

// became records that a write changed the schema's fingerprint.
func (o *own) became(before, after string) {
	if before == after {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.after == nil {
		o.after = map[string]string{}
	}
	o.after[before] = after
}

// same reports whether the schema is unchanged since it was seen, except for this program's writes.
func (o *own) same(seen, now string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for range len(o.after) + 1 {
		if seen == now {
			return true
		}
		next, is := o.after[seen]
		if !is {
			return false
		}
		seen = next
	}
	return false
}
