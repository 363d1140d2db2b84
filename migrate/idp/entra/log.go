package entra

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// event is a provisioningObjectSummary.
type event struct {
	Time   moment `json:"activityDateTime"`
	Source struct {
		ID   string `json:"id"`
		Name string `json:"displayName"`
		Kind string `json:"identityType"`
	} `json:"sourceIdentity"`
	Info struct {
		Status string `json:"status"` // success, warning, failure, skipped
		Error  *struct {
			Code   string `json:"errorCode"`
			Reason string `json:"reason"`
			Advice string `json:"recommendedAction"`
		} `json:"errorInformation"`
	} `json:"provisioningStatusInfo"`
	Steps []struct {
		Kind        string         `json:"provisioningStepType"` // import, scoping, matching, processing, referenceResolution, export
		Description string         `json:"description"`
		Details     map[string]any `json:"details"`
	} `json:"provisioningSteps"`
}

// log reads the job's part of the provisioning log, the newest event of each
// object (Graph, "List provisioningObjectSummary"; its filters are
// case-sensitive).
func (c *Client) log(ctx context.Context, job string) ([]event, error) {
	filter := "jobId eq '" + strings.ReplaceAll(job, "'", "''") + "'"
	list, err := pages[event](ctx, c, "read the provisioning log", "/auditLogs/provisioning?$filter="+url.PathEscape(filter), nil)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b event) int { return b.Time.Compare(a.Time.Time) })
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(e event) bool {
		key := e.Source.Kind + "\x00" + cmp.Or(e.Source.ID, e.Source.Name)
		was := seen[key]
		seen[key] = true
		return was
	}), nil
}

// failure is the event for people; why says what is known of its reason.
func (e event) failure(why string) idp.Failure {
	return idp.Failure{Kind: names.Visible(e.Source.Kind), Name: cmp.Or(e.Source.Name, e.Source.ID), Why: names.Visible(why), Time: e.Time.Time}
}

// failures lists the objects whose newest event is a failure.
func failures(log []event) []idp.Failure {
	var out []idp.Failure
	for _, e := range log {
		if e.Info.Status != "failure" {
			continue
		}
		why := "Entra gives no reason"
		if e.Info.Error != nil {
			why = strings.TrimSpace(cmp.Or(e.Info.Error.Reason, e.Info.Error.Code, why) + " " + e.Info.Error.Advice)
		}
		out = append(out, e.failure(why))
	}
	return out
}

// outOfScope lists the objects that were skipped because they are not assigned
// or a scoping filter leaves them out. An object whose state is the same on both
// sides is skipped too (RedundantExport), and is not meant.
func outOfScope(log []event) []idp.Failure {
	var out []idp.Failure
	for _, e := range log {
		if e.Info.Status != "skipped" {
			continue
		}
		for _, step := range e.Steps {
			reason, _ := step.Details["SkipReason"].(string)
			assigned, _ := step.Details["Assigned to the application"].(string)
			filtered, _ := step.Details["Scoping filter evaluation passed"].(string)
			if reason == "NotEffectivelyEntitled" || assigned == "False" || filtered == "False" {
				out = append(out, e.failure(cmp.Or(step.Description, "it is not in scope")))
				break
			}
		}
	}
	return out
}
