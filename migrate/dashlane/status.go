package dashlane

import (
	"cmp"
	"context"
	"net/http"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

// API is the address of Dashlane's public API.
const API = "https://api.dashlane.com/public"

// Status is what the public API reports about a team (POST /teams/Status).
type Status struct {
	SSOEnabled bool
	Domains    int // the number of domains with SSO
}

// TeamStatus returns a team's status. key is a key of the public API, which begins with DLP_. api is API, except in
// tests.
func TeamStatus(ctx context.Context, api string, key migrate.Secret) (Status, error) {
	if key.IsZero() {
		return Status{}, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot ask Dashlane whether SSO is on",
			Why:  "there is no key of its public API",
			Next: "set AD2SCIM_DASHLANE_KEY to one, or confirm it yourself",
		}
	}
	c, err := rest.New(rest.Options{
		Name: "Dashlane's public API", Base: api,
		Authorize: func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+key.Reveal())
			return nil
		},
	})
	if err != nil {
		return Status{}, err
	}
	// The documentation names the fields but not the object around them. Dashlane's other answers have them inside
	// "data".
	type team struct {
		SSO *struct {
			Enabled bool  `json:"enabled"`
			Domains []any `json:"domains"`
		} `json:"sso"`
	}
	var answer struct {
		Data team `json:"data"`
		team
	}
	if _, err = c.JSON(ctx, "ask whether SSO is on", rest.Request{
		Method: http.MethodPost, Path: "/teams/Status",
		Body: struct{}{},
	}, &answer); err != nil {
		return Status{}, err
	}
	sso := cmp.Or(answer.Data.SSO, answer.SSO)
	if sso == nil {
		return Status{}, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot tell whether SSO is on",
			Why: "Dashlane's answer does not speak of it", Next: "check it in the Admin Console and confirm it yourself",
		}
	}
	return Status{sso.Enabled, len(sso.Domains)}, nil
}
