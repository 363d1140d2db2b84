package playbook

// StepID identifies a step of the playbook.
type StepID string

// The steps that code refers to. dashlane.yaml has more.
const (
	StepChoosePath     StepID = "choose-path"
	StepNamesSaved     StepID = "names-saved"
	StepNamesExact     StepID = "names-exact"
	StepScriptFound    StepID = "script-found"
	StepScriptDisabled StepID = "script-disabled"
	StepScriptStopped  StepID = "script-stopped"
	StepADSyncOff      StepID = "ad-sync-off"
	StepLastSyncStill  StepID = "last-sync-still"
	StepCardOpen       StepID = "card-open"
	StepToken          StepID = "token"
	StepSwitchOn       StepID = "switch-on"
	StepIDPConnection  StepID = "idp-connection"
	StepIDPUsersOn     StepID = "idp-users-on"
	StepIDPImported    StepID = "idp-imported"
	StepIDPGroupsOff   StepID = "idp-groups-off"
	StepIDPGroupsOn    StepID = "idp-groups-on"
	StepSAMLGroups     StepID = "saml-groups"
	StepIDPTested      StepID = "idp-tested"
	StepIDPAssigned    StepID = "idp-assigned"
	StepIDPStarted     StepID = "idp-started"
	StepResultCompared StepID = "result-compared"
	StepReport         StepID = "report"
)
