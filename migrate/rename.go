package migrate

import (
	"context"
	"errors"
	"time"
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

// Name is the attribute of names that is meant: cn is changed by a rename of the object, as
// name is, and where none is said it is name.
func (a Attribute) Name() Attribute {
	if a == "" || a == "cn" {
		return CommonName
	}
	return a
}

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
	// ADAttribute is the attribute in Active Directory that the name here is made from,
	// where that is known to be the Authority.
	ADAttribute Attribute
	// Server is the one that was read, where several stand behind one address
	// and show each other's changes late: a domain controller's DNS name.
	Server string
	// Replaces says what a rename writes beside the name, where the name cannot
	// be written alone; empty: nothing.
	Replaces string
	// Risk is what a rename may destroy, in the words that an admin has to type
	// to allow it (Change.Accepted); empty: nothing.
	Risk string
}

// Change is one attribute of one object, from one value to another.
type Change struct {
	ID        string
	Attribute Attribute
	Before    string
	After     string
	Accepted  string // the Object.Risk that an admin has allowed; empty: none
}

// Renamer changes the names of groups.
type Renamer interface {
	// Read returns the object as it is now, or ErrGone.
	Read(ctx context.Context, id string) (Object, error)
	// Rename makes one change and reads the object back once, so that what is
	// returned is what the server really shows: Change.After, Change.Before
	// where it accepted the change and does not show it yet, or what it made of
	// it. It reads the object first and fails with ErrChanged, writing nothing,
	// if that no longer holds Change.Before.
	//
	// An error without ErrSent means that nothing was written. Once the request
	// has left, no status decides, the object does: every error then wraps
	// ErrSent beside what the server answered, and the caller reads the object.
	Rename(ctx context.Context, c Change) (Object, error)
}

// Pinner is a Renamer with several servers behind its address, each of which
// shows what was written to another only later.
type Pinner interface {
	// Pin has every further request go to this server, by the name in
	// Object.Server, and to no other.
	Pin(server string)
}

// Prompt is a Renamer whose server shows a change to the next reading.
type Prompt interface {
	// ShowsWithin is how long after a change was sent a reading may still miss
	// it; a Renamer without this method may take a minute.
	ShowsWithin() time.Duration
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
	// ErrSent means that a change has left this computer, so that the object
	// alone tells whether it was made, whatever the server answered.
	ErrSent = errors.New("the change was sent")
	// ErrRefused means that the server answered that it did not make the change.
	ErrRefused = errors.New("the server refused")
	// ErrDamaged means that the change was made, and that something else of the
	// object is not what it was.
	ErrDamaged = errors.New("something else of the object was changed with it")
	// ErrRisk means that the change may destroy something (Object.Risk), and
	// nobody has allowed that. Nothing was sent.
	ErrRisk = errors.New("the change may destroy something")
	// ErrInDoubt means that the answer to a write was lost: it may have been
	// done. Read the object to know.
	ErrInDoubt = errors.New("the answer was lost, so the change may have been made")
)
