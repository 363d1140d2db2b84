package fixtest

import (
	"context"
	"testing"

	"ad2scim/migrate"
)

// Target is a server that renames groups; see fix.Target.
type Target interface {
	migrate.Renamer
	String() string
}

// Lab is a server with one group.
type Lab struct {
	*Faults
	Side      migrate.Side
	Attribute migrate.Attribute
	ID        string
	// Before is the group's name, After the new one.
	Before, After string
	// Connection is how the program connects to the server; Env are the environment variables that it needs.
	Connection migrate.Connection
	Env        []string
	// Open creates a new client, as a new process does.
	Open func(context.Context) (Target, error)
	// Names returns the group's actual name on every replica.
	Names func() []string
	// Members returns what a rename must not change: the members of every group on every replica. An identity provider
	// stores members separately; there it returns the other fields of the group, and any write to members fails the
	// test.
	Members func() []string
}

// Kind is a kind of server.
type Kind struct {
	Name  string
	Start func(testing.TB, *Faults) *Lab
}

// Directory opens Active Directory like ldapsrc.Open.
type Directory func(context.Context, migrate.Connection) (Target, error)

// Kinds returns all kinds of server.
func Kinds(directory Directory) []Kind {
	return []Kind{
		{"SCIM, PATCH", func(t testing.TB, f *Faults) *Lab { return startSCIM(t, f, patches) }},
		{"SCIM, PUT", func(t testing.TB, f *Faults) *Lab { return startSCIM(t, f, putsAlone) }},
		{"SCIM, ETag", func(t testing.TB, f *Faults) *Lab { return startSCIM(t, f, versions) }},
		{"AD, one DC", func(t testing.TB, f *Faults) *Lab { return startAD(t, f, directory, "dc1") }},
		{"AD, two DCs", func(t testing.TB, f *Faults) *Lab { return startAD(t, f, directory, "dc1", "dc2") }},
		{"Entra", startEntra},
		{"Okta", startOkta},
		{"JumpCloud", startJumpCloud},
		{"PingOne", startPingOne},
	}
}

const before, after = "sales emea", "Sales EMEA"
