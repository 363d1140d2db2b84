package jumpcloud

import (
	"context"
	"time"
)

// readings is how often something that was just written is read back: JumpCloud's
// lists lag behind a write.
const readings = 8

// until asks until it is so, with a pause before every new question, or fails
// with otherwise.
func (p *Provider) until(ctx context.Context, so func() (bool, error), otherwise error) error {
	for i := range readings {
		if i > 0 {
			timer := time.NewTimer(p.settle)
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
