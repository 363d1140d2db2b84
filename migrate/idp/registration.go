package idp

import (
	"context"

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
	// Open opens it with what these variables hold. Nothing is sent yet.
	Open func(context.Context, SignIn) (Provider, error)
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
