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

// File is a list of groups in a file. It is safe for use by several goroutines.
type File struct {
	conn  migrate.Connection
	stdin *load // the one reading of standard input; nil for a path

	mu    sync.Mutex
	notes []string
	last  *content // what Groups read last, for Members
}

var (
	_ migrate.Source       = (*File)(nil)
	_ migrate.Noter        = (*File)(nil)
	_ migrate.MemberReader = (*File)(nil)
)

// Open returns the file that c.Location names, or stdin for "-", which needs
// c.Format. Nothing is read yet. c.Format, where it is set, overrules what the
// content looks like; c.NameAttribute, where it is neither empty nor "name",
// is the only column or attribute that is taken as the name.
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
	// Not under the caller's context: what a canceled call has read is kept for the next.
	f.stdin = &load{read: func(context.Context) (string, error) { return readAll(context.Background(), stdin, 0) }}
	return f, nil
}

// shown is the source's name in a problem: a base name in quotes, so that a
// hostile one cannot reach a terminal.
func shown(c migrate.Connection) string {
	if c.Location == "-" {
		return "standard input"
	}
	return migrate.Quote(filepath.Base(c.Location))
}

// String returns the base name of the file.
func (f *File) String() string { return f.conn.String() }

// Groups reads the file. Standard input is read once and kept; a file is read
// anew at each call.
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

// Notes says what a reader should know about what Groups read last.
func (f *File) Notes() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.notes)
}

// OneUser reports whether what Groups read last are the groups of one user alone, as a SAML
// response has them.
func (f *File) OneUser() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last != nil && f.last.oneUser
}

// AtDashlane reports whether what Groups read last is Dashlane's own list, as its audit
// log tells it: these groups exist there under these names.
func (f *File) AtDashlane() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last != nil && f.last.atDashlane
}
