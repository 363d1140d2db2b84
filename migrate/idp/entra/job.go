package entra

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// template is a synchronizationTemplate (Graph, "List existing synchronization
// templates").
type template struct {
	ID  string `json:"id"`
	Tag string `json:"factoryTag"`
}

// fault is a synchronizationError.
type fault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (f *fault) String() string {
	if f == nil || f.Code == "" && f.Message == "" {
		return ""
	}
	return names.Visible(strings.TrimSpace(f.Message + " (" + f.Code + ")"))
}

// moment is a time that Graph may also return as an empty string, as in its example of a quarantine.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(text []byte) error {
	var t time.Time
	if json.Unmarshal(text, &t) == nil {
		m.Time = t
	}
	return nil
}

// execution is a synchronizationTaskExecution.
type execution struct {
	Began    moment `json:"timeBegan"`
	Ended    moment `json:"timeEnded"`
	Exported int    `json:"countExported"`
	Escrowed int    `json:"countEscrowed"`
	State    string `json:"state"` // Succeeded, Failed, EntryLevelErrors
	Error    *fault `json:"error"`
}

// quarantine is a synchronizationQuarantine.
type quarantine struct {
	Reason string `json:"reason"`
	Next   moment `json:"nextAttempt"`
	Error  *fault `json:"error"`
}

// job is a synchronizationJob with the used parts of its synchronizationSchedule and synchronizationStatus.
type job struct {
	ID       string `json:"id"`
	Schedule struct {
		State string `json:"state"` // Active, Disabled, Paused
	} `json:"schedule"`
	Status struct {
		Code       string      `json:"code"` // NotConfigured, NotRun, Active, Paused, Quarantine
		Failures   int         `json:"countSuccessiveCompleteFailures"`
		Pruned     bool        `json:"escrowsPruned"`
		Steady     moment      `json:"steadyStateFirstAchievedTime"` // year 1 before that
		SteadyLast moment      `json:"steadyStateLastAchievedTime"`
		Last       *execution  `json:"lastExecution"`
		Quarantine *quarantine `json:"quarantine"`
	} `json:"status"`
}

// started reports whether the job runs. NotRun means that the job is "configured, and possibly started" (Graph,
// synchronizationStatus); its schedule, which is Disabled for a new job, shows which.
func (j job) started() bool {
	return j.Status.Code == "Active" || j.Status.Code == "NotRun" && j.Schedule.State == "Active"
}

// curable reports whether a new token ends the quarantine: its reason EncounteredQuarantineException means that the
// credentials are refused (Microsoft Entra, "Application provisioning in quarantine status").
func (j job) curable() bool {
	return j.Status.Quarantine != nil && j.Status.Quarantine.Reason == "EncounteredQuarantineException"
}

// held returns why Entra holds the job back (Graph, quarantineReason).
func (j job) held() string {
	q := j.Status.Quarantine
	if q == nil {
		return "Entra gives no reason"
	}
	why := ""
	switch q.Reason {
	case "EncounteredBaseEscrowThreshold", "EncounteredTotalEscrowThreshold", "EncounteredEscrowProportionThreshold":
		why = "too many users or groups failed"
	case "TooManyDeletes":
		why = "too many objects would be deleted"
	case "EncounteredQuarantineException":
		why = "the endpoint could not be used, as with a wrong or expired token"
	case "QuarantinedOnDemand":
		why = "Microsoft put it into quarantine by hand"
	case "IngestionInterrupted":
		why = "reading the changes was interrupted"
	default:
		why = "the reason is " + names.Visible(cmp.Or(q.Reason, "not given"))
	}
	if said := q.Error.String(); said != "" {
		why += ": " + said
	}
	return why
}

func jobPath(app idp.App, id, rest string) string {
	return principal(app.ID, "/synchronization/jobs/"+url.PathEscape(id)+rest)
}

