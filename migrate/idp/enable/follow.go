package enable

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// ErrNotEnded means that a first cycle takes longer than Follow may wait.
var ErrNotEnded = errors.New("the first cycle hasn't ended yet")

// Follow watches provisioning until a first cycle after since has ended, is held back or isn't reported by the
// provider, and returns it. It asks at once, then at most once per interval every, for as long as wait. A cycle
// that hasn't ended by then is returned with ErrNotEnded.
func Follow(ctx context.Context, p idp.Provider, app idp.App, since time.Time, every, wait time.Duration,
	report migrate.Report,
) (idp.Cycle, error) {
	ticker, end := time.NewTicker(every), time.NewTimer(wait)
	defer ticker.Stop()
	defer end.Stop()
	var last idp.Cycle
	for {
		c, err := p.Cycle(ctx, app, since)
		if err != nil {
			return last, err
		}
		last = c
		if c.Complete {
			return c, nil
		}
		switch c.State {
		case idp.CycleQuarantined, idp.CyclePaused, idp.CycleOff, idp.CycleUnknown:
			return c, nil
		}
		report.Send(migrate.Progress{Doing: "first cycle", Done: c.Done, Note: fmt.Sprintf("%d failed; %s", c.Failed,
			c.Says)})
		select {
		case <-ticker.C:
		case <-end.C:
			return last, ErrNotEnded
		case <-ctx.Done():
			return last, ctx.Err()
		}
	}
}
