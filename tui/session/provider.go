package session

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// OpenIDP opens an identity provider with the sign-in that is at hand. say is
// told what the admin must do to sign in, if anything.
type OpenIDP func(ctx context.Context, id playbook.IDP, say func(string)) (operation.Provider, error)

// Holder is a Workspace that can be held for a run of changes, with its journal.
type Holder interface {
	// Hold opens the workspace for writing until it is closed. It fails where
	// another process writes.
	Hold() (*migration.Workspace, error)
}

// Hold keeps the folder until it is closed.
func (f Folder) Hold() (*migration.Workspace, error) { return operation.HoldNow(f.Dir) }

// holdingCompared is Holding with the comparison that is on the screen noted first, unless
// a side was read after it.
func (s *Session) holdingCompared() func() (*migration.Workspace, error) {
	shown := s.Shown()
	if s.Stale {
		shown.Result = nil
	}
	return shown.Holding(s.Holding())
}

// Service runs the operations of this migration, which keep what they do in the session's
// workspace. It fails where there is none.
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

// Tenant is an identity provider that is open, for the operations at it.
func (s *Session) Tenant(p operation.Provider, lacks []string) *operation.Tenant {
	return s.service().NewTenant(p, lacks)
}

// Shown is the progress of an operation on a screen. What else there is to say is in the
// results.
type Shown struct {
	Send     migrate.Report
	OnSignIn func(string) // shows what the admin must do to sign in; nil to leave it out
	OnWarn   func(string) // takes what to show beside the result; nil to leave it out
}

// Report returns the screen's receiver, for both sides.
func (p Shown) Report(migrate.Side) migrate.Report { return p.Send }

// SignIn shows how to sign in.
func (p Shown) SignIn(text string) {
	if p.OnSignIn != nil {
		p.OnSignIn(text)
	}
}

// Warn shows a warning beside the result.
func (p Shown) Warn(text string) {
	if p.OnWarn != nil {
		p.OnWarn(text)
	}
}

// Note shows nothing.
func (Shown) Note(string) {}

// Happened shows nothing.
func (Shown) Happened(string) {}

// Unverified shows nothing.
func (Shown) Unverified(migrate.Side, string) {}
