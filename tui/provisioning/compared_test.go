package provisioning

import (
	"context"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// The comparison on the screen decides whether the names are exact, even while a side is being
// read again.
func TestTheComparisonOnTheScreenCounts(t *testing.T) {
	folder := t.TempDir()
	prepare(t, folder, playbook.Entra, true)
	source := map[migrate.Side]*screentest.Source{
		migrate.AD:   {Name: "ad", List: screentest.Groups(migrate.AD, "Sales", "Board")},
		migrate.SCIM: {Name: "scim", List: screentest.Groups(migrate.SCIM, "sales", "Board")},
	}
	p := newStandIn()
	var exact migration.Comparison
	_, err := session.Folder{Dir: folder}.Update(func(s *migration.State) (store.Entry, error) {
		s.ConnectSide(migrate.SCIM, migrate.Connection{Location: endpoint})
		exact = *s.Comparison
		migrationtest.Connect(s, exact)
		return store.Entry{Kind: "test", Text: "x"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := session.New(t.Context(), session.Config{
		Workspace: session.Folder{Dir: folder},
		AD:        migrate.Connection{Location: "ldaps://dc1.corp.example.com"},
		SCIM:      migrate.Connection{Location: endpoint, Secret: migrate.NewSecret(token)},
		Open: func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
			return source[side], nil
		},
		OpenIDP: func(context.Context, playbook.IDP, func(string)) (idp.Provider, error) { return p, nil },
	})
	defer s.Close()
	screentest.Follow(s.Reload(), s.Update)
	shut := func() []playbook.Blocker {
		e := New(s)
		e.SetSize(100, 30)
		screentest.Follow(e.Init(), e.Update)
		for range 3 { // the app and both fields
			screentest.Follow(e.Update(screentest.Key("enter")), e.Update)
		}
		if e.Mode != planned {
			t.Fatal(e.View())
		}
		return e.blockers
	}
	if b := shut(); len(b) > 0 {
		t.Errorf("the earlier comparison doesn't count: %v", b)
	}
	screentest.Follow(s.ReadAll(), s.Update)
	if b := shut(); len(b) != 1 || b[0].What != "1 group name differs" {
		t.Errorf("shut is %v", b)
	}
	// While a side is being read again, another process's newer result counts.
	_, err = session.Folder{Dir: folder}.Update(func(s *migration.State) (store.Entry, error) {
		migrationtest.Connect(s, exact)
		return store.Entry{Kind: "test", Text: "x"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	screentest.Follow(s.Reload(), s.Update)
	reading := s.ReadAll()
	if b := shut(); len(b) > 0 {
		t.Errorf("a stale comparison counts: %v", b)
	}
	screentest.Follow(reading, s.Update)
	if b := shut(); len(b) != 1 || b[0].What != "1 group name differs" {
		t.Errorf("shut is %v", b)
	}
}
