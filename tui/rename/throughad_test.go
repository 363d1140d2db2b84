package rename

import (
	"context"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// twoNames is a source whose groups have a name and a displayName. Synced names come from
// displayName in AD.
type twoNames struct {
	screentest.Source
	display, authority string
	unreadable         bool
}

func (s *twoNames) Read(_ context.Context, id string) (migrate.Object, error) {
	if s.unreadable {
		return migrate.Object{}, &migrate.Problem{What: "cannot read", Why: "dc1 is down"}
	}
	o := migrate.Object{ID: id, Names: map[migrate.Attribute]string{
		migrate.CommonName: s.List[0].Name, migrate.DisplayName: s.display,
	}}
	if s.authority != "" {
		o.Authority, o.ADAttribute = s.authority, migrate.DisplayName
	}
	return o, nil
}

func (s *twoNames) Rename(_ context.Context, c migrate.Change) (migrate.Object, error) {
	s.display = c.After
	return s.Read(context.Background(), c.ID)
}

// For names that Entra Connect makes from displayName in AD, y plans to change displayName,
// once the script is verified as stopped.
func TestSyncedNamesChangeThroughAD(t *testing.T) {
	ad := &twoNames{
		Source:  screentest.Source{Name: "dc1", List: screentest.Groups(migrate.AD, "Sales EMEA")},
		display: "sales emea",
	}
	there := &twoNames{
		Source:  screentest.Source{Name: "Entra", List: screentest.Groups(migrate.SCIM, "sales emea")},
		display: "sales emea", authority: "Active Directory, by Entra Connect",
	}
	ad.List[0].ID = "a1a1a1a1-2222-3333-4444-abcdefabcdef"
	folder := session.Folder{Dir: t.TempDir()}
	s := session.New(t.Context(), session.Config{
		AD: migrate.Connection{Location: "ldaps://dc1"}, SCIM: migrate.Connection{Location: "https://id"},
		Workspace: folder,
		Open: func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
			if side == migrate.SCIM {
				return there, nil
			}
			return ad, nil
		},
	})
	d := &driver{t: t, s: s, f: New(s)}
	d.f.SetSize(100, 26)
	screentest.Follow(s.ReadAll(), d.update)
	d.press("enter")
	d.shows("its name cannot be changed here", "press y to plan changing")
	d.press("y")
	d.shows("Nothing to change") // the script may still be running
	w, err := migration.Open(folder.Dir)
	if err != nil {
		t.Fatal(err)
	}
	err = w.Update(func(st *migration.State) error {
		st.Playbook.Steps = map[playbook.StepID]playbook.Record{
			playbook.StepScriptStopped: {Status: playbook.DoneVerified, At: time.Now()},
		}
		s.Remembered = *st
		return nil
	})
	if w.Close(); err != nil {
		t.Fatal(err)
	}
	making := d.f.Update(screentest.Key("y"))
	d.press("enter", "esc") // while the plan is being made
	screentest.Follow(making, d.update)
	d.shows("Sales EMEA")
	if d.f.Mode != choosing {
		t.Fatalf("a canceled plan opens anyway:\n%s", d.f.View())
	}
	d.press("enter")
	ad.unreadable = true
	d.press("y")
	d.shows("cannot read", "is down")
	d.press("1", "enter")
	if ad.unreadable = false; ad.display != "sales emea" {
		t.Fatal("the earlier plan was applied after the new one failed")
	}
	d.press("y")
	d.shows("the display name changes wherever people see it", "next cycle of the directory sync", "Type 1 to apply")
	d.press("1", "enter")
	if ad.display != "Sales EMEA" || there.display != "sales emea" {
		t.Errorf("displayName in AD is %q", ad.display)
	}
}
