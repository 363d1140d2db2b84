package screentest

import (
	"fmt"
	"testing"

	"ad2scim/migrate/playbook"
)

// Step returns a step of a path with its number. Tests use it so that a new step doesn't break
// them.
func Step(t *testing.T, path playbook.Path, idp playbook.IDP, id playbook.StepID) playbook.Step {
	t.Helper()
	w, err := playbook.New(playbook.Dashlane(), path, idp)
	if err != nil {
		t.Fatal(err)
	}
	step, err := w.Step(id)
	if err != nil {
		t.Fatal(err)
	}
	return step
}

// StepTitle returns the title of a step with its number, such as "2. Choose the path".
func StepTitle(t *testing.T, path playbook.Path, idp playbook.IDP, id playbook.StepID) string {
	t.Helper()
	step := Step(t, path, idp, id)
	return fmt.Sprintf("%d. %s", step.Number, step.Title)
}
