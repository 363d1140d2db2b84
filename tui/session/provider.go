package session

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// OpenIDP opens an identity provider with the available credentials. say shows what the admin
// must do to sign in.
type OpenIDP func(ctx context.Context, id playbook.IDP, say func(string)) (operation.Provider, error)

// Holder is a Workspace that can be locked for a run of changes.
type Holder interface {
	// Hold locks the workspace for writing until it is closed. It fails if another process has
	// it locked.
	Hold() (*migration.Workspace, error)
}

// Hold locks the folder until it is closed.
func (f Folder) Hold() (*migration.Workspace, error) { return operation.HoldNow(f.Dir) }

// holdingCompared is Holding that first records the shown comparison, unless it is outdated.
func (s *Session) holdingCompared() func() (*migration.Workspace, error) {
	shown := s.Shown()
	if s.Stale {
		shown.Result = nil
	}
	return shown.Holding(s.Holding())
}

// Service returns the operations of this migration, or an error if the session has no
// workspace.
func (s *Session) Service() (*operation.Service, error) {
	if s.Workspace == nil {
		return nil, errNoJournal()
	}
	return s.service(), nil
}

func (s *Session) service() *operation.Service {
	o := &operation.Service{Hold: s.Holding(), Begin: s.holdingCompared(), OpenSide: s.Open}
	if folder, ok := s.Workspace.(interface{ Path() string }); ok {
		o.Dir = folder.Path()
	}
	return o
}

// Tenant returns the operations at an open identity provider.
func (s *Session) Tenant(p operation.Provider, lacks []string) *operation.Tenant {
	return s.service().NewTenant(p, lacks)
}

// Reporter passes an operation's progress to a screen. The screen shows everything else from the
// result.
type Reporter struct {
	Send     migrate.Report
	OnSignIn func(string) // shows what the admin must do to sign in; may be nil
	OnWarn   func(string) // collects warnings to show with the result; may be nil
}

// Report returns the receiver of progress for both sides.
func (p Reporter) Report(migrate.Side) migrate.Report { return p.Send }

// SignIn shows how to sign in.
func (p Reporter) SignIn(text string) {
	if p.OnSignIn != nil {
		p.OnSignIn(text)
	}
}

// Warn passes a warning on.
func (p Reporter) Warn(text string) {
	if p.OnWarn != nil {
		p.OnWarn(text)
	}
}

// Note does nothing.
func (Reporter) Note(string) {}

// Happened does nothing.
func (Reporter) Happened(string) {}

// Unverified does nothing.
func (Reporter) Unverified(migrate.Side, string) {}
