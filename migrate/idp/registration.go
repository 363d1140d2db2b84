package idp

import (
	"context"
	"slices"

	"ad2scim/migrate/playbook"
)

// Registration says what the program must know of an identity provider before it
// signs in. Each provider's package has one; the package providers lists them.
type Registration struct {
	ID playbook.IDP
	// Title is its name where there is little room, such as in a heading.
	Title string
	// App says how one of its apps is named, such as "the id of the application".
	App string
	// TestUser says that its own test of the connection takes a user's e-mail address.
	TestUser bool
	// Environment lists the variables that the sign-in comes from, and Help says
	// of them what they hold, in lines of at most 78 columns.
	Environment []string
	Help        string
	// Rights are the least that each use needs; empty where every use needs all that the
	// sign-in asks for.
	Rights []Right
	// Open opens it with what these variables hold. Nothing is sent yet.
	Open func(context.Context, SignIn) (Provider, error)
}

// Right is one right at the provider, by its name there, with what needs it.
type Right struct {
	Name string
	Uses []Use
}

// Use is what a sign-in is for.
type Use string

// The uses.
const (
	UseRead        Use = "read"         // the groups that an app sends
	UseSAML        Use = "saml"         // the groups that it would send by SAML
	UseRename      Use = "rename"       // change names of groups
	UseEnable      Use = "enable"       // turn provisioning on or off
	UseTry         Use = "try"          // provision one member
	UseAssign      Use = "assign"       // assign groups
	UseAssignUsers Use = "assign-users" // assign users
	UseDiagnose    Use = "diagnose"     // find what keeps provisioning from working
)

// Uses lists the uses, in the order in which they are shown.
func Uses() []Use {
	return []Use{UseRead, UseSAML, UseRename, UseEnable, UseTry, UseAssign, UseAssignUsers, UseDiagnose}
}

// For lists the rights that a use needs.
func (r Registration) For(use Use) (names []string) {
	for _, right := range r.Rights {
		if slices.Contains(right.Uses, use) {
			names = append(names, right.Name)
		}
	}
	return names
}

// SignIn is what a front end hands in beside the environment.
type SignIn struct {
	// CAFile names a PEM file of further certificate authorities to trust; empty
	// for none.
	CAFile string
	// Show shows what the admin must do to sign in, such as entering a device code.
	Show func(string)
}

// Opened turns the result of a package's own Open into a Provider: a nil pointer in
// an interface is not nil.
func Opened[P Provider](p P, err error) (Provider, error) {
	if err != nil {
		return nil, err
	}
	return p, nil
}
