package operation

import (
	"time"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/providers"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/migrate/watch"
)

// Types of identity providers that front ends use.
type (
	// Provider is an identity provider after the sign-in.
	Provider = idp.Provider
	// App is an application at a provider.
	App = idp.App
	// Target is what to set up at an app.
	Target = idp.DesiredConfig
	// ProviderStep is one step of enabling provisioning.
	ProviderStep = idp.Step
	// ProviderStepID names one step, as --attest and --until do.
	ProviderStepID = idp.StepID
	// StepSetting is one setting of a step, before and after.
	StepSetting = idp.Setting
	// StepMode says who carries out a step.
	StepMode = idp.Mode
	// Cycle is the last or the running provisioning cycle.
	Cycle = idp.Cycle
	// CycleState is the state of provisioning.
	CycleState = idp.CycleState

	// Outcome is the result of one step, and OutcomeState its state.
	Outcome      = enable.Outcome
	OutcomeState = enable.State
	// StepPlan lists the planned steps.
	StepPlan = enable.Plan
	// StepReport is the result of a run.
	StepReport = enable.Report
	// WaitingRun is a run that waits for its admin.
	WaitingRun = enable.Waiting
)

// The modes of a step.
const (
	ModeApply  = idp.ModeApply
	ModeVerify = idp.ModeVerify
	ModeGuide  = idp.ModeGuide
)

// StepEndpoint is the step that enters the endpoint and the token.
const StepEndpoint = idp.StepEndpoint

// The states of provisioning.
const (
	CycleOff         = idp.CycleOff
	CyclePaused      = idp.CyclePaused
	CycleRunning     = idp.CycleRunning
	CycleIdle        = idp.CycleIdle
	CycleQuarantined = idp.CycleQuarantined
	CycleUnknown     = idp.CycleUnknown
)

// The states of a step.
const (
	OutcomeDone       = enable.Done
	OutcomeAsWanted   = enable.AlreadySet
	OutcomeAttested   = enable.Confirmed
	OutcomeNotDone    = enable.NotDone
	OutcomeUnknown    = enable.Unknown
	OutcomeOther      = enable.Other
	OutcomeNotStarted = enable.NotStarted
	OutcomeByHand     = enable.ByHand
)

// ProviderIDs lists the ids of the supported identity providers.
func ProviderIDs() []string { return providers.IDs() }

// ProviderHelp says which variables have the credentials for each provider.
func ProviderHelp() string { return providers.Help() }

// The uses of a sign-in at a provider.
const (
	UseRead        = idp.UseRead
	UseSAML        = idp.UseSAML
	UseRename      = idp.UseRename
	UseEnable      = idp.UseEnable
	UseTry         = idp.UseTry
	UseAssign      = idp.UseAssign
	UseAssignUsers = idp.UseAssignUsers
	UseDiagnose    = idp.UseDiagnose
)

// ProviderRights lists the least rights for a use, by the provider's title. A provider
// without known rights is left out.
func ProviderRights(use idp.Use) map[string][]string {
	all := map[string][]string{}
	for _, r := range providers.All() {
		if names := r.For(use); len(names) > 0 {
			all[r.Title] = names
		}
	}
	return all
}

// ProviderTitle returns the short name of a provider; empty for an unsupported one.
func ProviderTitle(id playbook.IDP) string { return providers.Title(id) }

// ProviderApp returns how an app of a provider is named, such as "the id of the application";
// empty for an unsupported provider.
func ProviderApp(id playbook.IDP) string {
	r, _ := providers.Find(id)
	return r.App
}

// ProviderTestUser reports whether the provider's own test takes a user's address.
func ProviderTestUser(id playbook.IDP) bool {
	r, _ := providers.Find(id)
	return r.TestUser
}

// StepGuide returns, line by line, what the admin does for a step.
func StepGuide(step ProviderStep) []string { return enable.Guide(step) }

// Types of AD sync that front ends use.
type (
	// Targets says where to search for AD sync.
	Targets = adsync.Targets
	// WinRM says how to reach a Windows host.
	WinRM = adsync.WinRM
	// SyncHost is a Windows host on which scripts can be run.
	SyncHost = adsync.Host
	// TaskName is a task's path, or a host and a path.
	TaskName = adsync.TaskName
	// ConsoleReading is the last sync date as the Admin Console showed it.
	ConsoleReading = adsync.ConsoleReading

	SyncTaskKey    = adsync.TaskKey
	SyncChoice     = adsync.Choice
	SyncOutcome    = adsync.Outcome
	SyncCertainty  = adsync.Certainty
	SyncSettled    = adsync.Settled
	SyncAssessment = adsync.Assessment
	SyncVerdict    = adsync.Verdict
	SyncChange     = adsync.Change
	SyncWork       = adsync.Work
	SyncAction     = adsync.Script
	SyncCandidate  = adsync.Candidate
)

// The actions of a sync script.
const (
	SyncFind   = adsync.FindScript
	SyncStop   = adsync.StopScript
	SyncResume = adsync.ResumeScript
)

// The verdicts: AD sync has stopped for certain, has likely stopped, or has not.
const (
	SyncStopped       = adsync.Stopped
	SyncLikelyStopped = adsync.LikelyStopped
	SyncNotStopped    = adsync.NotStopped
)

// ParseConsoleReading reads a last sync date, or DATE@WHEN-READ.
func ParseConsoleReading(text string, now time.Time) (ConsoleReading, bool) {
	return adsync.ParseReading(text, now)
}

// LockedError says that another process has the workspace open.
type LockedError = store.LockedError

// NewRun returns a name for a run of the program in the journal.
func NewRun() string { return store.NewRun() }

// Fingerprint returns a value that changes when the workspace in dir is changed.
func Fingerprint(dir string) string { return store.Fingerprint(dir) }

// JournalEntry is one line of the journal.
type JournalEntry = store.Entry

// WatchEvent is one event that a watch reports.
type WatchEvent = watch.Event

// DefaultDir is the folder of the workspace if none is named.
func DefaultDir() string { return store.DefaultDir() }
