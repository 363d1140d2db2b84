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

// answers returns the part of the draft that can be saved.
func (d *Doctor) answers() map[rules.Fact]string {
	return operation.SavableAnswers(d.session.Remembered, d.draft)
}

// save saves the draft.
func (d *Doctor) save() tea.Cmd {
	answers := d.answers()
	switch {
	case d.session.Workspace == nil:
		return screen.Notify("can't save: this run has no workspace")
	case len(answers) == 0 && len(d.draft) > 0:
		return screen.Notify("Choose the path in Migrate with p; here it only shows the effect")
	case len(answers) == 0 || d.saving != nil:
		return nil
	}
	d.saving = answers
	return d.session.Answer(answers)
}

// saved handles the result of saving. Answers that weren't sent stay in the draft.
func (d *Doctor) saved(err error) tea.Cmd {
	sent := d.saving
	d.saving, d.err, d.questionScroll = nil, refused(err), 0
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

// refused explains why an answer can't be saved, with this screen's labels and keys.
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
