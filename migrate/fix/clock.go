package fix

import (
	"context"
	"time"

	"ad2scim/migrate"
)

// Clock provides the time and waits.
type Clock interface {
	Now() time.Time
	// Sleep returns early, with ctx's error, when ctx ends.
	Sleep(ctx context.Context, d time.Duration) error
}

// realClock is the computer's clock.
type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) Sleep(ctx context.Context, d time.Duration) error { return migrate.Pause(ctx, d) }

func orReal(c Clock) Clock {
	if c == nil {
		return realClock{}
	}
	return c
}
