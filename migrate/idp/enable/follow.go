package enable

import (
	"context"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// Follow watches provisioning until a first cycle after since has ended, is held back or
// is not told by the provider, and returns how it stands. It asks at most once
// in every; how long it may take is for ctx to say. A cycle that has not ended
// by then is returned with ctx's error.
func Follow(ctx context.Context, p idp.Provider, app idp.App, since time.Time, every time.Duration,
	report migrate.Report,
) (idp.Cycle, error) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
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
		case <-ctx.Done():
			return last, ctx.Err()
		}
	}
}
