package ldapsrc

import (
	"context"
	"errors"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// withRetry calls work with a connection until it succeeds, with a new connection if the old one was lost, and
// explains the final error. A *migrate.Problem from work isn't retried, so that a write can be its last step. note
// is called when reading starts over.
func (d *Directory) withRetry(ctx context.Context, what string, note func(string), work func(*conn) error) error {
	for try := 0; ; try++ {
		c, err := d.acquire(ctx, note)
		// If the first connection fails, that is final. A later failure may be temporary, as when a domain controller
		// restarts.
		lost := err != nil && try > 0 && isConnectProblem(err)
		if err == nil {
			if try >= len(d.limits.retryDelays)-1 {
				c.limit = d.limits.request // other controllers were too slow as well, so the search itself is slow
			}
			err = work(c)
			_, final := errors.AsType[*migrate.Problem](err)
			lost = err != nil && !final && (isRetryable(err) || errors.Is(err, errTimeout) && c.limit < d.limits.request)
			if lost {
				c.broken.Store(true) // the retry uses a new connection, perhaps to another controller
				d.failures.failed(c.from)
			}
			d.release(c)
			if final || err == nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !lost || try == len(d.limits.retryDelays) {
			return explain(what, err)
		}
		note("starting over: " + retryReason(err))
		if err := migrate.Pause(ctx, d.limits.retryDelays[try]); err != nil {
			return err
		}
	}
}

func isConnectProblem(err error) bool {
	p, ok := errors.AsType[*migrate.Problem](err)
	return ok && p.Err != nil && connectionLost(p.Err)
}

// isRetryable reports whether a failed read may succeed when repeated on a new connection or at another domain
// controller.
func isRetryable(err error) bool {
	return connectionLost(err) && !errors.Is(err, errTimeout) || errors.Is(err, errCookie) ||
		ldap.IsErrorAnyOf(err, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable)
}

func retryReason(err error) string {
	switch {
	case errors.Is(err, errTimeout):
		return "the server did not answer in time"
	case errors.Is(err, errCookie):
		return "the server lost the position in the list"
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable):
		return "the server is too busy"
	}
	return "the server closed the connection"
}
