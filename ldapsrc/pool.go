package ldapsrc

import (
	"context"
	"strings"
)

// acquire returns a connection that is signed in: an idle one or a new one. It waits while all are in use. report
// is called with the server that is being tried.
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

// takeIdle returns an idle connection, or nil. It skips connections that the server has closed, as domain
// controllers do after MaxConnIdleTime.
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

// release makes a connection available for the next call, or closes it if it is broken.
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
