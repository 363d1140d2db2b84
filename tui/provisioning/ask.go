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
