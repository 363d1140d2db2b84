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

// The fields of what is to be set up.
const (
	endpointField = iota
	tokenField
	testUserField
)

// newForm asks for the endpoint, the token where none is known, and what a
// provider's test wants.
func newForm(s *session.Session, p operation.Provider, path playbook.Path, endpoint string) form.Form {
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
		switch typed := strings.TrimSpace(at.Input.Value()); {
		case s.Entered.IsFor(typed):
			return "empty: the one you entered for this endpoint"
		case s.TokenFor(typed).IsZero() && s.Secrets != nil:
			return "empty: the one in the keyring for this endpoint, if any"
		case s.TokenFor(typed).IsZero():
			return "paste it here"
		case s.Entered.IsFor(""):
			return "empty: the one you entered"
		}
		return "empty: the one used to compare this endpoint"
	}
	fields := []*form.Field{at, token.Secret()}
	if operation.ProviderTestUser(p.ID()) {
		fields = append(fields, form.NewField("Email address of a test user, for the console's own test", "optional",
			func(string) string { return "" }))
	}
	return form.New(fields...)
}

// taken takes what was typed. The token stays in memory alone.
func (e *Enabling) taken() operation.Target {
	want := operation.Target{Path: e.path, Endpoint: e.form.Value(endpointField)}
	if typed := e.form.Fields[tokenField].Input.Value(); typed != "" {
		e.session.EnterToken(want.Endpoint, migrate.NewSecret(typed))
		e.form.Fields[tokenField].Input.Reset()
	}
	want.Token = e.session.TokenFor(want.Endpoint)
	if len(e.form.Fields) > testUserField {
		want.TestUser = e.form.Value(testUserField)
	}
	return want
}
