package idp

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// Provider is one identity provider, signed in. Its methods may be called from
// several goroutines. Every error is a *migrate.Problem, wraps one of migrate's
// Err values, or is ctx.Err().
type Provider interface {
	// ID says which provider it is.
	ID() playbook.IDP
	// String names the tenant for people, without any secret.
	String() string
	// SignIn proves that the account is let in and says, one by one, which of
	// the rights it needs it lacks, by the provider's names.
	SignIn(ctx context.Context) (missing []string, err error)
	// Apps lists the apps that could be Dashlane's.
	Apps(ctx context.Context, report migrate.Report) ([]App, error)
	// Assigned lists the groups that are assigned to the app, each with the name
	// that is sent. All of them, or an error.
	Assigned(ctx context.Context, app App, report migrate.Report) ([]Group, error)
	// Directory lists every group of the tenant.
	Directory(ctx context.Context, report migrate.Report) ([]Group, error)
	// Assign assigns a group to the app and reads back that it is.
	Assign(ctx context.Context, app App, groupID string) error
	// Renamer renames a group at the provider. A group whose name comes from
	// elsewhere has an Object.Authority.
	migrate.Renamer
	// Mode says for each step who does it.
	Mode(step StepID) Mode
	// Plan reads every setting of the app and says what each step would change.
	// It writes nothing.
	Plan(ctx context.Context, app App, want DesiredConfig) ([]Step, error)
	// Apply makes one step of mode Apply and reads back what it wrote. It fails
	// with migrate.ErrChanged, writing nothing, where the setting is not as the
	// plan saw it, and with migrate.ErrOutcomeUnknown where the answer was lost.
	Apply(ctx context.Context, app App, step Step, want DesiredConfig) (saw string, err error)
	// Verify reads back a step, whoever made it.
	Verify(ctx context.Context, app App, step Step, want DesiredConfig) (saw string, err error)
	// Revert puts back what Step.Backup holds, and reads it back. Of StepStart without
	// a Backup it only pauses provisioning. It fails with a *ByHandError where the
	// rest is for the admin to do.
	Revert(ctx context.Context, app App, step Step) (saw string, err error)
	// Cycle says how the provisioning stands. Only what happened after since
	// counts for Complete and for Errors: an earlier cycle, or an error of an
	// earlier try, says nothing of this one. The zero time counts everything.
	Cycle(ctx context.Context, app App, since time.Time) (Cycle, error)
	// Diagnose looks for what keeps the provisioning from working.
	Diagnose(ctx context.Context, app App) ([]Finding, error)
}

// NestedLister is a Provider that provisions the direct members of an assigned group alone.
type NestedLister interface {
	// Nested lists the users who are in these groups only by other groups in them, and
	// whom nothing else assigns to the app.
	Nested(ctx context.Context, app App, groups []Group, report migrate.Report) ([]NestedMember, error)
}

// NestedMember is a user in a group by another group in it.
type NestedMember struct {
	User  User
	Group Group
}

// Trier is a Provider that can provision one user as a trial, before provisioning is
// started.
type Trier interface {
	// CheckTrial fails where a trial of this user, and of the group with that id (empty
	// for none), can't succeed or would deactivate the user at Dashlane. It sends nothing.
	CheckTrial(ctx context.Context, app App, user User, groupID string) error
	// Try provisions the user, or with a group's id that group with this user alone. It
	// says what was seen. Where the provider reports that nothing was provisioned, the
	// error is a Problem that wraps nothing.
	Try(ctx context.Context, app App, userID, groupID string) (saw string, err error)
}

// Examiner is a Provider that tells how the provisioning stands, counting everything,
// and what keeps it from working, by reading its log once.
type Examiner interface {
	Examine(ctx context.Context, app App) (Cycle, []Finding, error)
}

// AppFinder is a Provider that can read one app without reading all of them.
type AppFinder interface {
	// App reads the app with this id or exact name; ok is false where none, or more
	// than one, has it.
	App(ctx context.Context, text string) (app App, ok bool, err error)
}

// Pusher is a Provider at which the groups that are sent are not those that give
// access to the app: one group for both is not supported there.
type Pusher interface {
	// Sent lists the groups that provisioning sends, each with the name that is
	// sent; while there is none, the groups that are assigned.
	Sent(ctx context.Context, app App, report migrate.Report) ([]Group, error)
	// Pushed lists the ids of the groups that are sent.
	Pushed(ctx context.Context, app App) ([]string, error)
	// Members lists the users in a group.
	Members(ctx context.Context, groupID string, report migrate.Report) ([]User, error)
}

