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
	if !s.SCIMToken().IsZero() {
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

// taken takes what was typed. The token stays in memory alone.
func (e *Enabling) taken() idp.Want {
	want := idp.Want{Path: e.path, Endpoint: e.form.value(endpointField)}
	if typed := e.form.fields[tokenField].input.Value(); typed != "" {
		e.session.Token = migrate.NewSecret(typed)
		e.form.fields[tokenField].input.Reset()
	}
	want.Token = e.session.SCIMToken()
	if len(e.form.fields) > testUserField {
		want.TestUser = e.form.value(testUserField)
	}
	return want
}
