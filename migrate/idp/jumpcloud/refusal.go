package jumpcloud

import (
	"encoding/json"
	"net/http"
	"strings"

	"ad2scim/migrate"
)

// explain says what JumpCloud's own error body means.
func explain(status int, body []byte) (why, next string) {
	var r struct {
		Message string `json:"message"`
		Error   string `json:"error"`
	}
	if json.Unmarshal(body, &r) != nil {
		return "", ""
	}
	said := r.Message
	if said == "" {
		said = r.Error
	}
	switch status {
	case http.StatusUnauthorized:
		return "the API key is wrong or was replaced (401)",
			"make a new one in the Admin Portal (My API Key), check the region, and set AD2SCIM_JUMPCLOUD_API_KEY"
	case http.StatusForbidden:
		return "the admin's role does not allow it (403)",
			"use the API key of an admin whose role may manage user groups and applications"
	case http.StatusTooManyRequests, http.StatusNotFound:
		return "", ""
	}
	return strings.TrimSuffix(said, "."), ""
}

func notDone(what, why, next string) error {
	return &migrate.Problem{Class: migrate.Partial, What: what, Why: why, Next: next}
}
