package migration

import (
	"context"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// If many groups have no match, the check of the names asks for their number and accepts
// nothing else.
func TestNumberOfGroupsWithoutAMatchIsTyped(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{"names-saved": playbook.DoneConfirmed})
	if _, err := (session.Folder{Dir: folder}).Update(func(s *migration.State) (store.Entry, error) {
		migrationtest.Sides(s, migrationtest.AD, migrationtest.SCIM)
		return store.Entry{Kind: "test", Text: "x"}, nil
	}); err != nil {
		t.Fatal(err)
	}
	lists := map[migrate.Side][]string{
		migrate.AD:   {"Sales", "Board", "Legal", "Payroll", "Finance", "Research", "Interns"},
		migrate.SCIM: {"Sales"},
	}
	d := newDriver(t, folder, session.Config{
		AD: migrationtest.AD, SCIM: migrationtest.SCIM,
		Open: func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
			return &screentest.Source{List: screentest.Groups(side, lists[side]...)}, nil
		},
	})
	d.at("names-exact")
	d.press("v")
	d.shows("Confirm the number for step", "6 of the 7 groups",
		`"Board", "Finance", "Interns", "Legal", "Payroll" and 1 more`,
		"press esc and check the groups on Groups (2).", "Type 6 if this is intended", "type 6, or press esc")
	d.press("esc")
	if d.m.dialog != nil {
		t.Fatal("esc doesn't close the question")
	}
	d.shows("✗ the step “Make every group name exact” is unchanged", "6 of the 7 groups",
		"check the groups on Groups (2), then press v", "and type 6 if this is intended")
	d.press("v", "5", "enter")
	if r := d.state().Playbook.Steps[playbook.StepNamesExact]; d.m.dialog == nil || r.Status != "" {
		t.Fatalf("another number is accepted: %+v", r)
	}
	d.press("backspace", "6", "enter")
	d.shows("● verified")
	if strings.Contains(d.view(), "is unchanged") {
		t.Errorf("the refusal stays\n%s", d.view())
	}
	if r := d.state().Playbook.Steps[playbook.StepNamesExact]; r.Status != playbook.DoneVerified || r.Typed != "6" {
		t.Errorf("noted: %+v", r)
	}
	d.press("v") // the number is asked for only once
	if d.m.dialog != nil {
		t.Error("the same number is asked for again")
	}
	lists[migrate.AD] = append(lists[migrate.AD], "Support")
	d.press("v")
	d.shows("Type 7 if this is intended")
}

// If AD's list has become shorter, the question says so and where to check the settings of the
// list.
func TestNumberForAShorterListIsTyped(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{"names-saved": playbook.DoneConfirmed})
	if _, err := (session.Folder{Dir: folder}).Update(func(s *migration.State) (store.Entry, error) {
		migrationtest.Sides(s, migrationtest.AD, migrationtest.SCIM)
		s.First = &migration.Comparison{Time: time.Now().Add(-time.Hour), ADGroups: 10, Exact: 10}
		return store.Entry{Kind: "test", Text: "x"}, nil
	}); err != nil {
		t.Fatal(err)
	}
	d := newDriver(t, folder, session.Config{
		AD: migrationtest.AD, SCIM: migrationtest.SCIM,
		Open: func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
			return &screentest.Source{List: screentest.Groups(side, "Sales", "Board", "Legal")}, nil
		},
	})
	d.at("names-exact")
	d.press("v")
	d.shows("AD's list has 3 groups, and the first comparison had 10", "Type 3 if this is intended",
		"press esc and check AD's search base and filter on Connection (7).")
	if v := flat(d.view()); strings.Contains(v, "partner") || strings.Contains(v, "Groups (2)") {
		t.Errorf("it says that groups have no partner:\n%s", d.view())
	}
	d.press("3", "enter")
	d.shows("● verified")
}
