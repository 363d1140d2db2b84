package migrate

import (
	"context"
	"errors"
	"time"
)

// Attribute is a property of a group that a rename writes.
type Attribute string

// The attributes that hold a group's name. Active Directory has three that are changed separately: CommonName by a
// rename of the object (ModifyDN; RFC 4511 section 4.9), the others by a Modify. A SCIM provider has only
// DisplayName.
const (
	DisplayName    Attribute = "displayName"
	CommonName     Attribute = "name"
	SAMAccountName Attribute = "sAMAccountName"
)

// Name returns the attribute whose value is compared: cn is changed together with name, and an empty attribute
// means name.
func (a Attribute) Name() Attribute {
	if a == "" || a == "cn" {
		return CommonName
	}
	return a
}

// Object is the current state of a group, read for a rename.
type Object struct {
	ID    string
	DN    string
	Names map[Attribute]string
	// Version changes with every write to the object: the SCIM ETag (meta.version) or Active Directory's uSNChanged.
	// Empty if the server has none.
	Version string
	// Writable says whether this account may change an attribute. If an attribute is missing here, only an attempt can
	// tell.
	Writable map[Attribute]bool
	// Authority names the system that the name comes from, if it can't be changed here. Empty if it can.
	Authority string
	// ADAttribute is the attribute in Active Directory that the name is made from, if Authority is known to be Active
	// Directory.
	ADAttribute Attribute
	// Server is the DNS name of the domain controller that was read, if several servers share the address and replicate
	// changes late.
	Server string
	// Replaces says what else a rename overwrites, if the name can't be written alone. Empty if nothing.
	Replaces string
	// Risk says what a rename may destroy, in the words that an admin must type to allow it (Change.Accepted). Empty if
	// nothing.
	Risk string
}

// Change is one attribute of one object, from one value to another.
type Change struct {
	ID        string
	Attribute Attribute
	Before    string
	After     string
	Accepted  string // the Object.Risk that an admin has allowed; empty for none
}

// Renamer changes the names of groups.
type Renamer interface {
	// Read returns the object as it is now, or ErrGone.
	Read(ctx context.Context, id string) (Object, error)
	// Rename makes one change and reads the object back once. The result is what the server shows: Change.After;
	// Change.Before, if the server accepted the change and doesn't show it yet; or what the server made of the name.
	// Rename reads the object first and returns ErrChanged, without writing, if the name is no longer Change.Before.
	//
	// An error that doesn't wrap ErrSent means that nothing was written. After the request was sent, every error wraps
	// ErrSent, whatever the server answered, and the caller must read the object to learn whether it was changed.
	Rename(ctx context.Context, c Change) (Object, error)
}

// Pinner is a Renamer whose address is shared by several servers that replicate changes to each other late.
type Pinner interface {
	// Pin sends all further requests to this server (Object.Server).
	Pin(server string)
}

// ReadDelayer is a Renamer whose server shows a change soon.
type ReadDelayer interface {
	// ReadDelay returns how long after a change a read may still return the old value. For a Renamer without this
	// method, assume a minute.
	ReadDelay() time.Duration
}

// Reasons why a change failed, for errors.Is.
var (
	// ErrGone means that the object doesn't exist anymore.
	ErrGone = errors.New("the object does not exist any more")
	// ErrChanged means that someone else changed the object after it was read.
	ErrChanged = errors.New("the object was changed by someone else")
	// ErrTaken means that another object already has this name.
	ErrTaken = errors.New("another object has this name")
	// ErrDenied means that the account lacks the right to write.
	ErrDenied = errors.New("the account may not write this")
	// ErrInvalid means that the server does not allow this value.
	ErrInvalid = errors.New("the server does not allow this value")
	// ErrSent means that the request was sent, so that only reading the object shows whether it was changed.
	ErrSent = errors.New("the change was sent")
	// ErrRefused means that the server answered that it didn't make the change.
	ErrRefused = errors.New("the server refused")
	// ErrDamaged means that the change was made and that it also altered something else in the object.
	ErrDamaged = errors.New("something else of the object was changed with it")
	// ErrRisk means that the change may destroy something (Object.Risk) and that no admin allowed it. Nothing was sent.
	ErrRisk = errors.New("the change may destroy something")
	// ErrUnknownOutcome means that no answer to a write arrived: the change may have been made. Read the object to find
	// out.
	ErrOutcomeUnknown = errors.New("the answer was lost, so the change may have been made")
)
