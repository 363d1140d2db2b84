package migrate

import (
	"context"
	"log/slog"
	"time"
)

// Pause waits for d. It returns early with ctx's error if ctx ends.
func Pause(ctx context.Context, d time.Duration) error {
	TraceOf(ctx).Note("wait", slog.Duration("for", d))
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
