package screen

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/playbook"
)

// Step is the message that asks Migrate to move to a step.
type Step struct{ ID playbook.StepID }

// ShowStep opens Migrate on a step.
func ShowStep(id playbook.StepID) tea.Cmd {
	return tea.Batch(GoTo(Migrate), func() tea.Msg { return Step{id} })
}
