package rest

import (
	"context"
	"time"
)

// readings is how often something that was just written is read back: the
// providers' lists lag behind a write.
const readings = 8

// Settle asks until it is so, with a pause before every new question, and fails
// with otherwise where it never is, or with ctx's error.
func Settle(ctx context.Context, pause time.Duration, so func() (bool, error), otherwise error) error {
	for i := range readings {
		if i > 0 {
			timer := time.NewTimer(pause)
			select {
			case <-ctx.Done():
				timer.Stop()
				return ctx.Err()
			case <-timer.C:
			}
		}
		if ok, err := so(); ok || err != nil {
			return err
		}
	}
	return otherwise
}
