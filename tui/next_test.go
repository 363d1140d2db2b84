package tui

import (
	"bytes"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// Migrate opens on the next step that Overview shows, wherever its cursor was.
func TestNextStepIsWhereMigrateOpens(t *testing.T) {
	state := migration.State{
		Path: "self-hosted", IdP: "okta", Facts: map[string]migration.Fact{},
		Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{"access": {Status: playbook.DoneConfirmed}}},
	}
	alarming := state
	alarming.Facts = map[string]migration.Fact{"ad_sync_script": {
		Value: "running", Grade: migration.GradeVerified,
		Time: time.Now(),
	}, "scim_self_hosted": {Value: "on", Grade: migration.GradeConfirmed, Time: time.Now()}}
	for want, st := range map[string]migration.State{
		screentest.StepTitle(t, "self-hosted", "okta", playbook.StepChoosePath):     state,
		screentest.StepTitle(t, "self-hosted", "okta", playbook.StepScriptDisabled): alarming,
	} {
		app := New(session.New(t.Context(), session.Config{Workspace: session.Folder{Dir: t.TempDir()}}),
			clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
		app.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
		app.Update(session.WorkspaceLoaded{State: st})
		for _, k := range []string{"4", "down", "down", "down", "down", "1"} {
			app.Update(screentest.Key(k))
		}
		_, cmd := app.Update(screentest.Key("enter"))
		screentest.Follow(cmd, func(msg tea.Msg) tea.Cmd { _, next := app.Update(msg); return next })
		if view := ansi.Strip(app.View()); !strings.Contains(view, want) {
			t.Errorf("%q is not shown:\n%s", want, view)
		}
	}
}
