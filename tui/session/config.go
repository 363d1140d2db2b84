package session

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
)

// Config is what the app gets from whoever starts it. Only Open is needed.
type Config struct {
	// Open makes a source of a connection. It may dial, and must give up when
	// the context ends. A source that is an io.Closer is closed when it is no
	// longer used.
	Open func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error)
	// Inspect says what there is to say of a connection besides that it works,
	// such as whose certificate it shows and its fingerprint; may be nil.
	Inspect func(context.Context, migrate.Side, migrate.Connection) ([]string, error)
	// AD and SCIM are the connections to begin with; one with an empty
	// Location is looked up in Memory.
	AD, SCIM migrate.Connection
	// Memory keeps connections from one run to the next; may be nil.
	Memory Memory
	// Secrets is the keyring of the operating system; nil if there is none.
	Secrets Secrets
	// Decisions gives what the user has decided about pairs; may be nil. It is
	// asked before every comparison, in a command.
	Decisions func() ([]diff.Decision, error)
	// Workspace is what the migration remembers; may be nil.
	Workspace Workspace
	// Look runs the probes of the migration's steps; may be nil.
	Look Look
	// OpenIDP opens the chosen identity provider; may be nil.
	OpenIDP OpenIDP
	// Machines reaches the machines of AD sync; may be nil.
	Machines Machines
	// State says what is known of the two pipes to Dashlane.
	State State
	// Patience is how long it is waited for where somebody else has the workspace
	// open; zero is a time that a person waits.
	Patience time.Duration
	// Demo says that the app runs on the company that is built in.
	Demo bool
}

// Memory remembers connections, without their secrets.
type Memory interface {
	// Connection returns what was remembered for a side; an empty Location
	// means nothing.
	Connection(migrate.Side) (migrate.Connection, error)
	Remember(migrate.Side, migrate.Connection) error
}

// Secrets keeps the secret of a connection in a safe place.
type Secrets interface {
	// Token returns the token for a SCIM endpoint, or a zero one if none is kept.
	Token(endpoint string) (migrate.Secret, error)
	// Complete returns the connection with the secrets that are known for its
	// sources; those that it has already are kept.
	Complete(migrate.Side, migrate.Connection) migrate.Connection
	Keep(migrate.Connection, migrate.Secret) error
}

// State is what is known of what runs now. An empty text is "not known".
type State struct {
	Script string // the AD sync's PowerShell script, such as "disabled, verified 14:02"
	ADSync string // AD sync in the Admin Console, such as "off, confirmed"
	SCIM   string // SCIM provisioning in the Admin Console
	// ScriptLive and SCIMLive say which of the pipes carries changes now, and Both that
	// the script can run while SCIM is on.
	ScriptLive, SCIMLive migration.Activity
	Both                 bool
}
