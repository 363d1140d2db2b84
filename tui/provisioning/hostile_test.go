package provisioning

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/page"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// named is a provider whose name tries to break the grid.
type named struct {
	*standIn
	name string
}

func (n named) String() string { return n.name }

// Whatever a provider answers, each page fits its area, sends no control characters to the
// terminal, and shows its question.
func TestHostileTextKeepsTheGrid(t *testing.T) {
	folder := t.TempDir()
	prepare(t, folder, playbook.JumpCloud, false)
	s := session.New(t.Context(), session.Config{Workspace: session.Folder{Dir: folder}})
	screentest.Follow(s.Reload(), s.Update)
	rapid.Check(t, func(r *rapid.T) {
		text := func() string { return rapid.SampledFrom(screentest.Nasty).Draw(r, "text") }
		texts := func() (list []string) {
			for range rapid.IntRange(0, 4).Draw(r, "n") {
				list = append(list, text())
			}
			return list
		}
		p := named{newStandIn(), text()}
		p.id = playbook.JumpCloud
		e := New(s)
		size := rapid.SampledFrom([][2]int{{80, 20}, {80, 24}, {120, 36}, {120, 40}}).Draw(r, "size")
		e.SetSize(size[0], size[1])
		e.provider, e.missingRights, e.app = p, texts(), idp.App{ID: text(), Name: text()}
		for range rapid.IntRange(0, 30).Draw(r, "apps") {
			e.apps = append(e.apps, idp.App{ID: text(), Name: text(), Dashlane: text(), SCIM: text()})
		}
		e.table.SetLen(len(e.apps))
		e.form = newForm(s, p, text())
		e.plan = &enable.Plan{Endpoint: text()}
		modes := []idp.Mode{idp.ModeApply, idp.ModeVerify, idp.ModeGuide}
		for range rapid.IntRange(1, 6).Draw(r, "steps") {
			step := idp.Step{
				Title: text(), Mode: rapid.SampledFrom(modes).Draw(r, "mode"), Guide: texts(),
				Wrong: rapid.SampledFrom([]string{"", text()}).Draw(r, "wrong"),
			}
			for _, name := range texts() {
				step.Settings = append(step.Settings, idp.Setting{Name: name, Before: text(), After: text()})
			}
			e.plan.Steps = append(e.plan.Steps, step)
		}
		for range rapid.IntRange(0, 5).Draw(r, "blockers") {
			e.blockers = append(e.blockers, playbook.Blocker{What: text(), Why: text(), Next: migrate.Advise(text())})
		}
		for range rapid.IntRange(0, 6).Draw(r, "outcomes") {
			o := enable.Outcome{
				Title: text(), Group: text(), State: rapid.SampledFrom([]enable.State{
					enable.Done, enable.NotDone, enable.Unknown, enable.ByHand, enable.NotStarted,
				}).Draw(r, "state"), Saw: text(),
				Why: text(),
			}
			e.applied, e.interrupted, e.report.Outcomes = append(e.applied, o), append(e.interrupted, o),
				append(e.report.Outcomes, o)
		}
		e.report.Cycle = &idp.Cycle{State: idp.CycleIdle, Says: text()}
		for range rapid.IntRange(0, 6).Draw(r, "failures") {
			e.report.Cycle.Errors = append(e.report.Cycle.Errors, idp.Failure{Kind: text(), Name: text(), Why: text()})
		}
		e.notes = texts()
		if rapid.Bool().Draw(r, "error") {
			e.Err = &migrate.Problem{What: text(), Why: text(), Next: text(), Err: errors.New("x")}
		}
		if rapid.Bool().Draw(r, "question") {
			e.question = &question{step: e.plan.Steps[0], why: text(), answer: make(chan struct{})}
			e.answer = newAnswer(false)
		}
		for _, m := range []mode{choosing, entering, planned, undoing, running, finished} {
			e.propose(m, m == planned && operation.EnablePlan{Plan: e.plan, Blockers: e.blockers}.NeedsReason())
			for range rapid.IntRange(0, 3).Draw(r, "scrolls") {
				if m == running && e.question == nil {
					break
				}
				e.Pager.Update(tea.KeyMsg{Type: rapid.SampledFrom([]tea.KeyType{tea.KeyUp, tea.KeyDown, tea.KeyPgDown}).Draw(r,
					"turn")}, true)
			}
			screentest.CheckGrid(r, e.View(), size[0], size[1])
			if strings.Contains(ansi.Strip(e.View()), "↓ more") && !slices.ContainsFunc(e.ShortHelp(), func(b key.Binding) bool {
				return b.Help() == page.Turn.Help()
			}) && !(m == running && e.question == nil) && m != choosing {
				r.Fatalf("%d: the key for what is below is not in the footer:\n%s", m, e.View())
			}
			asks := m == planned && len(e.plan.Wrong()) == 0 || m == undoing || m == running && e.question != nil
			if asks && !strings.Contains(ansi.Strip(e.View()), "Type yes to apply") {
				r.Fatalf("the question isn't visible in\n%s", e.View())
			}
		}
	})
}

