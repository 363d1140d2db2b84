package operation

import (
	"context"
	"errors"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// How long another process that has the workspace open is waited for, and how often
// is tried meanwhile: most hold it for a moment alone.
const (
	patience = 5 * time.Second
	tryEvery = 50 * time.Millisecond
)

// hold opens the workspace for writing. Another process that has it open is waited
// for, for a few seconds.
func (s *Service) hold(ctx context.Context) (*migration.Workspace, error) {
	if s.Hold != nil {
		return s.Hold()
	}
	again := time.NewTicker(tryEvery)
	defer again.Stop()
	for end := time.Now().Add(patience); ; {
		w, err := migration.Open(s.Dir)
		locked, is := errors.AsType[*store.LockedError](err)
		if !is || locked.Ours() || time.Now().After(end) {
			return w, err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// begin is hold for a run that begins.
func (s *Service) begin(ctx context.Context) (*migration.Workspace, error) {
	if s.Begin != nil {
		return s.Begin()
	}
	return s.hold(ctx)
}
