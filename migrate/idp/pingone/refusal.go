package pingone

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

// refusal is PingOne's error body (Platform API, "Error codes").
type refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Details []struct {
		Target  string `json:"target"`
		Message string `json:"message"`
	} `json:"details"`
}

// says returns the error in one line. The details, if there are any, are more specific than the message.
func (r refusal) says() string {
	var details []string
	for _, d := range r.Details {
		text := strings.TrimSuffix(d.Message, ".")
		if d.Target != "" {
			text = d.Target + ": " + text
		}
		details = append(details, text)
	}
	if len(details) > 0 {
		return strings.Join(details, "; ")
	}
	return strings.TrimSuffix(r.Message, ".")
}

func readRefusal(body []byte) refusal {
	var r refusal
	if json.Unmarshal(body, &r) != nil {
		return refusal{}
	}
	return r
}

// explain returns what an error of PingOne means. Only its status is used, because the codes within a class may
// change.
func explain(status int, body []byte) (why, next string) {
	r := readRefusal(body)
	if said := r.says(); said != "" {
		why = said
		if r.Code != "" {
			why += " (" + r.Code + ")"
		}
	}
	switch status {
	case http.StatusUnauthorized:
		return why, "check the worker application's id and secret, and that it is enabled"
	case http.StatusForbidden:
		return why, "give the worker application the roles Environment Admin and Identity Data Admin for this environment"
	}
	return why, ""
}

// refusedWith reports whether PingOne refused a request with this status.
func refusedWith(err error, status int) (refusal, bool) {
	r, is := errors.AsType[*rest.Refused](err)
	if !is || r.Status != status {
		return refusal{}, false
	}
	return readRefusal(r.Body), true
}

// scrub replaces an error that contains the token.
func scrub(err error, token migrate.Secret) error {
	if err == nil || token.IsZero() || !strings.Contains(err.Error(), token.Reveal()) {
		return err
	}
	return notDone("cannot set up the connection at PingOne",
		"PingOne refused it, and its message holds the token, so it is not shown", "check the connection in the console")
}

func changed(what, why string) error {
	return &migrate.Problem{
		Class: migrate.Partial, What: what, Why: why,
		Next: "check it in the console and make a new plan", Err: migrate.ErrChanged,
	}
}

func notDone(what, why, next string) error {
	return &migrate.Problem{Class: migrate.Partial, What: what, Why: why, Next: next}
}
