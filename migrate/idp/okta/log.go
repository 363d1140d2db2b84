package okta

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// event is an entry of the System Log.
type event struct {
	Type      string    `json:"eventType"`
	Message   string    `json:"displayMessage"`
	Published time.Time `json:"published"`
	Outcome   struct {
		Result string `json:"result"` // SUCCESS, FAILURE, SKIPPED, ...
		Reason string `json:"reason"`
	} `json:"outcome"`
	Target []struct {
		Type        string `json:"type"`
		ID          string `json:"id"`
		DisplayName string `json:"displayName"`
		AlternateID string `json:"alternateId"`
	} `json:"target"`
}

func (e event) failed() bool {
	return e.Outcome.Result == "FAILURE" || strings.HasSuffix(e.Type, "_failure") || strings.Contains(e.Type, ".failed")
}

// sends reports whether the event sent something to the app. Removing a user and reading the app's users don't
// count.
func (e event) sends() bool {
	return !strings.Contains(e.Type, ".deactivate") && !strings.Contains(e.Type, ".import")
}

// events returns the provisioning events of the app between two times by Okta's clock, oldest first. Without an
// end, Okta's list never ends, because its last page links to the next one.
func (p *Provider) events(ctx context.Context, a idp.App, since, until time.Time) ([]event, error) {
	return list[event](ctx, p, "read what Okta provisioned", "/api/v1/logs", url.Values{
		"since": {since.UTC().Format(time.RFC3339)}, "until": {until.UTC().Format(time.RFC3339)}, "limit": {"1000"},
		"sortOrder": {"ASCENDING"},
		"filter": {`(eventType sw "application.provision" or eventType sw "application.integration") and target.id eq ` +
			strconv.Quote(a.ID)},
	}, nil)
}

// object returns the user or group that the event is about.
func (e event) object() (kind, name string) {
	kind = "user"
	if strings.HasPrefix(e.Type, "application.provision.group") {
		kind = "group"
	}
	for _, t := range e.Target {
		isGroup := strings.Contains(t.Type, "Group")
		isUser := t.Type == "User" || t.Type == "AppUser"
		if kind == "group" && isGroup || kind == "user" && isUser {
			name = t.DisplayName
			if isUser && t.AlternateID != "" && t.AlternateID != "unknown" {
				name = t.AlternateID
			}
			return kind, name
		}
	}
	return kind, ""
}

// failure describes what went wrong.
func (e event) failure() idp.Failure {
	kind, name := e.object()
	return idp.Failure{Kind: kind, Name: name, Why: e.why(), Time: e.Published}
}

func (e event) why() string {
	text := strings.ToLower(e.Outcome.Reason + " " + e.Message)
	said := e.Outcome.Reason
	if said == "" {
		said = e.Message
	}
	said = names.Visible(said)
	switch {
	case e.Type == "application.integration.authentication_failure", strings.Contains(text, "unauthorized"),
		strings.Contains(text, "401"):
		return "Dashlane did not accept the token: " + said
	case e.Type == "application.integration.rate_limit_exceeded", strings.Contains(text, "too many requests"):
		return "Dashlane was asked too often; Okta tries again by itself: " + said
	case strings.Contains(text, "linked group is missing"):
		return "the group that it is linked to is no longer at Dashlane: " + said
	case strings.Contains(text, "matching user not found"), strings.Contains(text, "no user returned"):
		return "Dashlane does not know the user: " + said
	case strings.Contains(text, "conflict"), strings.Contains(text, "409"), strings.Contains(text, "already exists"):
		return "Dashlane has one of this name already: " + said
	}
	return said
}
