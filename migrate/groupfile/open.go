package groupfile

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"ad2scim/migrate"
)

// File is a list of groups in a file. It is safe for concurrent use.
type File struct {
	conn  migrate.Connection
	stdin *load // the read of standard input; nil for a path

	mu    sync.Mutex
	notes []string
	last  *content // the result of the last call of Groups, for Members
}

var (
	_ migrate.Source       = (*File)(nil)
	_ migrate.Noter        = (*File)(nil)
	_ migrate.MemberReader = (*File)(nil)
)

// Open returns the file that c.Location names, or stdin for "-", which requires c.Format. It reads nothing yet.
// c.Format overrides the format that the content looks like. If c.NameAttribute is neither empty nor "name", only
// that column or attribute is read as the name.
func Open(c migrate.Connection, stdin io.Reader) (*File, error) {
	c.Format = strings.ToLower(c.Format)
	if c.Format != "" && !slices.Contains(Formats(), c.Format) {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read " + shown(c),
			Why:  "the format " + migrate.Quote(c.Format) + " is not known",
			Next: "give one of " + strings.Join(Formats(), ", "),
		}
	}
	f := &File{conn: c}
	if c.Location != "-" {
		return f, nil
	}
	if c.Format == "" {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read standard input",
			Why:  "its format is not given",
			Next: "give --ad-format or --scim-format: " + strings.Join(Formats(), ", "),
		}
	}
	// Don't use the caller's context: what a canceled call has read is kept for the next one.
	f.stdin = &load{read: func(context.Context) (string, error) { return readAll(context.Background(), stdin, 0) }}
	return f, nil
}

// shown returns the source's name for a problem: the quoted base name, so that control characters can't reach a
// terminal.
func shown(c migrate.Connection) string {
	if c.Location == "-" {
		return "standard input"
	}
	return migrate.Quote(filepath.Base(c.Location))
}

// String returns the base name of the file.
func (f *File) String() string { return f.conn.String() }

// Groups reads the file. Standard input is read once and kept; a file is read again at each call.
func (f *File) Groups(ctx context.Context, report migrate.Report) ([]migrate.Group, error) {
	from := f.stdin
	if from == nil {
		from = &load{read: func(ctx context.Context) (string, error) { return readPath(ctx, f.conn.Location) }}
	}
	report.Send(migrate.Progress{Doing: "reading " + f.String()})
	raw, err := from.text(ctx)
	if err != nil {
		return nil, f.cannotRead(ctx, err)
	}
	c, err := parse(ctx, report, f.conn, raw)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notes, f.last = c.notes, c
	if c.members == nil {
		groups := c.groups
		c.groups = nil
		return groups, nil
	}
	return slices.Clone(c.groups), nil
}

// Notes returns remarks on the last call of Groups.
func (f *File) Notes() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.notes)
}

// OneUser reports whether the last call of Groups returned the groups of one user only, from a SAML response.
func (f *File) OneUser() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last != nil && f.last.oneUser
}

// AtDashlane reports whether the last call of Groups returned Dashlane's own list from its audit log: these groups
// exist there with these names.
func (f *File) AtDashlane() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last != nil && f.last.atDashlane
}