// job returns the app's job, or nil if it has none.
func (c *Client) job(ctx context.Context, app idp.App) (*job, error) {
	list, err := pages[job](ctx, c, "read the provisioning of the app "+migrate.Quote(app.Name),
		principal(app.ID, "/synchronization/jobs"), nil)
	switch {
	case err != nil || len(list) == 0:
		return nil, err
	case len(list) > 1:
		return nil, failed("cannot tell which provisioning of the app "+migrate.Quote(app.Name)+" counts",
			"it has more than one job", "delete the ones that are not used", migrate.ErrInvalid)
	}
	return &list[0], nil
}

func (c *Client) needJob(ctx context.Context, app idp.App) (*job, error) {
	j, err := c.job(ctx, app)
	if err == nil && j == nil {
		err = failed("cannot go on with the app "+migrate.Quote(app.Name), "it has no provisioning job",
			"make the endpoint's step first", migrate.ErrGone)
	}
	return j, err
}

const noTemplate = "the app has no template for SCIM provisioning"

// template returns the id of the app's template for SCIM, or "". "scim" is the template of a non-gallery app.
// "customappsso" is the form of 2018, which is no longer supported; it is only used if there is no other. The
// template of a gallery app has the app's name (Microsoft Entra, "Known issues with SCIM 2.0 protocol compliance").
func (c *Client) template(ctx context.Context, app idp.App) (string, error) {
	list, err := pages[template](ctx, c, "read the provisioning templates of the app",
		principal(app.ID, "/synchronization/templates"), nil)
	for _, fits := range []func(template) bool{
		func(t template) bool { return strings.EqualFold(t.ID, "scim") },
		func(t template) bool { return strings.EqualFold(t.Tag, "CustomSCIM") },
		func(t template) bool { return strings.Contains(strings.ToLower(t.ID), "scim") },
		func(t template) bool { return strings.EqualFold(t.ID, "customappsso") },
		func(template) bool { return len(list) == 1 },
	} {
		if i := slices.IndexFunc(list, fits); i >= 0 {
			return list[i].ID, err
		}
	}
	return "", err
}

// waitForJob waits until a new job shows in the list. Before that, calls about it are refused, and a repeated run
// would create a second one.
func (c *Client) waitForJob(ctx context.Context, app idp.App) error {
	return c.until(ctx, func() (bool, error) {
		j, err := c.job(ctx, app)
		if late(err) {
			return false, nil
		}
		return j != nil, err
	}, failed("cannot see the provisioning job of the app "+migrate.Quote(app.Name),
		"Entra accepted it, but doesn't show it yet",
		"wait a few minutes, then run this again", migrate.ErrOutcomeUnknown))
}

// late reports whether Graph returns an error because a new object isn't replicated yet.
func late(err error) bool {
	r, is := errors.AsType[*rest.Refused](err)
	return is && slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict}, r.Status)
}

// makeJob creates the job from the app's template, without starting it. A job of an interrupted run may show late,
// so it is waited for.
func (c *Client) makeJob(ctx context.Context, app idp.App, interrupted bool) error {
	for i := range 4 {
		if !interrupted {
			break
		}
		if err := migrate.Pause(ctx, c.settle<<i); err != nil {
			return err
		}
		if j, err := c.job(ctx, app); err != nil || j != nil {
			return err
		}
	}
	id, err := c.template(ctx, app)
	if err != nil {
		return err
	}
	if id == "" {
		return failed("cannot set up provisioning for the app "+migrate.Quote(app.Name), noTemplate,
			"choose Dashlane's app, or make an app that is not from the gallery", migrate.ErrInvalid)
	}
	_, err = c.do(ctx, "make the provisioning job", rest.Request{
		Method: http.MethodPost,
		Path:   principal(app.ID, "/synchronization/jobs"), Body: map[string]string{"templateId": id},
	})
	return err
}

func (c *Client) post(ctx context.Context, app idp.App, id, verb string, body any) error {
	_, err := c.do(ctx, verb+" the provisioning job", rest.Request{
		Method: http.MethodPost,
		Path:   jobPath(app, id, "/"+verb), Body: body,
	})
	return err
}
