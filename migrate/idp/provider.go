package idp

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// Provider is an identity provider after sign-in. Its methods are safe for concurrent use. Every error is a
// *migrate.Problem, wraps one of migrate's Err values, or is ctx.Err().
type Provider interface {
	// ID returns which provider it is.
	ID() playbook.IDP
	// String returns the name of the tenant for people, without secrets.
	String() string
	// SignIn checks the credentials and returns the required permissions that they lack, by the provider's names.
	SignIn(ctx context.Context) (missing []string, err error)
	// Apps returns the apps that could be Dashlane's.
	Apps(ctx context.Context, report migrate.Report) ([]App, error)
	// Assigned returns all groups that are assigned to the app, each with the name that is sent.
	Assigned(ctx context.Context, app App, report migrate.Report) ([]Group, error)
	// Directory returns every group of the tenant.
	Directory(ctx context.Context, report migrate.Report) ([]Group, error)
	// Assign assigns a group to the app and reads that back.
	Assign(ctx context.Context, app App, groupID string) error
	// Renamer renames a group at the provider. Object.Authority is set for a group whose name comes from elsewhere.
	migrate.Renamer
	// Mode returns who makes a step.
	Mode(step StepID) Mode
	// Plan reads every setting of the app and returns what each step would change. It writes nothing.
	Plan(ctx context.Context, app App, want DesiredConfig) ([]Step, error)
	// Apply makes one step of ModeApply and reads back what it wrote. It returns migrate.ErrChanged, without writing,
	// if a setting isn't as the plan saw it, and migrate.ErrOutcomeUnknown if the answer was lost.
	Apply(ctx context.Context, app App, step Step, want DesiredConfig) (saw string, err error)
	// Verify reads back a step, whoever made it.
	Verify(ctx context.Context, app App, step Step, want DesiredConfig) (saw string, err error)
	// Revert restores the settings in Step.Backup, and reads them back. For StepStart without a Backup it only pauses
	// provisioning. It returns a *ByHandError if the admin must do the rest.
	Revert(ctx context.Context, app App, step Step) (saw string, err error)
	// Cycle returns the state of provisioning. Only what happened after since counts for Complete and Errors, because
	// an earlier cycle or error doesn't matter for this one. The zero time counts everything.
	Cycle(ctx context.Context, app App, since time.Time) (Cycle, error)
	// Diagnose looks for what prevents provisioning from working.
	Diagnose(ctx context.Context, app App) ([]Finding, error)
}

// NestedLister is a Provider that only provisions the direct members of an assigned group.
type NestedLister interface {
	// Nested returns the users who are only in these groups through nested groups and aren't assigned to the app
	// otherwise.
	Nested(ctx context.Context, app App, groups []Group, report migrate.Report) ([]NestedMember, error)
}

// NestedMember is a user in a group through a nested group.
type NestedMember struct {
	User  User
	Group Group
}

// Trier is a Provider that can provision one user as a trial, before provisioning is
// started.
type Trier interface {
	// CheckTrial returns an error if a trial of this user and this group (no group if the id is empty) can't succeed or
	// would deactivate the user at Dashlane. It sends nothing.
	CheckTrial(ctx context.Context, app App, user User, groupID string) error
	// Try provisions the user or, if there is a group id, that group with only this user. It returns the result. If the
	// provider reports that nothing was provisioned, the error is a Problem that wraps nothing.
	Try(ctx context.Context, app App, userID, groupID string) (saw string, err error)
}

// Examiner is a Provider that returns the state of provisioning, counting everything, together with the findings of
// Diagnose, so that its log is only read once.
type Examiner interface {
	Examine(ctx context.Context, app App) (Cycle, []Finding, error)
}

// AppFinder is a Provider that can read one app without reading all of them.
type AppFinder interface {
	// App returns the app with this id or exact name. ok is false if there is none or more than one.
	App(ctx context.Context, text string) (app App, ok bool, err error)
}

// Pusher is a Provider where the groups that are sent aren't those that give access to the app, because it doesn't
// support one group for both.
type Pusher interface {
	// Sent returns the groups that provisioning sends, each with the name that is sent. If there are none, it returns
	// the assigned groups.
	Sent(ctx context.Context, app App, report migrate.Report) ([]Group, error)
	// Pushed returns the ids of the groups that are sent.
	Pushed(ctx context.Context, app App) ([]string, error)
	// Members returns the users in a group.
	Members(ctx context.Context, groupID string, report migrate.Report) ([]User, error)
}

