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

// word is something that goes by the admin's word alone: a task or a service is
// not AD sync, or a machine is no more.
type word struct {
	says string
	task operation.TaskName // or
	gone string
}

// words are what can be said of what the verdict waits for.
func (v *Syncing) words() (all []word) {
	if v.scan.Verdict == nil {
		return nil
	}
	for _, d := range v.scan.Verdict.Assessment.Exclusions() {
		all = append(all, word{says: d.Says, task: d.Name})
	}
	for _, host := range v.scan.Verdict.Elsewhere {
		all = append(all, word{says: "the host " + host + " no longer exists", gone: host})
	}
	return all
}

func (v *Syncing) startSaying() {
	v.said, v.cursor = map[int]bool{}, 0
	v.Show(saying)
}

// sayKey takes the keys of what can be said.
func (v *Syncing) sayKey(msg tea.KeyMsg) tea.Cmd {
	all := v.words()
	switch {
	case v.walk(msg, len(all)):
	case key.Matches(msg, mark):
		v.said[v.cursor] = !v.said[v.cursor]
		v.Pager.Follow()
	case key.Matches(msg, vouch) && slices.Contains(marked(v.said, len(all)), true):
		said := operation.VerifyInput{}
		for i, on := range marked(v.said, len(all)) {
			switch {
			case !on:
			case all[i].gone != "":
				said.Gone = append(said.Gone, all[i].gone)
			default:
				v.notSync = append(v.notSync, all[i].task)
			}
		}
		return v.look(false, said)
	}
	return nil
}

// marked are the marks in the order of what they stand at.
func marked(on map[int]bool, n int) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = on[i]
	}
	return all
}

func (v *Syncing) sayView(p *page.Page) string {
	p.Say("", "Recorded as confirmed by you, not verified, and named in the report. Confirm only what you know: an AD sync that still runs can delete groups.", theme.Warn.Render)
	p.Blank()
	for i, w := range v.words() {
		v.choice(p, i, v.said[i], w.says)
	}
	return v.Draw("What do you confirm?", p, nil)
}

// The fields of what Dashlane shows.
const (
	dateField = iota
	auditField
)

// dashlaneForm asks for what Dashlane shows of AD sync: the last sync date, an audit log, or
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

// fromDashlane is what was typed there.
func (v *Syncing) fromDashlane() operation.VerifyInput {
	said := operation.VerifyInput{AuditLog: v.form.Value(auditField)}
	if r, ok := reading(v.form.Value(dateField)); ok {
		said.Console = []operation.ConsoleReading{r}
	}
	return said
}

// reading is a date that was typed, read now.
func reading(text string) (operation.ConsoleReading, bool) {
	return operation.ParseConsoleReading(text, time.Now().UTC())
}
