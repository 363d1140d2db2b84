package migrate

import (
	"context"
	"errors"
)

// Source is where a list of groups comes from.
type Source interface {
	// String names the source for people, without any secret.
	String() string
	// Groups reads the whole list. It returns either every group or an error,
	// never a short list. Progress is reported as pages arrive; report may be
	// nil.
	Groups(ctx context.Context, report Report) ([]Group, error)
}

// ErrNoMembers means that the list that a group is from (Group.Source) has no members, of
// this group or any other.
var ErrNoMembers = errors.New("the list has no members")

// MemberReader is a Source that can also read who is in a group.
type MemberReader interface {
	// Members returns the members of the group with this ID. With nested, the
	// members of groups inside it are included, each with its Via path. The error
	// is ErrNoMembers where the group's list has no members.
	Members(ctx context.Context, id string, nested bool) ([]Member, error)
}

// Noter is a Source with something to say about what Groups read, for example
// that a SAML response holds object ids in place of names. Ask after Groups.
type Noter interface {
	Notes() []string
}

// Identified is a Source that knows which one it is of those that one address may lead
// to, such as an app by its id and its tenant.
type Identified interface {
	Identity() string
}

// IdentityOf returns which one a source is; empty where it doesn't know.
func IdentityOf(s Source) string {
	if i, knows := s.(Identified); knows {
		return i.Identity()
	}
	return ""
}

// Progress is how far a long piece of work is.
type Progress struct {
	Doing string // what is being done, such as "reading groups"
	Done  int
	Total int    // 0 where it is not known
	Note  string // something the reader should know, such as "starting over: the server closed the connection"
}

// Report receives progress. It must return quickly and may be called from
// another goroutine.
type Report func(Progress)

// Send calls the receiver if there is one.
func (r Report) Send(p Progress) {
	if r != nil {
		r(p)
	}
}

type reportKey struct{}

// WithReport returns a context in which what happens before a list is read, such
// as connecting, is reported too.
func WithReport(ctx context.Context, report Report) context.Context {
	return context.WithValue(ctx, reportKey{}, report)
}

// ReportOf returns the report of a context, or nil.
func ReportOf(ctx context.Context) Report {
	report, _ := ctx.Value(reportKey{}).(Report)
	return report
}
