package groupfile

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"ad2scim/migrate"
)

// document is the text of a file while it is parsed.
type document struct {
	ctx    context.Context
	report migrate.Report
	conn   migrate.Connection
	text   string // UTF-8, except for invalid bytes of the file; without a byte order mark
	cr     bool   // lines end with a lone CR
	notes  []string
	scan   listScan // scan of the groups that were read so far

	windowsExport bool // written by Export-Csv of Windows PowerShell
}

// content is the result of a parser.
type content struct {
	groups []migrate.Group
	notes  []string
	// members returns the members of group i; nil if the format has none.
	members func(i int) ([]migrate.Member, error)
	// atDashlane says that it is Dashlane's own list, from its audit log.
	atDashlane bool
	// oneUser says that it is the groups of one user, from a SAML response.
	oneUser bool
}

// notef adds a note.
func (d *document) notef(format string, args ...any) {
	d.notes = append(d.notes, fmt.Sprintf(format, args...))
}

// broken returns the problem of an error at a byte offset.
func (d *document) broken(offset int, why, next string) *migrate.Problem {
	line, column := d.position(offset)
	return d.unfit(fmt.Sprintf("line %d, column %d: %s", line, column, why), next)
}

// unfit returns the problem of a text that is invalid as a whole.
func (d *document) unfit(why, next string) *migrate.Problem {
	return &migrate.Problem{Class: migrate.BadInput, What: "cannot read " + shown(d.conn), Why: why, Next: next}
}

// position returns the line and the column (in characters) of a byte offset, both starting at 1.
func (d *document) position(offset int) (line, column int) {
	before := d.text[:min(offset, len(d.text))]
	end := d.lineBreak()
	start := strings.LastIndex(before, end) + 1
	return strings.Count(before, end) + 1, utf8.RuneCountInString(before[start:]) + 1
}

// tick is called once for each record. It reports progress and checks for cancellation.
func (d *document) tick(done int) error {
	if done > migrate.MaxGroups {
		return d.unfit(fmt.Sprintf("it holds more than %d groups", migrate.MaxGroups),
			"export the groups of one domain or one base alone")
	}
	if done&0x3fff != 0 {
		return nil
	}
	d.report.Send(migrate.Progress{Doing: "reading " + d.conn.String(), Done: done})
	return d.ctx.Err()
}

// lineBreak returns the line break; a CR before a LF belongs to it.
func (d *document) lineBreak() string {
	if d.cr {
		return "\r"
	}
	return "\n"
}
