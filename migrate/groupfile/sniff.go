package groupfile

import (
	"context"
	"path/filepath"
	"strings"

	"ad2scim/migrate"
)

// parse parses a file's bytes and returns the groups.
func parse(ctx context.Context, report migrate.Report, conn migrate.Connection, raw string) (*content, error) {
	d := &document{ctx: ctx, report: report, conn: conn}
	if problem := d.refuse(raw); problem != nil {
		return nil, problem
	}
	if problem := d.decode(raw); problem != nil {
		return nil, problem
	}
	if strings.TrimSpace(d.text) == "" {
		return nil, d.unfit("it is empty", "export the groups again")
	}
	if format := conn.Format; format == "" || formatOf(format).screen {
		if problem := d.refuseScreen(); problem != nil {
			return nil, problem
		}
	}
	format := conn.Format
	if format == "" {
		var problem *migrate.Problem
		if format, problem = d.sniff(); problem != nil {
			return nil, problem
		}
	}
	if problem := d.unused(format); problem != nil {
		return nil, problem
	}
	c, err := formatOf(format).read(d)
	if err != nil {
		return nil, err
	}
	if problem := d.finish(c); problem != nil {
		return nil, problem
	}
	c.notes = d.notes
	report.Send(migrate.Progress{Doing: "reading " + conn.String(), Done: len(c.groups), Total: len(c.groups)})
	return c, nil
}

// unused returns a problem for settings that the file's format doesn't support.
func (d *document) unused(format string) *migrate.Problem {
	name := d.conn.NameAttribute
	switch {
	case d.conn.SAMLAttribute != "" && format != "saml":
		return d.unfit("it is no SAML response, so it has no attribute "+migrate.Quote(clip(d.conn.SAMLAttribute)),
			"leave the attribute out, or give the SAML response")
	case name != "" && !strings.EqualFold(name, "name") && formatOf(format).nameAlone:
		return d.unfit("a file of this format has one name for each group, and no attribute "+name,
			"leave the attribute out, or export the groups as CSV")
	}
	return nil
}

// magic are the first bytes of files that aren't text.
var magic = []struct{ start, what, next string }{
	{"PK\x03\x04", "it is a ZIP archive or an Excel workbook", "in Excel, save it as CSV UTF-8; unpack an archive first"},
	{"\xd0\xcf\x11\xe0", "it is an old or a protected Excel workbook", "in Excel, save it as CSV UTF-8"},
	{"\x1f\x8b", "it is compressed with gzip", "unpack it first: gunzip FILE"},
	{"BZh", "it is compressed with bzip2", "unpack it first"},
	{"\xfd7zXZ\x00", "it is compressed with xz", "unpack it first"},
	{"\x28\xb5\x2f\xfd", "it is compressed with zstd", "unpack it first"},
	{"7z\xbc\xaf", "it is a 7-Zip archive", "unpack it first"},
	{"%PDF-", "it is a PDF", "export the groups as CSV"},
	{"\x89PNG", "it is a picture", "export the groups as CSV"},
	{"{\\rtf", "it is a document in RTF", "export the groups as CSV, or save it as plain text"},
	{"MZ\x90", "it is a program", "give the file with the groups"},
	{"\x7fELF", "it is a program", "give the file with the groups"},
	{"SQLite format 3\x00", "it is a database", "export the groups as CSV"},
}

// refuse returns a problem for a file that isn't text.
func (d *document) refuse(raw string) *migrate.Problem {
	for _, m := range magic {
		if !strings.HasPrefix(raw, m.start) {
			continue
		}
		what := m.what
		if m.start == magic[0].start && strings.Contains(raw[:min(len(raw), 64<<10)], "xl/") {
			what = "it is an Excel workbook"
		}
		return d.unfit(what, m.next)
	}
	return nil
}

// separators returns the separators that a table may have, the likeliest first. The file's extension only decides
// for a header with a single column.
func (d *document) separators() string {
	if ending := strings.ToLower(filepath.Ext(d.conn.Location)); ending == ".tsv" || ending == ".tab" {
		return "\t,;"
	}
	return ",;\t"
}

// sniff returns the format of the content.
func (d *document) sniff() (string, *migrate.Problem) {
	head := strings.TrimLeft(d.text, " \t\r\n")
	switch {
	case head[0] == '<', d.holdsSAML(head):
		return "saml", nil
	case head[0] == '{' && holdsTrace(d.text):
		return "saml", nil
	case head[0] == '{' || head[0] == '[':
		if firstHas(head, "log_type") {
			return "auditlog", nil
		}
		return "json", nil
	case looksLikeLDIF(head, d.cr):
		return "ldif", nil
	}
	if looksLikeYAML(head) {
		return "", d.unfit("it is YAML", "save the list as JSON (az and aws: output json)")
	}
	if strings.IndexByte(head[:min(len(head), 512)], 0) >= 0 {
		if _, problem := d.openTable(d.separators()); problem != nil {
			return "", d.unfit("it is not text", "export the groups as CSV, JSON or LDIF")
		}
	}
	return "csv", nil
}

// holdsSAML reports whether the text is a SAML response in base64 or in a form.
func (d *document) holdsSAML(head string) bool {
	line, _, _ := strings.Cut(head, "\n")
	if strings.Contains(line, "SAMLResponse=") {
		return true
	}
	const enough = 40 // fewer characters can't hold a response, but may be a list with one name
	if len(line) < enough || strings.ContainsAny(line, ",;\"\t") {
		return false
	}
	_, ok := unwrapSAML(d.text)
	return ok
}

// firstHas reports whether the first object in JSON text has the key. It is fast and approximate.
func firstHas(text, key string) bool {
	end := strings.IndexByte(text, '\n')
	if end < 0 || end < 16 {
		end = min(len(text), 4096)
	}
	return strings.Contains(text[:end], `"`+key+`"`)
}

// looksLikeLDIF reports whether the first line that isn't a comment is a first line of LDIF.
func looksLikeLDIF(text string, cr bool) bool {
	r := rows{text: text, cr: cr}
	for r.pos < len(text) {
		line, next := r.line()
		r.pos = next
		line = strings.ToLower(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ' ':
			continue
		case strings.HasPrefix(line, "dn:"), strings.HasPrefix(line, "version:"), strings.HasPrefix(line, "search:"),
			strings.HasPrefix(line, "ref:"):
			return true
		}
		return false
	}
	return false
}
