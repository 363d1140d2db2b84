package enabling

import (
	"errors"
	"net/url"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/layout"
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
func newForm(s *session.Session, p idp.Provider, path playbook.Path, endpoint string) (f form) {
	at := newField("SCIM endpoint that Dashlane shows", "https://", func(text string) string {
		if u, err := url.Parse(strings.TrimSpace(text)); err != nil || u.Host == "" {
			return "give its address, such as https://host/scim/v2"
		}
		return ""
	})
	if layout.Safe(endpoint) == endpoint { // the field draws its text as it is
		at.input.SetValue(endpoint)
	}
	hint := "empty: the one in the environment or the keyring, if any"
	if !tokenOf(s).IsZero() {
		hint = "empty: the one that was entered before"
	}
	token := newField("SCIM API token", hint, func(text string) string {
		if text == "" {
			return ""
		}
		err := playbook.CheckToken(path, migrate.NewSecret(text))
		if p, ok := errors.AsType[*migrate.Problem](err); ok {
			return p.Why
		}
		return ""
	})
	token.input.EchoMode = textinput.EchoPassword
	f.fields = []*field{at, token}
	if p.ID() == playbook.JumpCloud {
		f.fields = append(f.fields, newField("e-mail address of a test user, for the console's own test", "may be empty", func(string) string { return "" }))
	}
	f.focus(0)
	return f
}

// tokenOf is the token of this run, else the secret of the SCIM endpoint that is
// compared with.
func tokenOf(s *session.Session) migrate.Secret {
	if !s.Token.IsZero() {
		return s.Token
	}
	if isEndpoint(s.SCIM.Connection) {
		return s.SCIM.Connection.Secret
	}
	return migrate.Secret{}
}

func isEndpoint(c migrate.Connection) bool {
	scheme, err := c.Scheme()
	return c.Location != "" && err == nil && (scheme == migrate.HTTPS || scheme == migrate.HTTP)
}

// endpointOf is the SCIM endpoint that is compared with, if it is one.
func endpointOf(s *session.Session) string {
	if isEndpoint(s.SCIM.Connection) {
		return s.SCIM.Connection.Location
	}
	return ""
}

// taken takes what was typed. The token stays in memory alone.
func (e *Enabling) taken() idp.Want {
	want := idp.Want{Path: e.path, Endpoint: e.form.value(endpointField)}
	if typed := e.form.fields[tokenField].input.Value(); typed != "" {
		e.session.Token = migrate.NewSecret(typed)
		e.form.fields[tokenField].input.Reset()
	}
	want.Token = tokenOf(e.session)
	if len(e.form.fields) > testUserField {
		want.TestUser = e.form.value(testUserField)
	}
	return want
}
