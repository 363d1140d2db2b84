package doctor

import (
	"fmt"
	"maps"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	rules "ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screen"
)

// answers are what can be saved of what was toggled. A way that is taken is
// chosen on Migrate, where it means more than a fact.
func (d *Doctor) answers() map[rules.Fact]string {
	answers := maps.Clone(d.draft)
	if d.session.Runbook != nil {
		delete(answers, rules.Path)
	}
	return answers
}

// save keeps what was toggled.
func (d *Doctor) save() tea.Cmd {
	answers := d.answers()
	switch {
	case d.session.Workspace == nil:
		return screen.Notify("can't save: this run has no workspace")
	case len(answers) == 0 && len(d.draft) > 0:
		return screen.Notify("Choose the path in Migrate with p; here it only shows the effect")
	case len(answers) == 0 || d.sent != nil:
		return nil
	}
	for _, k := range slices.Sorted(maps.Keys(answers)) {
		if d.err = refuse(d.session.Remembered, k, answers[k]); d.err != nil {
			d.aside = 0
			return nil
		}
	}
	d.sent = answers
	return d.session.Answer(answers, refuse)
}

// saved ends a saving. What was not sent stays in the draft, and is told.
func (d *Doctor) saved(err error) tea.Cmd {
	sent := d.sent
	d.sent, d.err, d.aside = nil, err, 0
	if err == nil {
		maps.DeleteFunc(d.draft, func(k rules.Fact, _ string) bool { _, there := sent[k]; return there })
	}
	d.examine()
	switch {
	case err != nil:
		return nil
	case len(d.draft) > 0:
		return screen.Notify("saved as confirmed by you, except the path: choose it in Migrate with p")
	}
	return screen.Notify("saved as confirmed by you")
}

// refuse says why an answer cannot be saved: what a step tells is taken back
// there, and what was seen does not give way to what is said.
func refuse(st migration.State, k rules.Fact, value string) error {
	step, told := stepOf(st, k)
	if value == "" && told {
		return &migrate.Problem{
			Class: migrate.BadInput, What: labels[k] + " can't be removed here",
			Why:  fmt.Sprintf("it comes from step %d, %s", step.Number, step.Title),
			Next: "undo that step in Migrate with u; here u discards the answer",
		}
	}
	for _, seen := range []migration.Fact{st.Known()[k], st.Facts[string(k)]} { // a step may hide what was seen before it
		if seen.Grade == migration.GradeVerified && seen.Value != rules.Unknown && seen.Value != value {
			return &migrate.Problem{
				Class: migrate.BadInput, What: labels[k] + " can't be saved",
				Why:  seen.Value + " was verified by " + seen.Source,
				Next: "run the check again with v in Migrate, or override the step there with !; here u discards the answer",
			}
		}
	}
	return nil
}

// stepOf returns the step that is done and tells a fact.
func stepOf(st migration.State, k rules.Fact) (playbook.Step, bool) {
	w, err := st.Runbook()
	if err != nil || k == rules.Path {
		return playbook.Step{}, false
	}
	for _, step := range w.Steps {
		alone := playbook.State{Steps: map[playbook.StepID]playbook.Record{step.ID: st.Playbook.Steps[step.ID]}}
		if _, tells := w.Facts(alone)[k]; tells {
			return step, true
		}
	}
	return playbook.Step{}, false
}
