package idp

import (
	"context"
	"slices"

	"ad2scim/migrate/playbook"
)

// Registration describes an identity provider before sign-in. Each provider's package has one; package providers
// lists them.
type Registration struct {
	ID playbook.IDP
	// Title is its short name, for example for a heading.
	Title string
	// App is how one of its apps is identified, such as "the id of the application".
	App string
	// TestUser says that its connection test requires a user's email address.
	TestUser bool
	// Environment lists the variables for signing in, and Help describes them in lines of at most 78 columns.
	Environment []string
	Help        string
	// Rights are the least permissions for each use; empty if every use needs all of them.
	Rights []Right
	// Open opens the provider with the values of these variables, without sending anything.
	Open func(context.Context, SignIn) (Provider, error)
}

// Right is a permission at the provider, by its name there, with the uses that need it.
type Right struct {
	Name string
	Uses []Use
}

// Use is a purpose of signing in.
type Use string

// The uses.
const (
	UseRead        Use = "read"         // the groups that an app sends
	UseSAML        Use = "saml"         // the groups that it would send by SAML
	UseRename      Use = "rename"       // change names of groups
	UseEnable      Use = "enable"       // turn provisioning on or off
	UseTry         Use = "try"          // provision one member as a trial
	UseAssign      Use = "assign"       // assign groups
	UseAssignUsers Use = "assign-users" // assign users
	UseDiagnose    Use = "diagnose"     // find what prevents provisioning from working
)

// Uses returns the uses, in the order in which they are shown.
func Uses() []Use {
	return []Use{UseRead, UseSAML, UseRename, UseEnable, UseTry, UseAssign, UseAssignUsers, UseDiagnose}
}

// For returns the permissions that a use needs.
func (r Registration) For(use Use) (names []string) {
	for _, right := range r.Rights {
		if slices.Contains(right.Uses, use) {
			names = append(names, right.Name)
		}
	}
	return names
}

// SignIn holds what a front end provides in addition to the environment.
type SignIn struct {
	// CAFile is a PEM file of additional certificate authorities to trust; empty for none.
	CAFile string
	// Show shows what the admin must do to sign in, such as entering a device code.
	Show func(string)
}

// Opened converts the result of a package's own Open to a Provider, because a nil pointer in an interface isn't
// nil.
func Opened[P Provider](p P, err error) (Provider, error) {
	if err != nil {
		return nil, err
	}
	return p, nil
}
