package session

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
)

// Config holds the connections and services of the app. Only Open is required.
type Config struct {
	// Open opens a connection's source. It may connect, and must return when the context ends.
	// A source that is an io.Closer is closed after use.
	Open func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error)
	// Inspect describes a connection, such as its certificate; may be nil.
	Inspect func(context.Context, migrate.Side, migrate.Connection) ([]string, error)
	// AD and SCIM are the initial connections. One with an empty Location is read from Memory.
	AD, SCIM migrate.Connection
	// Memory saves connections between runs; may be nil.
	Memory Memory
	// Secrets is the operating system's keyring, or nil.
	Secrets Secrets
	// Decisions returns the user's decisions about pairs; may be nil. A command calls it before
	// every comparison.
	Decisions func() ([]diff.Decision, error)
	// Workspace is the migration's saved state; may be nil.
	Workspace Workspace
	// Check runs the checks of the steps; may be nil.
	Check Check
	// OpenIDP opens the chosen identity provider; may be nil.
	OpenIDP OpenIDP
	// Machines connects to the hosts of AD sync; may be nil.
	Machines Machines
	// State is what is known about the two paths to Dashlane.
	State State
	// Patience is how long to wait for a locked workspace; zero for the default.
	Patience time.Duration
	// Demo means that the app runs with the built-in sample company.
	Demo bool
}

// Memory saves connections without their secrets.
type Memory interface {
	// Connection returns the saved connection of a side; its Location is empty if there is
	// none.
	Connection(migrate.Side) (migrate.Connection, error)
	Remember(migrate.Side, migrate.Connection) error
}

// Secrets saves secrets in a keyring.
type Secrets interface {
	// Token returns the token for a SCIM endpoint, or a zero secret.
	Token(endpoint string) (migrate.Secret, error)
	// Complete adds the known secrets to a connection. It doesn't replace secrets.
	Complete(migrate.Side, migrate.Connection) migrate.Connection
	Keep(migrate.Connection, migrate.Secret) error
}

// State is what is known about both syncs. An empty text means "unknown".
type State struct {
	Script string // the AD sync's PowerShell script, such as "disabled, verified 14:02"
	ADSync string // AD sync in the Admin Console, such as "off, confirmed"
	SCIM   string // SCIM provisioning in the Admin Console
	// ScriptLive and SCIMLive say which path is carrying changes now. Both means that the
	// script can run while SCIM is on.
	ScriptLive, SCIMLive migration.Activity
	Both                 bool
}
