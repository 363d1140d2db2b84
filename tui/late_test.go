package tui

import (
	"context"
	"errors"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// The check of the names reads both sides again. A read that was running before must not end
// the check.
func TestEarlierReadDoesNotEndTheCheck(t *testing.T) {
	folder, c := session.Folder{Dir: t.TempDir()}, company()
	_, err := folder.Update(func(s *migration.State) (store.Entry, error) {
		s.Path, s.IdP = "self-hosted", "okta"
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{"names-saved": {Status: playbook.DoneConfirmed}}
		migrationtest.Sides(s, c.AD, c.SCIM)
		return store.Entry{Kind: "test", Text: "x"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Workspace = folder
	first := true
	gone, answer := make(chan struct{}), make(chan struct{})
	c.Open = func(ctx context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
		if side == migrate.SCIM {
			return &screentest.Source{List: screentest.Groups(side, "Admins")}, nil
		}
		if first {
			first = false
			<-ctx.Done()
			close(gone)
			return nil, errors.New("it broke in the midst of it")
		}
		<-answer
		return &screentest.Source{List: screentest.Groups(side, "Admins")}, nil
	}
	tm := start(t, c)
	await(t, tm, "Reading…")
	tm.Type("4")
	await(t, tm, "Make every group name exact")
	for range screentest.Step(t, "self-hosted", "okta", playbook.StepNamesExact).Number - 1 {
		tm.Send(tea.KeyMsg{Type: tea.KeyDown})
	}
	await(t, tm, screentest.StepTitle(t, "self-hosted", "okta", playbook.StepNamesExact))
	tm.Type("v")
	<-gone
	close(answer)
	await(t, tm, "● verified")
}
