package rename

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/operation"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// In the smallest window the plan shows its findings first, then each difference, and how many
// lines are below.
func TestPlanInTheSmallestWindow(t *testing.T) {
	p := &fix.Plan{}
	for i := range 24 {
		before := fmt.Sprintf("Regional Office Management of the District %02d", i)
		p.Fixes = append(p.Fixes, fix.Fix{
			Number: i + 1, Side: migrate.SCIM, Target: "https://id.example.com",
			Attribute: migrate.DisplayName, ID: before,
			Before: before, After: strings.Replace(before, "District", "Dıstrict", 1),
		})
	}
	f := New(session.New(t.Context(), session.Config{}))
	f.SetSize(80, 21)
	f.propose(planOf(operation.RenamePlan{Review: fix.Review{Plan: p, Findings: []fix.Finding{
		{Severity: fix.Warning, Words: "a warning that must be read before the number is typed"},
	}}}))
	view := ansi.Strip(f.View())
	screentest.CheckGrid(t, view, 80, 21)
	lines := strings.Split(view, "\n")
	if !strings.Contains(lines[1], "! a warning that must be read") {
		t.Errorf("the warning is not on top:\n%s", view)
	}
	for _, want := range []string{
		"District 00", "Dıstrict 00", "↓ 11 more", "now: displayName",
		"Type 24 to apply 24 changes",
	} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is not on\n%s", want, view)
		}
	}
	for range 5 {
		f.Update(tea.KeyMsg{Type: tea.KeyPgDown})
		f.View()
	}
	if view := ansi.Strip(f.View()); strings.Contains(view, "more") || !strings.Contains(view, "Dıstrict 23") {
		t.Errorf("at the end:\n%s", view)
	}
}
