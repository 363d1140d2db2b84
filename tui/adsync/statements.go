package adsync

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
	"ad2scim/tui/form"
	"ad2scim/tui/page"
	"ad2scim/tui/theme"
)

// statement is something that only the admin can confirm: that a task or service isn't AD sync,
// or that a host no longer exists.
type statement struct {
	text     string
	task     operation.TaskName // set for a task or service
	goneHost string             // set for a host
}

// statements lists what the admin can confirm about the verdict's open points.
func (v *Syncing) statements() (all []statement) {
	if v.scan.Verdict == nil {
		return nil
	}
	for _, d := range v.scan.Verdict.Assessment.Exclusions() {
		all = append(all, statement{text: d.Says, task: d.Name})
	}
	for _, host := range v.scan.Verdict.Elsewhere {
		all = append(all, statement{text: "the host " + host + " no longer exists", goneHost: host})
	}
	return all
}

func (v *Syncing) startStatements() {
	v.chosenStatements, v.cursor = map[int]bool{}, 0
	v.Show(confirmingStatements)
}

// statementKey handles the keys of the statements.
func (v *Syncing) statementKey(msg tea.KeyMsg) tea.Cmd {
	all := v.statements()
	switch {
	case v.walk(msg, len(all)):
	case key.Matches(msg, toggle):
		v.chosenStatements[v.cursor] = !v.chosenStatements[v.cursor]
		v.Pager.Follow()
	case key.Matches(msg, confirmStatements) && slices.Contains(marked(v.chosenStatements, len(all)), true):
		input := operation.VerifyInput{}
		for i, on := range marked(v.chosenStatements, len(all)) {
			switch {
			case !on:
			case all[i].goneHost != "":
				input.Gone = append(input.Gone, all[i].goneHost)
			default:
				v.notSync = append(v.notSync, all[i].task)
			}
		}
		return v.scanWithAuditLog(input)
	}
	return nil
}

// marked returns the marks of n lines as a list.
func marked(on map[int]bool, n int) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = on[i]
	}
	return all
}

func (v *Syncing) statementView(p *page.Page) string {
	p.Say("", "Recorded as confirmed by you, not verified, and named in the report. Confirm only what you know: an AD sync that still runs can delete groups.", theme.Warn.Render)
	p.Blank()
	for i, w := range v.statements() {
		v.choice(p, i, v.chosenStatements[i], w.text)
	}
	return v.Draw("What do you confirm?", p, nil)
}

// The fields of what Dashlane shows.
const (
	dateField = iota
	auditField
)

// dashlaneForm asks for what Dashlane shows about AD sync: the last sync date, an audit log, or
// both.
func (v *Syncing) dashlaneForm() *form.Form {
	date := form.NewField("Last sync date that the Admin Console shows now", "2026-11-20T10:00:00Z; empty: none",
		func(s string) string {
			if _, ok := reading(s); !ok && strings.TrimSpace(s) != "" {
				return "enter a date in the past, such as 2026-11-20T10:00:00Z"
			}
			return ""
		})
	audit := form.NewField("File with Dashlane's audit log", "empty: none", func(s string) string {
		if strings.TrimSpace(s) == "" && strings.TrimSpace(date.Input.Value()) == "" {
			return "enter a date, a file, or both"
		}
		return ""
	})
	return new(form.New(date, audit))
}

// fromDashlane reads the form.
func (v *Syncing) fromDashlane() operation.VerifyInput {
	input := operation.VerifyInput{AuditLog: v.form.Value(auditField)}
	if r, ok := reading(v.form.Value(dateField)); ok {
		input.Console = []operation.ConsoleReading{r}
	}
	return input
}

// reading parses a last sync date that the console shows now.
func reading(text string) (operation.ConsoleReading, bool) {
	return operation.ParseConsoleReading(text, time.Now().UTC())
}
