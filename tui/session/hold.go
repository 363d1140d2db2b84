package session

import (
	"cmp"
	"errors"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// How long somebody else's writing is waited for, and how often is tried.
const (
	patience = 10 * time.Second
	tryEvery = 50 * time.Millisecond
	atEnd    = time.Second // when the app ends
)

// withLockRetry does what needs the workspace, again and again while somebody else has it
// open, for a while: most hold it for a moment alone. When the app ends, what was
// done is still to be noted, so that it is tried for a moment more.
func (s *Session) withLockRetry(do func() error) error {
	again := time.NewTicker(tryEvery)
	defer again.Stop()
	ends := s.ctx.Done()
	for end := time.Now().Add(cmp.Or(s.Patience, patience)); ; {
		err := do()
		held, is := errors.AsType[*operation.LockedError](err)
		switch {
		case !is:
			return err
		case time.Now().Before(end):
			select {
			case <-again.C:
			case <-ends:
				ends, end = nil, time.Now().Add(atEnd)
			}
		case held.IsThisProcess():
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

// atOnce does what makes sense only as long as nobody else has the workspace.
func atOnce(do func() error) error { return do() }

// Holding returns what holds the workspace, for work in a command.
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