// FilterScoped is a Provider where a group gives nobody access: a filter decides who is provisioned, and an
// assigned group is sent by SCIM.
type FilterScoped interface {
	// Filter returns where the filter is set.
	Filter() string
}

// StepReader is a Provider that reads some steps by what they were meant to change, and not by what would be
// planned now.
type StepReader interface {
	// ReadStep returns the state of a step that was begun. ok is false for a step that must be read with Plan and
	// Verify.
	ReadStep(ctx context.Context, app App, step Step) (standing StepState, ok bool, err error)
}

// StepState is the state of a step that was begun.
type StepState string

// The states of a step that was begun.
const (
	StepNotMade    StepState = "before" // not made
	StepPartlyMade StepState = "partly" // partly made, and nothing else changed
	StepMade       StepState = "after"  // made
	StepOther      StepState = "other"  // the same settings were changed by somebody else
)

// ByHandError means that the admin must do a part of undoing a step.
type ByHandError struct {
	Do string
	// Needs is the step that the admin must undo and confirm first; empty for none.
	Needs StepID
}

// Error returns what the admin must do.
func (e *ByHandError) Error() string { return e.Do }

// App is an application at the provider.
type App struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// SCIM is why the app can't provision; empty if it can.
	SCIM string `json:"scim,omitempty"`
	// Dashlane is why the app looks like Dashlane's; empty if it doesn't.
	Dashlane string `json:"dashlane,omitempty"`
}

// Group is a group at the provider.
type Group struct {
	ID string
	// Sent is the exact name that provisioning sends, Name the name in the provider's console.
	Sent, Name string
	// Authority says where the name comes from and what to change there, if it can't be changed at the provider. Empty
	// if it can.
	Authority string
	// ADID is the objectGUID, in text form, of the Active Directory group that it comes from, and ADSID its security
	// identifier. Each is empty if the provider doesn't have it.
	ADID, ADSID string
	// ImportedFrom is the id of the app that the group was imported from; empty for none. Such groups mirror the app's
	// own groups and are never sent to it.
	ImportedFrom string
}

// User is a user who is assigned to an app.
type User struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Login string `json:"login"`          // at the provider
	Mail  string `json:"mail,omitempty"` // if the provider returns it
	// ByGroup says that the user is assigned through a group.
	ByGroup bool `json:"by_group"`
	Active  bool `json:"active"` // the user can sign in, as far as the provider reports it
}

// UserLister is a Provider that can return which users are assigned to an app.
type UserLister interface {
	// AssignedUsers returns all users that the provider reports.
	AssignedUsers(ctx context.Context, app App, report migrate.Report) ([]User, error)
}

// UserAssigner is a Provider that assigns single users to an app.
type UserAssigner interface {
	UserLister
	// FindUsers finds the users with these email addresses or logins, by the address in lower case. Unknown addresses
	// are left out.
	FindUsers(ctx context.Context, addresses []string, report migrate.Report) (map[string][]User, error)
	// AssignUser assigns a user to the app and reads that back.
	AssignUser(ctx context.Context, app App, userID string) error
	// UnassignUser removes the assignment, and reads that back. It returns a *ByHandError if that would deactivate the
	// user at Dashlane.
	UnassignUser(ctx context.Context, app App, userID string) error
}

// DesiredConfig is the configuration to set up.
type DesiredConfig struct {
	Path     playbook.Path
	Endpoint string
	Token    migrate.Secret
	// TestUser is an email address, if the provider's test needs one.
	TestUser string
	// ADGroups are the groups that AD sync sent; nil if they aren't known. Only a Pusher needs them.
	ADGroups []migrate.Group
	// DashlaneGroups are the names of groups that are known to exist at Dashlane; nil if that isn't known, empty if there
	// are none.
	DashlaneGroups []string
	// Since is when this migration began to set the app up. What was sent before doesn't count. Zero if it isn't known.
	Since time.Time
	// Interrupted says that an earlier run was interrupted at the step that is applied, so that its changes may show
	// late.
	Interrupted bool
}

// GroupProvisioning reports whether groups must be provisioned by SCIM.
func (c DesiredConfig) GroupProvisioning() bool { return c.Path.ProvisionsGroups() }
