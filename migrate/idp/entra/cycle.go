package entra

import (
	"context"
	"time"

	"ad2scim/migrate/idp"
)

var noJobYet = idp.Cycle{State: idp.CycleOff, Says: "the app has no provisioning job"}

// Cycle reads the job's status and the failures in the provisioning log. While the first cycle runs it doesn't read
// the log, which is long and throttled; Failed has the number of failures then.
func (c *Client) Cycle(ctx context.Context, app idp.App, since time.Time) (idp.Cycle, error) {
	j, err := c.job(ctx, app)
	if err != nil || j == nil {
		return noJobYet, err
	}
	out := j.cycle(since)
	if out.State == idp.CycleOff || out.State == idp.CycleRunning {
		return out, nil
	}
	log, err := c.log(ctx, j.ID, since)
	if unlicensed(err) {
		out.Says += "; " + noLog
		return out, nil
	}
	out.Errors = failures(log)
	return out, err
}

// completeSince reports whether a whole cycle that began after since has ended. steadyStateFirstAchievedTime can't
// be used: it is the time of the first cycle ever, also for a job that was restarted.
func (j job) completeSince(since time.Time) bool {
	if since.IsZero() {
		return !j.Status.Steady.IsZero()
	}
	since = since.Truncate(time.Second) // Graph's times may have no fraction
	last := j.Status.Last
	return last != nil && !last.Began.Before(since) && !j.Status.SteadyLast.Before(since)
}

func (j job) cycle(since time.Time) idp.Cycle {
	out := idp.Cycle{State: idp.CycleUnknown, Complete: j.completeSince(since)}
	switch j.Status.Code {
	case "NotConfigured":
		out.State, out.Says = idp.CycleOff, "provisioning is not set up"
	case "NotRun":
		out.State, out.Says = idp.CycleOff, "provisioning is set up, but not started"
		if j.started() {
			out.State, out.Says = idp.CycleRunning, "the first cycle has not ended"
		}
	case "Active":
		out.State, out.Says = idp.CycleRunning, "the first cycle runs"
		if out.Complete {
			out.State, out.Says = idp.CycleIdle, "the first cycle has ended"
		}
	case "Paused":
		out.State, out.Says = idp.CyclePaused, "provisioning is paused"
	case "Quarantine":
		out.State, out.Says = idp.CycleQuarantined, "Entra holds provisioning back: "+j.held()
	}
	if last := j.Status.Last; last != nil {
		out.Began, out.Ended, out.Done, out.Failed = last.Began.Time, last.Ended.Time, last.Exported, last.Escrowed
	}
	return out
}
