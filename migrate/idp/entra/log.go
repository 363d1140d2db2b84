package entra

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
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

// retention is how long every tenant keeps the provisioning log: 7 days without a premium license, 30 with one.
// Requests for earlier times are refused.
const retention = 7 * 24 * time.Hour

// log reads the job's part of the provisioning log since a time, with the newest event of each object (Graph, "List
// provisioningObjectSummary"; its filters are case-sensitive, and only gt and lt are documented for times).
func (c *Client) log(ctx context.Context, job string, since time.Time) ([]event, error) {
	if earliest := time.Now().Add(-retention + time.Hour); since.Before(earliest) {
		since = earliest
	}
	filter := "jobId eq '" + strings.ReplaceAll(job, "'", "''") + "' and activityDateTime gt " +
		since.UTC().Format(time.RFC3339)
	list, err := pages[event](ctx, c, "read the provisioning log", "/auditLogs/provisioning?$top=500&$filter="+
		url.PathEscape(filter), nil)
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

// noLog says what is missing without the provisioning log.
const noLog = "Entra doesn't show the provisioning log to this sign-in (it needs a Microsoft Entra ID P1 or P2 license and AuditLog.Read.All), so errors of single users and groups aren't known"

// unlicensed reports whether Entra refuses to show a log because the tenant has no premium license or the
// permission is missing. Provisioning works without it.
func unlicensed(err error) bool {
	r, is := errors.AsType[*rest.Refused](err)
	return is && r.Status == http.StatusForbidden
}

// failure returns the event for people; why is the known reason.
func (e event) failure(why string) idp.Failure {
	return idp.Failure{
		Kind: names.Visible(e.Source.Kind), Name: cmp.Or(e.Source.Name, e.Source.ID),
		Why: names.Visible(why), Time: e.Time.Time,
	}
}

// failures returns the objects whose newest event is a failure.
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

// outOfScope returns the objects that were skipped because they aren't assigned or a scoping filter excludes them.
// Objects that were skipped because they are up to date (RedundantExport) aren't included.
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
