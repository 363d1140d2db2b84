package ldapsrc

import (
	"context"
	"errors"
	"time"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// again runs work on a connection until it gets through, on a new one where the
// old one was lost, and explains the failure in the end. What work returns as a
// *migrate.Problem is final, so it may write last. note is told when reading
// starts over.
func (d *Directory) again(ctx context.Context, what string, note func(string), work func(*conn) error) error {
	for try := 0; ; try++ {
		c, err := d.acquire(ctx)
		// The first connection's failure is final; a later one's may pass, as
		// when a domain controller restarts.
		lost := err != nil && try > 0 && cannotConnect(err)
		if err == nil {
			err = work(c)
			d.release(c)
			if _, final := errors.AsType[*migrate.Problem](err); final || err == nil {
				return err
			}
			lost = worthAnother(err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !lost || try == len(d.limits.pauses) {
			return explain(what, err)
		}
		note("starting over: the server closed the connection")
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d.limits.pauses[try]):
		}
	}
}

func cannotConnect(err error) bool {
	p, ok := errors.AsType[*migrate.Problem](err)
	return ok && p.Err != nil && connectionLost(p.Err)
}

// worthAnother says whether a read that failed may get through when repeated.
func worthAnother(err error) bool {
	return connectionLost(err) && !errors.Is(err, errTooSlow) || ldap.IsErrorAnyOf(err, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable)
}
