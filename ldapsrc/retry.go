package ldapsrc

import (
	"context"
	"errors"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// again runs work on a connection until it gets through, on a new one where the
// old one was lost, and explains the failure in the end. What work returns as a
// *migrate.Problem is final, so it may write last. note is told when reading
// starts over.
func (d *Directory) again(ctx context.Context, what string, note func(string), work func(*conn) error) error {
	for try := 0; ; try++ {
		c, err := d.acquire(ctx, note)
		// The first connection's failure is final; a later one's may pass, as
		// when a domain controller restarts.
		lost := err != nil && try > 0 && cannotConnect(err)
		if err == nil {
			if try >= len(d.limits.pauses)-1 {
				c.limit = d.limits.request // the others were too slow as well: it is the search
			}
			err = work(c)
			_, final := errors.AsType[*migrate.Problem](err)
			lost = err != nil && !final && (worthAnother(err) || errors.Is(err, errTooSlow) && c.limit < d.limits.request)
			if lost {
				c.broken.Store(true) // the next try is on another connection, and may be elsewhere
				d.memory.failed(c.from)
			}
			d.release(c)
			if final || err == nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !lost || try == len(d.limits.pauses) {
			return explain(what, err)
		}
		note("starting over: " + whyAgain(err))
		if err := migrate.Pause(ctx, d.limits.pauses[try]); err != nil {
			return err
		}
	}
}

func cannotConnect(err error) bool {
	p, ok := errors.AsType[*migrate.Problem](err)
	return ok && p.Err != nil && connectionLost(p.Err)
}

// worthAnother says whether a read that failed may get through when repeated: on
// a new connection, or at another of several domain controllers.
func worthAnother(err error) bool {
	return connectionLost(err) && !errors.Is(err, errTooSlow) || errors.Is(err, errCookie) ||
		ldap.IsErrorAnyOf(err, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable)
}

func whyAgain(err error) string {
	switch {
	case errors.Is(err, errTooSlow):
		return "the server did not answer in time"
	case errors.Is(err, errCookie):
		return "the server lost the position in the list"
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable):
		return "the server is too busy"
	}
	return "the server closed the connection"
}
