package groupfile

import (
	"slices"
	"strings"

	"ad2scim/migrate"
)

// openTable skips what precedes the header, finds the separator and reads the header.
func (d *document) openTable(seps string) (*table, error) {
	wanted, err := d.wantedNames()
	if err != nil {
		return nil, err
	}
	start, given := d.beforeHeader()
	if given != 0 {
		seps = string(given)
	}
	var best *table
	var first *rowError
	var header []string
	for _, sep := range []byte(seps) {
		r := &rows{text: d.text, pos: start, sep: sep, cr: d.cr, loose: sep == '\t'}
		ok, bad := r.read()
		switch {
		case bad != nil && first == nil:
			first = bad
		case bad != nil:
		case !ok:
			return nil, d.unfit("the file has no header line", "put a line with the columns' names first, such as id,name")
		default:
			t := d.columns(r, wanted)
			if len(r.field) > len(header) {
				header = append(header[:0], r.field...)
			}
			if t.name != noField && best == nil {
				best = t
			}
		}
	}
	switch {
	case best != nil && slices.Equal(best.rows.field, whoami):
		return nil, d.unfit("it lists the groups of one account (whoami /groups)",
			"export all groups, with Get-ADGroup or dsquery")
	case best != nil:
		best.header = slices.Clone(best.rows.field)
		return best, nil
	case first != nil && len(header) < 2:
		return nil, d.broken(first.offset, first.why, first.next)
	}
	if line, at := d.laterHeader(start, seps, wanted); line > 0 {
		return nil, d.broken(at, "the titles stand below other text", "remove the lines above them")
	}
	return nil, d.noNameColumn(header)
}

var whoami = []string{"Group Name", "Type", "SID", "Attributes"}

// laterHeader looks for a header with a column for the name, among others, in the lines after the first, because a
// report may have a title above it.
func (d *document) laterHeader(start int, seps string, wanted []field) (line, at int) {
	const most = 20
	skipped := rows{text: d.text, pos: start, cr: d.cr}
	for line = 1; line < most && skipped.pos < len(d.text); line++ {
		for _, sep := range []byte(seps) {
			r := &rows{text: d.text, pos: skipped.pos, sep: sep, cr: d.cr, loose: sep == '\t'}
			ok, bad := r.read()
			if bad == nil && ok && line > 1 && len(r.field) > 1 && d.columns(r, wanted).name != noField {
				return line, r.at[0]
			}
		}
		_, skipped.pos = skipped.line()
	}
	return 0, 0
}

// beforeHeader returns where the header starts, after PowerShell's #TYPE line (Export-Csv of Windows PowerShell) or
// Excel's sep= line, and the separator from the latter.
func (d *document) beforeHeader() (start int, sep byte) {
	for {
		r := rows{text: d.text, pos: start, cr: d.cr}
		line, next := r.line()
		bare := strings.Trim(line, `"`)
		switch {
		case strings.HasPrefix(bare, "#TYPE "):
			d.windowsExport = true
		case len(bare) == 5 && strings.EqualFold(bare[:4], "sep="):
			sep = bare[4]
		default:
			return start, sep
		}
		start = next
	}
}

// columns finds the field of each column of the header in r. If two columns have the same field, the first counts.
func (d *document) columns(r *rows, wanted []field) *table {
	t := &table{rows: r, width: len(r.field), others: others{}}
	for i := range t.at {
		t.at[i] = -1
	}
	var again [fieldCount]bool
	for i, title := range r.field {
		if f := fieldOf(strings.TrimSpace(title)); t.at[f] < 0 {
			t.at[f] = i
		} else {
			again[f] = true
		}
	}
	t.at[noField] = -1
	t.csvde = t.at[dnField] == 0 && strings.EqualFold(r.field[0], "DN")
	for _, f := range wanted {
		if t.at[f] >= 0 {
			t.name, t.twice = f, again[f]
			break
		}
	}
	for _, f := range idFields {
		if t.at[f] >= 0 {
			t.id = f
			break
		}
	}
	for _, f := range []field{objectClassField, typeField, memberField, membersField, userNameField, deletedField} {
		t.kinds = t.kinds || t.at[f] >= 0
	}
	return t
}

func (d *document) noNameColumn(header []string) error {
	const most = 8
	titles := make([]string, 0, most+1)
	for _, h := range header[:min(len(header), most)] {
		titles = append(titles, migrate.Quote(clip(h)))
	}
	if len(header) > most {
		titles = append(titles, "…")
	}
	if chosen := d.conn.NameAttribute; chosen != "" && !strings.EqualFold(chosen, "name") {
		return d.broken(0, "the header has no column "+chosen+"; it has "+strings.Join(titles, ", "),
			"export that attribute too, or choose another with --ad-name")
	}
	for _, h := range header {
		switch {
		case h == "log_type":
			return d.broken(0, "this is an activity log as CSV",
				"export it as JSON lines: dcli team logs --start 0 > logs.jsonl")
		case fieldOf(h) == samField:
			return d.broken(0, "the header has no column for the name; it has "+strings.Join(titles, ", "),
				"add a column name, or choose sAMAccountName with --ad-name if that is the name that counts")
		}
	}
	return d.broken(0, "the first line is no header with a column for the name; it has "+strings.Join(titles, ", "),
		"put a line with the columns' names, such as id,name, above the first group; if each line is one name, read it with --ad-format lines or --scim-format lines")
}

// clip shortens text from a file for a message.
func clip(s string) string { return clipTo(s, 40) }

// clipTo shortens text from a file to this number of bytes.
func clipTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
