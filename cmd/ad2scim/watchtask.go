package main

import (
	"context"
	"errors"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/watch"
)

// taskSigns looks at the machines on which AD sync was, and lists what of it is
// enabled or runs. What is only possibly AD sync is no sign.
func taskSigns(ctx context.Context, hosts *hostFlags) ([]watch.Sign, error) {
	looked, err := hosts.look(ctx, true)
	if err != nil {
		return nil, err
	}
	var signs []watch.Sign
	for _, l := range looked {
		if l.Err != nil {
			err = errors.Join(err, l.Err)
		}
	}
	for _, c := range adsync.Judge(looked, adsync.Memory{}).Candidates {
		state := "is enabled"
		switch {
		case c.Belief == adsync.Possible, !c.Active && !c.Armed:
			continue
		case c.Active:
			state = "is running"
		}
		sign := watch.Sign{What: fmt.Sprintf("the %s %s on %s %s", c.Kind, migrate.Quote(c.Name), migrate.Quote(c.Host), state)}
		if c.Task != nil && !c.Task.LastRun.IsZero() {
			sign.At = c.Task.LastRun.Time
			sign.What += ", last run"
		}
		signs = append(signs, sign)
	}
	return signs, err
}
