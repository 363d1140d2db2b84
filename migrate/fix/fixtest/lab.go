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
	// Before is the group's name, After the one that it is to have.
	Before, After string
	// Connection is how the program reaches the server, with what Env says.
	Connection migrate.Connection
	Env        []string
	// Open makes a new client, as a new process does.
	Open func(context.Context) (Target, error)
	// Names are the names that the group really has, at every replica.
	Names func() []string
	// Members are what a rename must not touch: the members of every group, at every
	// replica. An identity provider has them apart from the group: there they are its
	// other fields, and whatever writes members fails the test.
	Members func() []string
}

// Kind is a kind of server.
type Kind struct {
	Name  string
	Start func(testing.TB, *Faults) *Lab
}

// Directory opens Active Directory as ldapsrc.Open does.
type Directory func(context.Context, migrate.Connection) (Target, error)

// Kinds lists the kinds of server.
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
