package groupfile

import (
	"fmt"
	"strings"

	"ad2scim/migrate"
)

// table is a separated text whose header has been read.
type table struct {
	rows  *rows
	width int
	name  int  // this and the following are -1 where there is no such column
	id    int  // the column that identifies a group
	twice bool // the header has the name's column more than once
	guid  bool // id is an objectGUID
	dn    int
	extID int
	kind  int // groupType
	cat   int // GroupCategory
}

// readTable reads CSV, TSV and the like, separated by the first of seps that
// gives a header with a column for the name.
func readTable(d *document, seps string) (*content, error) {
	t, err := d.openTable(seps)
	if err != nil {
		return nil, err
	}
	if t.twice {
		d.notef("two columns are called %s: the first one counts", migrate.Quote(clip(t.rows.field[t.name])))
	}
	groups := make([]migrate.Group, 0, 16+strings.Count(d.text[t.rows.pos:], "\n"))
	void, blank := 0, 0
	for {
		ok, bad := t.rows.read()
		switch {
		case bad != nil:
			return nil, d.broken(bad.offset, bad.why, bad.next)
		case !ok:
			if void > 0 {
				d.notef("%s without any value: left out", plural(void, "row is", "rows are"))
			}
			if blank > 0 && t.width == 1 {
				d.notef("%s between the names: left out (an empty name is written \"\")", plural(blank, "empty line", "empty lines"))
			}
			return &content{groups: groups}, nil
		case len(t.rows.field) != t.width:
			return nil, d.ragged(t)
		}
		blank += t.rows.blank
		if t.width > 1 && allEmpty(t.rows.field) {
			void++
			continue
		}
		groups = append(groups, t.group())
		if err := d.tick(len(groups)); err != nil {
			return nil, err
		}
	}
}

func allEmpty(fields []string) bool {
	for _, f := range fields {
		if f != "" {
			return false
		}
	}
	return true
}

func (t *table) group() migrate.Group {
	row := t.rows.field
	g := migrate.Group{Name: row[t.name]}
	if t.id >= 0 {
		g.ID = row[t.id]
		if t.guid {
			g.ID = guidFromTable(g.ID)
		}
	}
	if t.dn >= 0 {
		g.DN = row[t.dn]
	}
	if t.extID >= 0 {
		g.ExternalID = row[t.extID]
	}
	if t.kind >= 0 || t.cat >= 0 {
		g.Type = groupTypeOf(cell(row, t.kind), cell(row, t.cat))
	}
	return g
}

func cell(row []string, column int) string {
	if column < 0 {
		return ""
	}
	return row[column]
}

func (d *document) ragged(t *table) error {
	have := len(t.rows.field)
	at := t.rows.pos
	if have > t.width {
		at = t.rows.at[t.width]
	} else if have > 0 {
		at = t.rows.at[have-1] + len(t.rows.field[have-1])
	}
	return d.broken(at, fmt.Sprintf("the row has %s, the header has %d", plural(have, "value", "values"), t.width),
		"put a value that holds "+separatorName(t.rows.sep)+" in double quotes")
}

func separatorName(sep byte) string {
	switch sep {
	case '\t':
		return "a tab"
	case ';':
		return "a semicolon"
	}
	return "a comma"
}

// openTable skips what stands before the header, finds the separator and reads
// the header.
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
			if t.name >= 0 && best == nil {
				best = t
			}
		}
	}
	switch {
	case best != nil:
		return best, nil
	case first != nil:
		return nil, d.broken(first.offset, first.why, first.next)
	}
	return nil, d.noNameColumn(header)
}

// beforeHeader returns where the header starts, after PowerShell's #TYPE line
// (Export-Csv of Windows PowerShell) or Excel's sep= line, and the separator
// that the latter gives.
func (d *document) beforeHeader() (start int, sep byte) {
	for {
		r := rows{text: d.text, pos: start, cr: d.cr}
		line, next := r.line()
		bare := strings.Trim(line, `"`)
		switch {
		case strings.HasPrefix(line, "#TYPE "):
		case len(bare) == 5 && strings.EqualFold(bare[:4], "sep="):
			sep = bare[4]
		default:
			return start, sep
		}
		start = next
	}
}

// columns finds what each column of the header in r is for. Of two columns for
// one thing the first counts.
func (d *document) columns(r *rows, wanted []field) *table {
	var at [fieldCount]int
	for i := range at {
		at[i] = -1
	}
	var again [fieldCount]bool
	for i, title := range r.field {
		if f := fieldOf(strings.TrimSpace(title)); at[f] < 0 {
			at[f] = i
		} else {
			again[f] = true
		}
	}
	t := &table{rows: r, width: len(r.field), name: -1, id: -1, dn: at[dnField], extID: at[externalIDField], kind: at[groupTypeField], cat: at[groupCategoryField]}
	for _, f := range wanted {
		if at[f] >= 0 {
			t.name, t.twice = at[f], again[f]
			break
		}
	}
	for _, f := range idFields {
		if at[f] >= 0 {
			t.id, t.guid = at[f], f == objectGUIDField
			break
		}
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
		return d.broken(0, "the header has no column "+chosen+"; it has "+strings.Join(titles, ", "), "export that attribute too, or choose another with --ad-name")
	}
	for _, h := range header {
		switch {
		case h == "log_type":
			return d.broken(0, "this is an activity log as CSV", "export it as JSON lines: dcli team logs --start 0 > logs.jsonl")
		case fieldOf(h) == samField:
			return d.broken(0, "the header has no column for the name; it has "+strings.Join(titles, ", "), "add a column name, or choose sAMAccountName with --ad-name if that is the name that counts")
		}
	}
	return d.broken(0, "the header has no column for the name; it has "+strings.Join(titles, ", "), "call the column name, displayName, cn or group in the file's first line")
}

// clip shortens a text from a file for a message.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
