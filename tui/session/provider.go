package session

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// OpenIDP opens an identity provider with the sign-in that is at hand. say is
// told what the admin must do to sign in, if anything.
type OpenIDP func(ctx context.Context, id playbook.IDP, say func(string)) (idp.Provider, error)

// Holder is a Workspace that can be held for a run of changes, with its journal.
type Holder interface {
	// Hold opens the workspace for writing until it is closed. It fails where
	// another process writes.
	Hold() (*workspace.Workspace, error)
}

// Hold keeps the folder until it is closed.
func (f Folder) Hold() (*workspace.Workspace, error) { return workspace.Open(f.Dir) }

// Held holds the workspace, with the comparison that is on the screen noted in
// it: that one counts, not what was found before.
func (s *Session) Held() func() (*workspace.Workspace, error) {
	h, ok := s.Workspace.(Holder)
	r, at := s.Result, s.ReadAt()
	return func() (*workspace.Workspace, error) {
		if !ok {
			return nil, &migrate.Problem{Class: migrate.BadInput, What: "there is no journal to write to", Next: "start the app with --workspace DIR"}
		}
		w, err := h.Hold()
		if err != nil || r == nil {
			return w, err
		}
		err = w.Update(func(st *workspace.State) error {
			st.RecordComparison(r, at)
			return nil
		})
		if err != nil {
			w.Close()
			return nil, err
		}
		return w, nil
	}
}
