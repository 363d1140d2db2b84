package doctor

import (
	"errors"
	"fmt"
	"maps"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	rules "ad2scim/migrate/doctor"
	"ad2scim/migrate/operation"
	"ad2scim/tui/screen"
)

// answers are what can be saved of what was toggled.
func (d *Doctor) answers() map[rules.Fact]string {
	return operation.SavableAnswers(d.session.Remembered, d.draft)
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
	d.sent = answers
	return d.session.Answer(answers)
}

// saved ends a saving. What was not sent stays in the draft, and is told.
func (d *Doctor) saved(err error) tea.Cmd {
	sent := d.sent
	d.sent, d.err, d.aside = nil, refused(err), 0
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

// refused is why an answer can't be saved, with this screen's name of the fact and its keys.
func refused(err error) error {
	f, is := errors.AsType[*operation.FactError](err)
	switch {
	case !is:
		return err
	case f.Step.ID != "":
		return &migrate.Problem{
			Class: migrate.BadInput, What: labels[f.Fact] + " can't be removed here",
			Why:  fmt.Sprintf("it comes from step %d, %s", f.Step.Number, f.Step.Title),
			Next: "undo that step in Migrate with u; here u discards the answer",
		}
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: labels[f.Fact] + " can't be saved",
		Why:  f.Verified.Value + " was verified by " + f.Verified.Source,
		Next: "run the check again with v in Migrate, or override the step there with !; here u discards the answer",
	}
}
