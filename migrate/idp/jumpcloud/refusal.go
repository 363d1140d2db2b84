package jumpcloud

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"

	"ad2scim/migrate"
)

// said returns the message in JumpCloud's error body, or "".
func said(body []byte) string {
	var r struct {
		Message string `json:"message"`
		Error   string `json:"error"`
	}
	if json.Unmarshal(body, &r) != nil {
		return ""
	}
	return strings.TrimSuffix(cmp.Or(r.Message, r.Error), ".")
}

// aboutOrganization reports whether a refusal is about the organization: an admin of several must name one.
func aboutOrganization(body []byte) bool { return strings.Contains(strings.ToLower(said(body)), "org") }

// explain returns what a refusal of JumpCloud means.
func (o Options) explain(status int, body []byte) (why, next string) {
	said := said(body)
	organization := ""
	if o.Org == "" && aboutOrganization(body) {
		organization = "; an admin of several organizations sets AD2SCIM_JUMPCLOUD_ORG to the organization's id (Settings, Organization Profile)"
	}
	switch status {
	case http.StatusUnauthorized:
		if o.APIKey.IsZero() {
			return "the service account's token was refused (401)",
				"check in the Admin Portal that the service account is enabled, and the region" + organization
		}
		return "the API key is wrong or was replaced (401)",
			"make a new one in the Admin Portal (My API Key), check the region, and set AD2SCIM_JUMPCLOUD_API_KEY" +
				organization
	case http.StatusForbidden:
		return "the role does not allow it (403)",
			"use an admin or a service account whose role may manage user groups and applications" + organization
	case http.StatusBadRequest:
		return said, strings.TrimPrefix(organization, "; ")
	case http.StatusTooManyRequests, http.StatusNotFound:
		return "", ""
	}
	return said, ""
}

func notDone(what, why, next string) error {
	return &migrate.Problem{Class: migrate.Partial, What: what, Why: why, Next: next}
}
