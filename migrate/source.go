package migrate

import (
	"context"
	"errors"
)

// Source is a list of groups that can be read.
type Source interface {
	// String names the source for people, without secrets.
	String() string
	// Groups reads the whole list. It returns every group or an error, never an incomplete list. report receives the
	// progress and may be nil.
	Groups(ctx context.Context, report Report) ([]Group, error)
}

// ErrNoMembers means that the group's list (Group.Source) has no members for any group.
var ErrNoMembers = errors.New("the list has no members")

// MemberReader is a Source that can also read the members of a group.
type MemberReader interface {
	// Members returns the members of the group with this ID. With nested, it includes the members of groups inside it,
	// each with its Via path. It returns ErrNoMembers if the group's list has no members.
	Members(ctx context.Context, id string, nested bool) ([]Member, error)
}

// Noter is a Source that has remarks on what Groups read, for example that a SAML response holds object ids instead
// of names. Call Notes after Groups.
type Noter interface {
	Notes() []string
}

// Identified is a Source that knows what exactly it reads, if one address can mean several things: for example the
// app, by its id and tenant.
type Identified interface {
	Identity() string
}

// IdentityOf returns the identity of a source, or "" if it has none.
func IdentityOf(s Source) string {
	if i, knows := s.(Identified); knows {
		return i.Identity()
	}
	return ""
}

// Progress is the progress of a long operation.
type Progress struct {
	Doing string // the operation, such as "reading groups"
	Done  int
	Total int    // 0 if it isn't known
	Note  string // a remark for the reader, such as "starting over: the server closed the connection"
}

// Report receives progress. It must return quickly and may be called from any goroutine.
type Report func(Progress)

// Send calls r if it isn't nil.
func (r Report) Send(p Progress) {
	if r != nil {
		r(p)
	}
}

type reportKey struct{}

// WithReport returns a context whose operations report their progress too, such as connecting before a list is
// read.
func WithReport(ctx context.Context, report Report) context.Context {
	return context.WithValue(ctx, reportKey{}, report)
}

// ReportOf returns the Report of a context, or nil.
func ReportOf(ctx context.Context) Report {
	report, _ := ctx.Value(reportKey{}).(Report)
	return report
}
