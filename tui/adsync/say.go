package adsync

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
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
