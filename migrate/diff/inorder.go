package diff

import (
	"io"
	"sync"
)

// inOrder writes parts that are encoded at the same time in the order of their numbers.
type inOrder struct {
	w    io.Writer
	lock sync.Mutex
	turn *sync.Cond // of lock: next or err has changed
	next int        // the part that is written next
	err  error      // why nothing more is written
}

func newInOrder(w io.Writer) *inOrder {
	o := &inOrder{w: w}
	o.turn = sync.NewCond(&o.lock)
	return o
}

// write waits for a part's turn and writes it. Parts are begun in their order, so that the
// one before is on its way.
func (o *inOrder) write(part int, b []byte) {
	o.lock.Lock()
	defer o.lock.Unlock()
	for o.next < part && o.err == nil {
		o.turn.Wait()
	}
	if o.err == nil {
		_, o.err = o.w.Write(b)
	}
	o.next++
	o.turn.Broadcast()
}

// failed reports whether nothing more is written.
func (o *inOrder) failed() bool {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.err != nil
}
