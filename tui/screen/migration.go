package screen

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/playbook"
)

// Titles of the screens of the migration itself.
const (
	Migrate = "Migrate"
	Doctor  = "Doctor"
	Log     = "Log"
)

// Step is the message that asks Migrate to put its cursor on a step.
type Step struct{ ID playbook.StepID }

// ShowStep opens Migrate on a step.
func ShowStep(id playbook.StepID) tea.Cmd {
	return tea.Batch(GoTo(Migrate), func() tea.Msg { return Step{id} })
}
