package entra

import (
	"context"

	"ad2scim/migrate/idp"
)

// Cycle reads the job's status and, of the provisioning log, the failures. While
// the first cycle runs it leaves the log alone: it is long, reading it is
// throttled, and Failed counts them.
func (c *Client) Cycle(ctx context.Context, app idp.App) (idp.Cycle, error) {
	j, err := c.job(ctx, app)
	if err != nil || j == nil {
		return idp.Cycle{State: idp.CycleOff, Says: "the app has no provisioning job"}, err
	}
	out := j.cycle()
	if out.State == idp.CycleOff || out.State == idp.CycleRunning {
		return out, nil
	}
	log, err := c.log(ctx, j.ID)
	out.Errors = failures(log)
	return out, err
}

func (j job) cycle() idp.Cycle {
	out := idp.Cycle{State: idp.CycleUnknown, Complete: !j.Status.Steady.IsZero()}
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
