package migrate

import (
	"context"
	"errors"
)

// Attribute names the one property of a group that a change writes.
type Attribute string

// The attributes that carry a group's name. In Active Directory they are three
// separate choices: CommonName is changed by a rename of the object (ModifyDN;
// RFC 4511 section 4.9), the others by a Modify. A SCIM provider has
// DisplayName alone.
const (
	DisplayName    Attribute = "displayName"
	CommonName     Attribute = "name"
	SAMAccountName Attribute = "sAMAccountName"
)

// Object is a group as it stands now, read for a change.
type Object struct {
	ID    string
	DN    string
	Names map[Attribute]string
	// Version changes with every write to the object: a SCIM ETag
	// (meta.version) or Active Directory's uSNChanged. Empty where there is none.
	Version string
	// Writable says for an attribute whether this account may change it; an
	// attribute that is missing here is not known before the attempt.
	Writable map[Attribute]bool
	// Authority is empty where the name may be changed here. Otherwise it says
	// where the name really comes from.
	Authority string
}

// Change is one attribute of one object, from one value to another.
type Change struct {
	ID        string
	Attribute Attribute
	Before    string
	After     string
	Version   string // Object.Version as it was seen; empty to go by Before alone
}

// Renamer changes the names of groups.
type Renamer interface {
	// Read returns the object as it is now, or ErrGone.
	Read(ctx context.Context, id string) (Object, error)
	// Rename makes one change and reads the object back, so that what is
	// returned is what the server really stored. It fails with ErrChanged,
	// writing nothing, if the object no longer holds Change.Before.
	Rename(ctx context.Context, c Change) (Object, error)
}

// What can stand against a change. Test with errors.Is.
var (
	// ErrGone means that the object does not exist any more.
	ErrGone = errors.New("the object does not exist any more")
	// ErrChanged means that someone else changed the object since it was seen.
	ErrChanged = errors.New("the object was changed by someone else")
	// ErrTaken means that another object has this name.
	ErrTaken = errors.New("another object has this name")
	// ErrDenied means that the account lacks the right to write.
	ErrDenied = errors.New("the account may not write this")
	// ErrInvalid means that the server does not allow this value.
	ErrInvalid = errors.New("the server does not allow this value")
	// ErrInDoubt means that the answer to a write was lost: it may have been
	// done. Read the object to know.
	ErrInDoubt = errors.New("the answer was lost, so the change may have been made")
)
