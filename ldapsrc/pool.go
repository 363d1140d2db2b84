package ldapsrc

import (
	"context"
	"strings"
)

// acquire returns a connection that is signed in: one that lies idle, or a new
// one. It waits while all are in use. tell is told which server is asked.
func (d *Directory) acquire(ctx context.Context, tell func(string)) (*conn, error) {
	select {
	case d.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c := d.takeIdle(); c != nil {
		return c, nil
	}
	c, err := d.connect(ctx, tell)
	if err != nil {
		<-d.slots
		return nil, err
	}
	return c, nil
}

// takeIdle returns no connection that the server has closed meanwhile, as
// domain controllers do (MaxConnIdleTime).
func (d *Directory) takeIdle() *conn {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.idle) > 0 {
		c := d.idle[len(d.idle)-1]
		d.idle = d.idle[:len(d.idle)-1]
		if !c.IsClosing() {
			return c
		}
	}
	return nil
}

// release keeps a connection for the next call, unless it is of no more use.
func (d *Directory) release(c *conn) {
	d.mu.Lock()
	keep := (d.pinned == "" || strings.EqualFold(c.dns, d.pinned)) && !d.closed && !c.broken.Load() && !c.IsClosing()
	if keep {
		d.idle = append(d.idle, c)
	}
	d.mu.Unlock()
	if !keep {
		c.Close()
	}
	<-d.slots
}
