package diff

import (
	"io"
	"sync"
)

// writeParts writes parts in the order of their numbers. encode appends a part to an empty
// buffer. Parts are encoded in parallel while earlier ones are written. After an error, no
// other part is started.
func writeParts(w io.Writer, parts int, encode func(b []byte, part int) []byte) error {
	out := inOrder{w: w}
	out.turn = sync.NewCond(&out.lock)
	buffers := sync.Pool{New: func() any { return new([]byte) }}
	together(parts, func(part int) {
		if out.failed() {
			return
		}
		b := buffers.Get().(*[]byte)
		*b = encode((*b)[:0], part)
		out.write(part, *b)
		buffers.Put(b)
	})
	return out.err
}

type inOrder struct {
	w    io.Writer
	lock sync.Mutex
	turn *sync.Cond // of lock: next or err has changed
	next int        // the part that is written next
	err  error      // why nothing more is written
}

// write waits until it is the part's turn, and writes it. Parts are started in order, so the
// part before is always being encoded or written.
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

// failed reports whether writing has failed.
func (o *inOrder) failed() bool {
	o.lock.Lock()
	defer o.lock.Unlock()
	return o.err != nil
}
