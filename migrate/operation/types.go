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

// What front ends show of the identity providers.
type (
	// Provider is an identity provider, signed in.
	Provider = idp.Provider
	// App is an application at a provider.
	App = idp.App
	// Target is what is to be set up at an app.
	Target = idp.DesiredConfig
	// ProviderStep is one step of enabling provisioning.
	ProviderStep = idp.Step
	// ProviderStepID names one step, as --attest and --until do.
	ProviderStepID = idp.StepID
	// StepSetting is one setting of a step, before and after.
	StepSetting = idp.Setting
	// StepMode says who makes a step.
	StepMode = idp.Mode
	// Cycle is the last or the running provisioning cycle.
	Cycle = idp.Cycle
	// CycleState is how provisioning stands.
	CycleState = idp.CycleState

	// Outcome is the result of one step, and OutcomeState how it stands.
	Outcome      = enable.Outcome
	OutcomeState = enable.State
	// StepPlan lists the steps to make.
	StepPlan = enable.Plan
	// StepReport is what a run did.
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

// How provisioning stands.
const (
	CycleOff         = idp.CycleOff
	CyclePaused      = idp.CyclePaused
	CycleRunning     = idp.CycleRunning
	CycleIdle        = idp.CycleIdle
	CycleQuarantined = idp.CycleQuarantined
	CycleUnknown     = idp.CycleUnknown
)

// How a step stands.
const (
	OutcomeDone       = enable.Done
	OutcomeAsWanted   = enable.AsWanted
	OutcomeAttested   = enable.Attested
	OutcomeNotDone    = enable.NotDone
	OutcomeUnknown    = enable.InDoubt
	OutcomeOther      = enable.Other
	OutcomeNotStarted = enable.NotStarted
	OutcomeByHand     = enable.ByHand
)

// ProviderIDs lists the ids of the identity providers that the program speaks to.
func ProviderIDs() []string { return providers.IDs() }

// ProviderHelp says which variables the sign-in at each provider comes from.
func ProviderHelp() string { return providers.Help() }

// What a sign-in at a provider is for.
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

// ProviderRights lists, by the provider's title, the least rights that a use needs; a
// provider whose rights are not told is left out.
func ProviderRights(use idp.Use) map[string][]string {
	all := map[string][]string{}
	for _, r := range providers.All() {
		if names := r.For(use); len(names) > 0 {
			all[r.Title] = names
		}
	}
	return all
}

// ProviderTitle is the short name of a provider; empty for one that is not spoken to.
func ProviderTitle(id playbook.IDP) string { return providers.Title(id) }

// ProviderApp says how an app of a provider is named, such as "the id of the
// application"; empty for a provider that is not spoken to.
func ProviderApp(id playbook.IDP) string {
	r, _ := providers.Find(id)
	return r.App
}

// ProviderTestUser reports whether the provider's own test takes a user's address.
func ProviderTestUser(id playbook.IDP) bool {
	r, _ := providers.Find(id)
	return r.TestUser
}

// StepGuide says, line by line, what the admin does for a step.
func StepGuide(step ProviderStep) []string { return enable.Guide(step) }

// What front ends show and ask of AD sync.
type (
	// Targets says where AD sync is looked for.
	Targets = adsync.Targets
	// WinRM says how a Windows host is reached.
	WinRM = adsync.WinRM
	// SyncHost is a Windows host on which scripts can be run.
	SyncHost = adsync.Host
	// TaskName is a task's path, or a host and a path.
	TaskName = adsync.TaskName
	// ConsoleReading is the date of the last sync as the Admin Console showed it.
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

// ParseConsoleReading reads a date of the last sync, or DATE@WHEN-READ.
func ParseConsoleReading(text string, now time.Time) (ConsoleReading, bool) {
	return adsync.ParseReading(text, now)
}

// LockedError says that another process has the workspace open.
type LockedError = store.LockedError

// NewRun names a run of the program in the journal.
func NewRun() string { return store.NewRun() }

// Fingerprint changes when somebody changes the workspace in dir.
func Fingerprint(dir string) string { return store.Fingerprint(dir) }

// JournalEntry is one line of the journal.
type JournalEntry = store.Entry

// WatchEvent is one thing that a watch tells.
type WatchEvent = watch.Event

// DefaultDir is the folder of the workspace where none is named.
func DefaultDir() string { return store.DefaultDir() }
