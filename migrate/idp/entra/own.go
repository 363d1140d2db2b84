package entra

import "sync"

// own remembers what the schema looked like after this program's own writes:
// Graph may complete what it is given, and that is no other admin's change.
type own struct {
	mu    sync.Mutex
	after map[string]string // from the mark before a write to the one after it
}

// became notes that a write of one's own turned a schema into another form.
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

// same reports whether a schema that was seen is the one that is there now, but
// for one's own writes.
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
