package rest

import (
	"context"
	"time"

	"ad2scim/migrate"
)

// readings is how often something that was just written is read back, because the providers' lists lag behind a
// write.
const readings = 8

// AfterWrite marks the error of a read after an accepted write: it isn't known what was stored. nil stays nil.
func AfterWrite(err error) error {
	if err == nil {
		return nil
	}
	return migrate.With(err, migrate.ErrSent, migrate.ErrOutcomeUnknown)
}

// Settle calls so until it returns true, with a pause before each repetition. It returns otherwise if it never
// does, or ctx's error.
func Settle(ctx context.Context, pause time.Duration, so func() (bool, error), otherwise error) error {
	return SettleSlowly(ctx, pause, pause, so, otherwise)
}

// SettleSlowly is Settle with pauses that double from first up to longest.
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
