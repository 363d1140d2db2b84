package idp

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// StepID identifies a step of switching SCIM on.
type StepID string

// The steps, in order.
const (
	StepEndpoint StepID = "endpoint" // the SCIM URL, the token and Bearer
	StepTest     StepID = "test"     // the provider's own test of the connection
	StepUsers    StepID = "users"    // user provisioning on
	StepImport   StepID = "import"   // import the groups that exist at Dashlane, if the provider links by them
	StepGroups   StepID = "groups"   // group provisioning off (Confidential) or on (self-hosted)
	StepScope    StepID = "scope"    // assigned users and groups only
	StepStart    StepID = "start"    // provisioning runs
)

// Steps returns the steps that every provider has, in order.
func Steps() []StepID {
	return []StepID{StepEndpoint, StepTest, StepUsers, StepGroups, StepScope, StepStart}
}

// AllSteps returns Steps with those that only some providers have.
func AllSteps() []StepID {
	return []StepID{StepEndpoint, StepTest, StepUsers, StepImport, StepGroups, StepScope, StepStart}
}

// NothingToUndo is the Step.UndoGuide of a step that needs no undo.
const NothingToUndo = "nothing to undo"

// Mode is who makes a step.
type Mode string

// The modes.
const (
	ModeApply  Mode = "apply"  // the program makes it and reads it back
	ModeVerify Mode = "verify" // the admin makes it and the program reads it back
	ModeGuide  Mode = "guide"  // the admin makes it and confirms it
)

// Step is a step with the current settings of an app.
type Step struct {
	ID    StepID `json:"id"`
	Title string `json:"title"`
	Mode  Mode   `json:"mode"`
	// Settings are what the step changes. A setting whose Before equals After needs no change.
	Settings []Setting `json:"settings,omitempty"`
	// Guide is what the admin does, click by click; for ModeVerify and ModeGuide.
	Guide []string `json:"guide,omitempty"`
	// UndoGuide is how the admin undoes the step, for ModeVerify and ModeGuide; NothingToUndo if nothing has to be undone.
	UndoGuide string `json:"back,omitempty"`
	// Wrong is why the step can't be made at the moment; empty if it can.
	Wrong string `json:"wrong,omitempty"`
	// Backup is what Revert needs to restore the earlier settings. It contains no secrets, because providers don't
	// return a stored token.
	Backup json.RawMessage `json:"backup,omitempty"`
	// Fingerprint identifies the state that the plan saw, such as a hash or a version.
	Fingerprint string `json:"seen,omitempty"`
}

// Changes reports whether there is anything to change.
func (s Step) Changes() bool {
	for _, setting := range s.Settings {
		if setting.Before != setting.After {
			return true
		}
	}
	return false
}

// Differs reports whether a setting that was read back differs from what is wanted. Settings that the provider
// doesn't report, and secrets, say nothing; neither do the settings of a step that the program can't read.
func (s Step) Differs() bool {
	return s.Mode != ModeGuide && slices.ContainsFunc(s.Settings, func(one Setting) bool {
		return one.Before != one.After && one.After != NewSecret && !strings.HasPrefix(one.Before, NotReported)
	})
}

const (
	// NotReported begins the Setting.Before of a setting that the provider doesn't report.
	NotReported = "not reported by "
	// NewSecret is the Setting.After of a secret.
	NewSecret = "set, new"
)

// Setting is one setting, before and after. Neither text contains a secret: a token is "not set", "set" or
// NewSecret.
type Setting struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// CycleState is the state of provisioning.
type CycleState string

// The states.
const (
	CycleOff         CycleState = "off"         // not set up or never started
	CyclePaused      CycleState = "paused"      //
	CycleRunning     CycleState = "running"     // a cycle is running
	CycleIdle        CycleState = "idle"        // on, between two cycles
	CycleQuarantined CycleState = "quarantined" // held back by the provider after too many errors
	CycleUnknown     CycleState = "unknown"     // the provider doesn't report it
)

// Cycle is the last or the running provisioning cycle.
type Cycle struct {
	State    CycleState `json:"state"`
	Began    time.Time  `json:"began,omitzero"`
	Ended    time.Time  `json:"ended,omitzero"`
	Done     int        `json:"done"`
	Failed   int        `json:"failed"`
	Errors   []Failure  `json:"errors,omitempty"`
	Says     string     `json:"says,omitempty"` // in words
	Complete bool       `json:"complete"`       // a whole first cycle has ended
}

// Failure is one object that was not provisioned.
type Failure struct {
	Kind string    `json:"kind"` // user or group
	Name string    `json:"name"`
	Why  string    `json:"why"` // in words
	Time time.Time `json:"time,omitzero"`
}

// LogNotShown is the id of the finding that the tenant's license doesn't include the provisioning log, so that this
// evidence is missing.
const LogNotShown = "log-not-shown"

// Finding is something that prevents provisioning from working, or information about it.
type Finding struct {
	ID    string `json:"id"` // such as "quarantine"
	Sure  bool   `json:"sure"`
	Title string `json:"title"`
	Why   string `json:"why"`
	Next  string `json:"next"`
}
