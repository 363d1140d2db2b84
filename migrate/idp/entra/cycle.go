package entra

import (
	"context"
	"net/url"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Cycle reads the job's status and, of the provisioning log, the failures.
func (c *Client) Cycle(ctx context.Context, app idp.App) (idp.Cycle, error) {
	j, err := c.job(ctx, app)
	if err != nil || j == nil {
		return idp.Cycle{State: idp.CycleOff, Says: "the app has no provisioning job"}, err
	}
	out := idp.Cycle{State: idp.CycleUnknown, Complete: !j.Status.Steady.IsZero()}
	switch j.Status.Code {
	case "NotConfigured":
		out.State, out.Says = idp.CycleOff, "provisioning is not set up"
	case "NotRun":
		out.State, out.Says = idp.CycleRunning, "the first cycle has not ended"
	case "Active":
		out.State, out.Says = idp.CycleRunning, "the first cycle runs"
		if out.Complete {
			out.State, out.Says = idp.CycleIdle, "the first cycle has ended"
		}
	case "Paused":
		out.State, out.Says = idp.CyclePaused, "provisioning is paused"
	case "Quarantine":
		out.State, out.Says = idp.CycleQuarantined, "Entra holds provisioning back: "+j.quarantine()
	}
	if last := j.Status.Last; last != nil {
		out.Began, out.Ended, out.Done, out.Failed = last.Began, last.Ended, last.Exported, last.Escrowed
	}
	out.Errors, err = c.failures(ctx, j.ID)
	return out, err
}

// quarantine says the reason (Graph, quarantineReason) in plain words.
func (j job) quarantine() string {
	if j.Status.Quarantine == nil {
		return "the reason is not told"
	}
	switch reason := j.Status.Quarantine.Reason; reason {
	case "EncounteredBaseEscrowThreshold", "EncounteredTotalEscrowThreshold", "EncounteredEscrowProportionThreshold":
		return "too many users or groups failed"
	case "TooManyDeletes":
		return "too many objects would be deleted"
	case "EncounteredQuarantineException":
		return "the endpoint could not be used, as with a wrong or expired token"
	default:
		return names.Visible(reason)
	}
}

func (c *Client) failures(ctx context.Context, jobID string) ([]idp.Failure, error) {
	type entry struct {
		Time   time.Time `json:"activityDateTime"`
		Source struct {
			Name string `json:"displayName"`
			Kind string `json:"identityType"`
		} `json:"sourceIdentity"`
		Info struct {
			Status string `json:"status"`
			Error  *struct {
				Reason string `json:"reason"`
				Advice string `json:"recommendedAction"`
			} `json:"errorInformation"`
		} `json:"provisioningStatusInfo"`
	}
	list, err := pages[entry](ctx, c, "read the provisioning log", "/auditLogs/provisioning?$filter="+url.PathEscape("jobId eq '"+jobID+"'"), nil)
	if err != nil {
		return nil, err
	}
	latest := map[string]int{}
	for i, e := range list {
		key := e.Source.Kind + "\x00" + e.Source.Name
		if at, ok := latest[key]; !ok || e.Time.After(list[at].Time) {
			latest[key] = i
		}
	}
	var out []idp.Failure
	for i, e := range list {
		if latest[e.Source.Kind+"\x00"+e.Source.Name] != i || e.Info.Status != "failure" {
			continue
		}
		why := "Entra gives no reason"
		if e.Info.Error != nil && e.Info.Error.Reason != "" {
			why = e.Info.Error.Reason
			if e.Info.Error.Advice != "" {
				why += " " + e.Info.Error.Advice
			}
		}
		out = append(out, idp.Failure{Kind: names.Visible(e.Source.Kind), Name: e.Source.Name, Why: names.Visible(why), Time: e.Time})
	}
	return out, nil
}

// Diagnose turns the state of the provisioning into findings.
func (c *Client) Diagnose(ctx context.Context, app idp.App) ([]idp.Finding, error) {
	cycle, err := c.Cycle(ctx, app)
	if err != nil {
		return nil, err
	}
	var found []idp.Finding
	add := func(id, title, why, next string) {
		found = append(found, idp.Finding{ID: id, Sure: true, Title: title, Why: why, Next: next})
	}
	switch cycle.State {
	case idp.CycleOff:
		add("provisioning-off", "Provisioning is not set up", cycle.Says, "enable it")
		return found, nil
	case idp.CyclePaused:
		add("provisioning-paused", "Provisioning is paused", cycle.Says, "start it when the names are right")
	case idp.CycleQuarantined:
		add("quarantine", "Provisioning is in quarantine", cycle.Says, "remove the cause, then restart provisioning")
	}
	if len(cycle.Errors) > 0 {
		add("failed-objects", "Users or groups were not provisioned", cycle.Errors[0].Why, "look at each failed object in the provisioning log")
	}
	ids, err := c.assignments(ctx, app, nil)
	if err == nil && len(ids) == 0 {
		add("nothing-assigned", "No group is assigned to the app", "only assigned users and groups are provisioned", "assign the groups")
	}
	return found, err
}
