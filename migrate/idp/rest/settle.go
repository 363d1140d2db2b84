package rest

import (
	"context"
	"time"

	"ad2scim/migrate"
)

// readings is how often something that was just written is read back: the
// providers' lists lag behind a write.
const readings = 8

// AfterWrite marks the error of a reading that follows a write that was
// accepted: what was written is not known; nil stays nil.
func AfterWrite(err error) error {
	if err == nil {
		return nil
	}
	return migrate.With(err, migrate.ErrSent, migrate.ErrOutcomeUnknown)
}

// Settle asks until it is so, with a pause before every new question, and fails
// with otherwise where it never is, or with ctx's error.
func Settle(ctx context.Context, pause time.Duration, so func() (bool, error), otherwise error) error {
	return SettleSlowly(ctx, pause, pause, so, otherwise)
}

// SettleSlowly is Settle with pauses that double from the first up to the longest.
func SettleSlowly(ctx context.Context, first, longest time.Duration, so func() (bool, error), otherwise error) error {
	for i := range readings {
		if i > 0 {
			if err := migrate.Pause(ctx, min(first<<(i-1), longest)); err != nil {
				return err
			}
		}
		if ok, err := so(); ok || err != nil {
			return err
		}
	}
	return otherwise
}
