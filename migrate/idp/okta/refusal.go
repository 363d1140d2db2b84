package okta

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

// refusal is Okta's error body.
type refusal struct {
	Code    string `json:"errorCode"`
	Summary string `json:"errorSummary"`
	Causes  []struct {
		Summary string `json:"errorSummary"`
	} `json:"errorCauses"`
}

func readRefusal(body []byte) refusal {
	var r refusal
	if json.Unmarshal(body, &r) != nil {
		return refusal{}
	}
	return r
}

// says returns the error in one line. The causes, if there are any, are more specific than the summary.
func (r refusal) says() string {
	var causes []string
	for _, c := range r.Causes {
		causes = append(causes, strings.TrimSuffix(c.Summary, "."))
	}
	if len(causes) > 0 {
		return strings.Join(causes, "; ")
	}
	return strings.TrimSuffix(r.Summary, ".")
}

// explain returns what an Okta error means, by its error code.
func explain(status int, body []byte) (why, next string) {
	r := readRefusal(body)
	switch r.Code {
	case "E0000011":
		return "the token is wrong, expired or revoked (E0000011)",
			"make a new API token (Security > API > Tokens) and set AD2SCIM_OKTA_TOKEN; a token that is not used for 30 days ends"
	case "E0000006":
		return "the account lacks the right (E0000006)",
			"give the admin role Application Administrator, and Group Administrator for groups; an API Services app needs the role (Admin roles tab) beside the scopes " +
				strings.Join(scopes, ", ")
	case noFeature:
		return "the organization does not have this feature, or not for this app (E0000015)",
			"see in the Admin Console whether the app has it; Okta's support turns a feature on"
	case "E0000007":
		return "it was not found (E0000007)", "check whether it was deleted in the meantime"
	case "E0000047":
		return "too many requests (E0000047)", "try again in a few minutes"
	}
	if status == http.StatusForbidden && strings.Contains(r.Summary, "scope") {
		return r.says(), "grant the scopes to the API Services app: " + strings.Join(scopes, ", ")
	}
	if said := r.says(); said != "" {
		return said + " (" + r.Code + ")", ""
	}
	return "", ""
}

// noFeature is Okta's code for a feature that the organization does not have.
const noFeature = "E0000015"

// featureRefused reports whether a call was refused because the organization lacks the feature.
func featureRefused(err error) bool {
	r, refused := refusedWith(err, http.StatusForbidden)
	return refused && r.Code == noFeature
}

// resetWait returns the wait until the rate limit ends. X-Rate-Limit-Reset is in seconds since 1970 by the server's
// clock.
func resetWait(h http.Header) (time.Duration, bool) {
	reset, err := strconv.ParseInt(h.Get("X-Rate-Limit-Reset"), 10, 64)
	if err != nil {
		return 0, false
	}
	now := time.Now()
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(time.Unix(reset, 0).Sub(now), 0), true
}

// refusedWith returns the error body of a refusal with this status.
func refusedWith(err error, status int) (refusal, bool) {
	r, ok := errors.AsType[*rest.Refused](err)
	if !ok || r.Status != status {
		return refusal{}, false
	}
	return readRefusal(r.Body), true
}

func changed(what, why string) error {
	return &migrate.Problem{
		Class: migrate.Partial, What: what, Why: why,
		Next: "check it in the Admin Console and make a new plan", Err: migrate.ErrChanged,
	}
}

func notDone(what, why, next string) error {
	return &migrate.Problem{Class: migrate.Partial, What: what, Why: why, Next: next}
}
