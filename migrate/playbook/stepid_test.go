package playbook_test

import (
	"testing"

	"ad2scim/migrate/playbook"
)

// Each step that code refers to is on a path.
func TestStepIDsExist(t *testing.T) {
	t.Parallel()
	there := map[playbook.StepID]bool{}
	for _, path := range playbook.Paths() {
		for _, step := range newWalk(t, path, playbook.Okta).Steps {
			there[step.ID] = true
		}
	}
	for _, id := range []playbook.StepID{
		playbook.StepChoosePath, playbook.StepNamesSaved, playbook.StepNamesExact, playbook.StepScriptFound,
		playbook.StepScriptDisabled, playbook.StepScriptStopped, playbook.StepADSyncOff, playbook.StepLastSyncStill,
		playbook.StepCardOpen, playbook.StepToken, playbook.StepSwitchOn, playbook.StepIDPConnection,
		playbook.StepIDPUsersOn, playbook.StepIDPImported, playbook.StepIDPGroupsOff, playbook.StepIDPGroupsOn,
		playbook.StepSAMLGroups, playbook.StepIDPTested, playbook.StepIDPAssigned, playbook.StepIDPStarted,
		playbook.StepResultCompared, playbook.StepReport,
	} {
		if !there[id] {
			t.Errorf("no step is %s", id)
		}
	}
}
