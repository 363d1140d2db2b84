package provisioning

import (
	"errors"
	"net/url"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/form"
	"ad2scim/tui/session"
)

// The fields of the form.
const (
	endpointField = iota
	tokenField
	testUserField
)

// newForm asks for the endpoint, the token, and a test user if the provider's test needs one.
func newForm(s *session.Session, p operation.Provider, endpoint string) form.Form {
	at := form.NewField("SCIM endpoint that Dashlane shows", "https://", func(text string) string {
		if u, err := url.Parse(strings.TrimSpace(text)); err != nil || u.Host == "" {
			return "enter its address, such as https://host/scim/2.0"
		}
		return ""
	})
	at.Set(endpoint)
	token := form.NewField("SCIM API token", "", func(text string) string {
		if text == "" {
			return ""
		}
		err := playbook.CheckToken(migrate.NewSecret(text))
		if p, ok := errors.AsType[*migrate.Problem](err); ok {
			return p.Why
		}
		return ""
	})
	token.Hint = func() string {
		_, from := s.Entered.For(strings.TrimSpace(at.Input.Value()), s.SCIM.Connection)
		return tokenHint(from, s.Secrets != nil)
	}
	fields := []*form.Field{at, token.Secret()}
	if operation.ProviderTestUser(p.ID()) {
		fields = append(fields, form.NewField("Email address of a test user, for the console's own test", "optional",
			func(string) string { return "" }))
	}
	return form.New(fields...)
}

// tokenHint says which token is used if none is typed.
func tokenHint(from operation.TokenOrigin, keyring bool) string {
	switch from {
	case operation.TokenEntered:
		return "empty: the one you entered for this endpoint"
	case operation.TokenInUse:
		return "empty: the one used to compare this endpoint"
	case operation.TokenUnlinked:
		return "empty: the one you entered"
	}
	if keyring {
		return "empty: the one in the keyring for this endpoint, if any"
	}
	return "paste it here"
}

// readTarget reads the form. The token stays in memory.
func (e *Enabling) readTarget() operation.Target {
	target := operation.Target{Path: e.path, Endpoint: e.form.Value(endpointField)}
	if typed := e.form.Fields[tokenField].Input.Value(); typed != "" {
		e.session.EnterToken(target.Endpoint, migrate.NewSecret(typed))
		e.form.Fields[tokenField].Input.Reset()
	}
	target.Token = e.session.TokenFor(target.Endpoint)
	if len(e.form.Fields) > testUserField {
		target.TestUser = e.form.Value(testUserField)
	}
	return target
}
