package session

import (
	"cmp"
	"errors"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// How long to wait for a locked workspace, and how often to try.
const (
	defaultPatience = 10 * time.Second
	retryInterval   = 50 * time.Millisecond
	graceTime       = time.Second // after the app has quit
)

// withLockRetry repeats do while the workspace is locked, for a while: most locks are short.
// After the app has quit, it tries for a moment longer, so that finished work is recorded.
func (s *Session) withLockRetry(do func() error) error {
	again := time.NewTicker(retryInterval)
	defer again.Stop()
	done := s.ctx.Done()
	for end := time.Now().Add(cmp.Or(s.Patience, defaultPatience)); ; {
		err := do()
		locked, ok := errors.AsType[*operation.LockedError](err)
		switch {
		case !ok:
			return err
		case time.Now().Before(end):
			select {
			case <-again.C:
			case <-done:
				done, end = nil, time.Now().Add(graceTime)
			}
		case locked.IsThisProcess():
			return &migrate.Problem{
				Class: migrate.BadInput, What: "cannot write to the workspace",
				Why:  "this app is making a change",
				Next: "wait until it is done, or stop it with esc", Err: err,
			}
		default:
			return err
		}
	}
}

// withoutRetry is for changes that make sense only if the workspace isn't locked.
func withoutRetry(do func() error) error { return do() }

// Holding returns a function that locks the workspace, for use in a command.
func (s *Session) Holding() func() (*migration.Workspace, error) {
	h, ok := s.Workspace.(Holder)
	return func() (w *migration.Workspace, err error) {
		if !ok {
			return nil, errNoJournal()
		}
		err = s.withLockRetry(func() (err error) { w, err = h.Hold(); return err })
		return w, err
	}
}

func errNoJournal() error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "there is no journal to write to",
		Remedies: migrate.Remedies{{Kind: migrate.RemedyGiveFolder}},
	}
}