// Missing rights and errors are shown in full above the apps, also in the smallest terminal.
func TestTextAboveTheAppsIsComplete(t *testing.T) {
	e := atForm(t, newStandIn(), nil)
	e.propose(choosing, false)
	e.SetSize(80, 21)
	e.missingRights = []string{
		"Application.Read.All", "GroupMember.Read.All", "Synchronization.ReadWrite.All", "AuditLog.Read.All",
	}
	e.Err = &migrate.Problem{
		What: "cannot find out whether an interrupted step was made",
		Why:  "the identity provider has not answered within half a minute",
		Next: "try again when the identity provider answers",
	}
	view := e.View()
	screentest.CheckGrid(t, view, 80, 21)
	flat := strings.NewReplacer("┃ ", "", "\n", " ").Replace(ansi.Strip(view))
	for _, want := range append(e.missingRights, "half a minute", "next try again when", "provider answers",
		"▌ Dashlane SSO",
		"Payroll") {
		if !strings.Contains(strings.Join(strings.Fields(flat), " "), want) {
			t.Errorf("%q is not seen in\n%s", want, ansi.Strip(view))
		}
	}
	row := slices.IndexFunc(strings.Split(ansi.Strip(view), "\n"),
		func(l string) bool { return strings.Contains(l, "Payroll") })
	e.Update(tea.MouseMsg{X: 5, Y: row, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	if plain := ansi.Strip(e.View()); !strings.Contains(plain, "▌ Payroll") {
		t.Errorf("a click on line %d:\n%s", row, plain)
	}
}

// In the smallest terminal, everything important can be scrolled to.
func TestThePlanCanBeReadInASmallTerminal(t *testing.T) {
	for _, size := range [][2]int{{80, 20}, {120, 36}} {
		folder := t.TempDir()
		prepare(t, folder, playbook.Entra, false)
		p := newStandIn()
		s := session.New(t.Context(), session.Config{
			Workspace: session.Folder{Dir: folder}, SCIM: migrate.Connection{
				Location: endpoint, Secret: migrate.NewSecret(token),
			},
			OpenIDP: func(context.Context, playbook.IDP, func(string)) (idp.Provider, error) { return p, nil },
		})
		screentest.Follow(s.Reload(), s.Update)
		e := New(s)
		e.SetSize(size[0], size[1])
		screentest.Follow(e.Init(), e.Update)
		for range 3 { // the app and both fields
			screentest.Follow(e.Update(screentest.Key("enter")), e.Update)
		}
		var all []string
		for range 200 {
			for l := range strings.SplitSeq(ansi.Strip(e.View()), "\n") {
				if l = strings.TrimSpace(l); !slices.Contains(all, l) {
					all = append(all, l)
				}
			}
			e.Pager.Update(tea.KeyMsg{Type: tea.KeyDown}, true)
		}
		text := strings.Join(all, "\n")
		for _, want := range []string{
			"the AD sync script isn't verified as stopped", "AD sync isn't confirmed as off",
			"1. make endpoint", "setting of start", "6. make start", "‼ OVERRIDE", "enter a reason", "Type yes to apply",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%v: %q is never shown in\n%s", size, want, text)
			}
		}
	}
}
