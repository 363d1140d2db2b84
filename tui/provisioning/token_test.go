package provisioning

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// keyring is a keyring in memory; the system's isn't available in a test.
type keyring map[string]string

func (k keyring) Token(endpoint string) (migrate.Secret, error) {
	return migrate.NewSecret(k[endpoint]), nil
}

func (k keyring) Complete(_ migrate.Side, c migrate.Connection) migrate.Connection { return c }

func (k keyring) Keep(c migrate.Connection, s migrate.Secret) error {
	k[c.Location] = s.Reveal()
	return nil
}

// atForm returns the view at the form for the compared endpoint.
func atForm(t *testing.T, p *standIn, secrets session.Secrets) *Enabling {
	t.Helper()
	folder := t.TempDir()
	prepare(t, folder, p.id, true)
	s := session.New(t.Context(), session.Config{
		Workspace: session.Folder{Dir: folder}, Secrets: secrets,
		SCIM:    migrate.Connection{Location: endpoint, Secret: migrate.NewSecret(token)},
		OpenIDP: func(context.Context, playbook.IDP, func(string)) (idp.Provider, error) { return p, nil },
	})
	t.Cleanup(s.Close)
	screentest.Follow(s.Reload(), s.Update)
	e := New(s)
	e.SetSize(100, 30)
	screentest.Follow(e.Init(), e.Update)
	screentest.Follow(e.Update(screentest.Key("enter")), e.Update)
	return e
}

// slow is a workspace whose lock waits for the gate.
type slow struct {
	session.Folder
	at, gate chan struct{}
}

func (s slow) Hold() (*migration.Workspace, error) {
	close(s.at)
	<-s.gate
	return s.Folder.Hold()
}

// planFor types an endpoint and asks for the plan.
func (e *Enabling) planFor(endpoint string) {
	e.Show(entering)
	e.form.Fields[endpointField].Set(endpoint)
	if e.form.Fields[endpointField].Input.Focused() {
		e.Update(screentest.Key("tab"))
	}
	screentest.Follow(e.Update(screentest.Key("enter")), e.Update)
}

// A token is used only for the endpoint that it was entered for or compared with, and the hint
// says which one is available.
func TestTokenBelongsToItsEndpoint(t *testing.T) {
	const other, third, fourth = "https://other.example.com/scim/2.0", "https://third.example.com/scim/2.0",
		"https://fourth.example.com/scim/2.0"
	const typed, kept = "0b4d6f3e-1111-4222-8333-123456789abc", "0b4d6f3e-2222-4222-8333-123456789abc"
	e := atForm(t, newStandIn(), keyring{third: kept})
	hint := func(want string) {
		t.Helper()
		if plain := ansi.Strip(e.View()); !strings.Contains(plain, want) {
			t.Errorf("the hint is not %q:\n%s", want, plain)
		}
	}
	hint("the one used to compare this endpoint")
	e.planFor(endpoint + "/")
	if got := e.target.Token.Reveal(); got != token {
		t.Errorf("of the endpoint that is compared: %q", got)
	}
	if e.planFor(other); e.Mode == planned || e.Err == nil || !strings.Contains(e.Err.Error(), "token is missing") {
		t.Errorf("of another endpoint: %v, %q", e.Err, e.target.Token.Reveal())
	}
	hint("the one in the keyring for this endpoint, if any")
	e.form.Fields[tokenField].Input.SetValue(typed)
	e.planFor(other)
	if got := e.target.Token.Reveal(); got != typed {
		t.Errorf("the typed one: %q", got)
	}
	e.Show(entering)
	hint("the one you entered for this endpoint")
	for at, want := range map[string]string{endpoint: token, third: kept} {
		if e.planFor(at); e.target.Token.Reveal() != want {
			t.Errorf("%s: %q", at, e.target.Token.Reveal())
		}
	}
	if e.planFor(fourth); e.Mode == planned {
		t.Errorf("of an endpoint without one: %q", e.target.Token.Reveal())
	}
}

// An endpoint typed for one app isn't offered for another.
func TestEndpointBelongsToItsApp(t *testing.T) {
	const typed = "https://typed.example.com/scim/2.0"
	e := atForm(t, newStandIn(), nil)
	for i, want := range []string{typed, endpoint} {
		e.form.Fields[endpointField].Set(typed)
		e.Back()
		for range i {
			e.Update(screentest.Key("down"))
		}
		e.Update(screentest.Key("enter"))
		if got := e.form.Value(endpointField); e.Mode != entering || got != want {
			t.Errorf("%q: %q, want %q", e.app.Name, got, want)
		}
	}
}

// The app waits while the plan or the list of steps to undo is written.
func TestQuitWaitsForThePlan(t *testing.T) {
	for name, op := range map[string]string{"the plan": "enter", "the way back": "u"} {
		t.Run(name, func(t *testing.T) {
			p := newStandIn()
			e := atForm(t, p, nil)
			if op == "u" {
				e.Show(choosing)
			}
			gate, at := make(chan struct{}), make(chan struct{})
			e.session.Workspace = slow{e.session.Workspace.(session.Folder), at, gate}
			if op == "enter" { // on the last field
				e.Update(screentest.Key("tab"))
			}
			cmd := e.Update(screentest.Key(op))
			go screentest.Follow(cmd, func(tea.Msg) tea.Cmd { return nil })
			<-at
			ended := e.session.Shutdown()
			if session.WaitFor(ended, 50*time.Millisecond) {
				t.Error("it quits during work")
			}
			close(gate)
			if !session.WaitFor(ended, time.Minute) {
				t.Error("it does not end")
			}
		})
	}
}
