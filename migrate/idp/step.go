package idp

import (
	"encoding/json"
	"time"
)

// StepID names one step of switching SCIM on.
type StepID string

// The steps, in the order in which they are made.
const (
	StepEndpoint StepID = "endpoint" // the SCIM URL, the token and Bearer
	StepTest     StepID = "test"     // the provider's own test of the connection
	StepUsers    StepID = "users"    // user provisioning on
	StepImport   StepID = "import"   // the groups that exist at Dashlane are imported, where the provider links by them
	StepGroups   StepID = "groups"   // group provisioning off (Confidential) or on (self-hosted)
	StepScope    StepID = "scope"    // assigned users and groups only
	StepStart    StepID = "start"    // provisioning runs
)

// Steps lists the steps that every provider has, in order.
func Steps() []StepID {
	return []StepID{StepEndpoint, StepTest, StepUsers, StepGroups, StepScope, StepStart}
}

// AllSteps are Steps with those that only some providers have.
func AllSteps() []StepID {
	return []StepID{StepEndpoint, StepTest, StepUsers, StepImport, StepGroups, StepScope, StepStart}
}

// NothingBack is the Step.Back of a step that leaves nothing to take back.
const NothingBack = "nothing to undo"

// Mode says who makes a step.
type Mode string

// The modes.
const (
	ModeApply  Mode = "apply"  // the program does it and reads it back
	ModeVerify Mode = "verify" // the admin does it, the program reads it back
	ModeGuide  Mode = "guide"  // the admin does it and says so
)

// Step is one step as it stands at an app.
type Step struct {
	ID    StepID `json:"id"`
	Title string `json:"title"`
	Mode  Mode   `json:"mode"`
	// Settings are what the step changes; one whose Before is its After is as it
	// should be.
	Settings []Setting `json:"settings,omitempty"`
	// Guide is what the admin does, click by click; for ModeVerify and ModeGuide.
	Guide []string `json:"guide,omitempty"`
	// Back is what the admin does to take the step back, for ModeVerify and ModeGuide;
	// NothingBack where there is nothing to do.
	Back string `json:"back,omitempty"`
	// Wrong says what makes the step impossible as things stand; empty if
	// nothing does.
	Wrong string `json:"wrong,omitempty"`
	// Backup is what Revert needs to put the earlier settings back. It holds no
	// secret: providers do not give a stored token out.
	Backup json.RawMessage `json:"backup,omitempty"`
	// Seen marks the state that the plan saw, such as a hash or a version.
	Seen string `json:"seen,omitempty"`
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

// Setting is one setting, before and after. Neither text holds a secret: a
// token is "not set", "set" or "set, new".
type Setting struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// CycleState is how provisioning stands.
type CycleState string

// The states.
const (
	CycleOff         CycleState = "off"         // not set up or never started
	CyclePaused      CycleState = "paused"      //
	CycleRunning     CycleState = "running"     // a cycle runs now
	CycleIdle        CycleState = "idle"        // on, between two cycles
	CycleQuarantined CycleState = "quarantined" // the provider holds it back after too many errors
	CycleUnknown     CycleState = "unknown"     // the provider does not say
)

// Cycle is the last or the running provisioning cycle.
type Cycle struct {
	State    CycleState `json:"state"`
	Began    time.Time  `json:"began,omitzero"`
	Ended    time.Time  `json:"ended,omitzero"`
	Done     int        `json:"done"`
	Failed   int        `json:"failed"`
	Errors   []Failure  `json:"errors,omitempty"`
	Says     string     `json:"says,omitempty"` // in plain words
	Complete bool       `json:"complete"`       // a whole first cycle has ended
}

// Failure is one object that was not provisioned.
type Failure struct {
	Kind string    `json:"kind"` // user or group
	Name string    `json:"name"`
	Why  string    `json:"why"` // in plain words
	Time time.Time `json:"time,omitzero"`
}

// LogNotShown is the id of the finding that the tenant's license doesn't include the
// provisioning log: one source of evidence less.
const LogNotShown = "log-not-shown"

// Finding is something that keeps provisioning from working, or that one
// should know.
type Finding struct {
	ID    string `json:"id"` // such as "quarantine"
	Sure  bool   `json:"sure"`
	Title string `json:"title"`
	Why   string `json:"why"`
	Next  string `json:"next"`
}