// FilterScoped is a Provider at which a group gives nobody access: who is provisioned is
// chosen by a filter, and a group that is assigned is sent by SCIM.
type FilterScoped interface {
	// Filter says where the filter is set.
	Filter() string
}

// StepReader is a Provider that reads some steps by what they were to change, and
// not by what would be planned today.
type StepReader interface {
	// ReadStep says how a step stands that was begun; ok is false for a step that is
	// to be read with Plan and Verify.
	ReadStep(ctx context.Context, app App, step Step) (standing Standing, ok bool, err error)
}

// Standing is how a step stands that was begun.
type Standing string

// The standings of a step.
const (
	StandsBefore Standing = "before" // nothing of it was made
	StandsPartly Standing = "partly" // a part of it was made, and nothing else
	StandsAfter  Standing = "after"  // it was made
	StandsOther  Standing = "other"  // someone else changed what it changes
)

// ByHandError says that a part of taking back a step is for the admin to do.
type ByHandError struct {
	Do string
	// Needs is the step that the admin must undo and confirm first; empty for none.
	Needs StepID
}

// Error says what the admin does.
func (e *ByHandError) Error() string { return e.Do }

// App is an application at the provider.
type App struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// SCIM says whether the app can provision at all, in words; empty if it can.
	SCIM string `json:"scim,omitempty"`
	// Dashlane says why it looks like the Dashlane app; empty if it does not.
	Dashlane string `json:"dashlane,omitempty"`
}

// Group is a group at the provider.
type Group struct {
	ID string
	// Sent is the exact name that provisioning sends, Name the one that the
	// provider's console shows.
	Sent, Name string
	// Authority is empty where the name may be changed at the provider.
	// Otherwise it says where it comes from and what to change there.
	Authority string
	// ADID is the objectGUID of the Active Directory group that it comes from,
	// in the text form, and ADSID its security identifier; empty if not told.
	ADID, ADSID string
	// ImportedFrom is the id of the app that the group was imported from; empty if
	// from none. An app's own groups are mirrors of what it has, and never sent to it.
	ImportedFrom string
}

// User is a user whom an app is assigned to.
type User struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Login string `json:"login"`          // at the provider
	Mail  string `json:"mail,omitempty"` // where it is told
	// ByGroup says that the assignment comes by a group.
	ByGroup bool `json:"by_group"`
	Active  bool `json:"active"` // may sign in, as far as is told
}

// UserLister is a Provider that tells which users an app is assigned to.
type UserLister interface {
	// AssignedUsers lists them: all of them that the provider tells, or an error.
	AssignedUsers(ctx context.Context, app App, report migrate.Report) ([]User, error)
}

// UserAssigner is a Provider that assigns single users to an app.
type UserAssigner interface {
	UserLister
	// FindUsers finds the users with these e-mail addresses or logins, by the address
	// in small letters. One that nobody has is left out.
	FindUsers(ctx context.Context, addresses []string, report migrate.Report) (map[string][]User, error)
	// AssignUser assigns a user to the app and reads back that it is.
	AssignUser(ctx context.Context, app App, userID string) error
	// UnassignUser takes that back, and reads it back. It fails with a *ByHandError
	// where it would deactivate the user at Dashlane.
	UnassignUser(ctx context.Context, app App, userID string) error
}

// DesiredConfig is what is to be set up.
type DesiredConfig struct {
	Path     playbook.Path
	Endpoint string
	Token    migrate.Secret
	// TestUser is an e-mail address, where the provider's test wants one.
	TestUser string
	// ADGroups are the groups that AD sync had; a nil list says that they are not
	// known. A Pusher alone needs them.
	ADGroups []migrate.Group
	// AtDashlane names groups that are known to exist at Dashlane; a nil list says
	// that none is known, an empty one that there is none.
	AtDashlane []string
	// Since is when this migration began to set the app up: what was sent before says
	// nothing of it. The zero time says that it is not known.
	Since time.Time
	// Interrupted says that an earlier run was cut off at the step that is applied: what
	// it made may show late.
	Interrupted bool
}

// GroupProvisioning reports whether groups are to be provisioned by SCIM.
func (c DesiredConfig) GroupProvisioning() bool { return c.Path.ProvisionsGroups() }
