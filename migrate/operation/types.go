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
	Target = idp.Want
	// ProviderStep is one step of enabling provisioning.
	ProviderStep = idp.Step
	// ProviderStepID names one step, as --attest and --until do.
	ProviderStepID = idp.StepID
	// Outcome is the result of one step.
	Outcome = enable.Outcome
)

// ProviderIDs lists the ids of the identity providers that the program speaks to.
func ProviderIDs() []string { return providers.IDs() }

// ProviderHelp says which variables the sign-in at each provider comes from.
func ProviderHelp() string { return providers.Help() }

// ProviderTitle is the short name of a provider; empty for one that is not spoken to.
func ProviderTitle(id playbook.IDP) string { return providers.Title(id) }

// StepGuide says, line by line, what the admin does for a step.
func StepGuide(step ProviderStep) []string { return enable.Guide(step) }

// What front ends show and ask of AD sync.
type (
	// Reach says where AD sync is looked for.
	Reach = adsync.Reach
	// WinRM says how a Windows host is reached.
	WinRM = adsync.WinRM
	// SyncHost is a Windows host on which scripts can be run.
	SyncHost = adsync.Host
	// TaskName is a task's path, or a host and a path.
	TaskName = adsync.TaskName
	// ConsoleReading is the date of the last sync as the Admin Console showed it.
	ConsoleReading = adsync.ConsoleReading

	SyncFound     = adsync.Found
	SyncVerdict   = adsync.Verdict
	SyncChange    = adsync.Change
	SyncWork      = adsync.Work
	SyncAction    = adsync.Script
	SyncCandidate = adsync.Candidate
)

// The actions of a sync script.
const (
	SyncFind   = adsync.FindScript
	SyncStop   = adsync.StopScript
	SyncResume = adsync.ResumeScript
)

// SyncStopped is the verdict that AD sync has stopped for certain.
const SyncStopped = adsync.Stopped

// ParseConsoleReading reads a date of the last sync, or DATE@WHEN-READ.
func ParseConsoleReading(text string, now time.Time) (ConsoleReading, bool) {
	return adsync.ParseReading(text, now)
}

// WatchEvent is one thing that a watch tells.
type WatchEvent = watch.Event

// DefaultDir is the folder of the workspace where none is named.
func DefaultDir() string { return store.DefaultDir() }
