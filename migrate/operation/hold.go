package operation

import (
	"context"
	"errors"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// How long to wait for another process that has the workspace locked, and how often to try
// again: most processes lock it only for a moment.
const (
	patience = 5 * time.Second
	tryEvery = 50 * time.Millisecond
)

// hold opens the workspace for writing. It waits a few seconds for another process that has
// it open.
func (s *Service) hold(ctx context.Context) (*migration.Workspace, error) {
	if s.Hold != nil {
		return s.Hold()
	}
	again := time.NewTicker(tryEvery)
	defer again.Stop()
	for end := time.Now().Add(patience); ; {
		w, err := migration.Open(s.Dir)
		locked, is := errors.AsType[*store.LockedError](err)
		if !is || locked.IsThisProcess() || time.Now().After(end) {
			return w, err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// begin is hold for the beginning of a run.
func (s *Service) begin(ctx context.Context) (*migration.Workspace, error) {
	if s.Begin != nil {
		return s.Begin()
	}
	return s.hold(ctx)
}
