package groupfile

import (
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// table is a delimited text whose header has been read.
type table struct {
	rows   *rows
	width  int
	at     [fieldCount]int // column of each field; -1 if there is none
	name   field           // the field that holds the name; noField if there is none
	id     field           // the field that holds the id
	twice  bool            // the header has the name's column more than once
	csvde  bool            // written by csvde; the first column is DN
	others others
	kinds  bool // a column has the kind of each row
	member int  // number of rows with a member
	void   int  // number of rows without any value
	blank  int  // number of empty lines between rows
	short  int  // number of rows with fewer columns than the header
	lost   int  // number of ids that Export-Csv replaced by the name of their type
	heads  int  // number of rows that repeat the header
	header []string
}

// readTable reads CSV, TSV and similar formats. The separator is the first one in seps for which the header has a
// column for the name.
func readTable(d *document, seps string) (*content, error) {
	t, err := d.openTable(seps)
	if err != nil {
		return nil, err
	}
	if t.twice {
		d.notef("two columns are called %s: the first one counts", migrate.Quote(clip(t.rows.field[t.at[t.name]])))
	}
	groups := make([]migrate.Group, 0, 16+strings.Count(d.text[t.rows.pos:], "\n"))
	for {
		ok, bad := t.rows.read()
		if bad != nil {
			return nil, d.broken(bad.offset, bad.why, bad.next)
		}
		if !ok {
			return t.end(d, groups)
		}
		t.blank += t.rows.blank
		if t.width > 1 && allEmpty(t.rows.field) {
			t.void++
			continue
		}
		if t.isHeader() {
			t.heads++
			continue
		}
		if err := d.fill(t); err != nil {
			return nil, err
		}
		if kind := t.kindOfRow(); kind != "" {
			t.others[kind]++
			continue
		}
		groups = append(groups, migrate.Group{})
		t.read(&groups[len(groups)-1])
		if len(groups)%scanEach == 0 {
			d.scan.upTo(groups)
		}
		if err := d.tick(len(groups)); err != nil {
			return nil, err
		}
	}
}

// end checks the whole table and notes what was left out.
func (t *table) end(d *document, groups []migrate.Group) (*content, error) {
	switch {
	case len(groups) == 0 && t.others.total() > 0:
		return nil, t.others.refused(d)
	case t.listsMembers(groups):
		return nil, d.memberships(len(groups))
	}
	t.others.note(d)
	if t.void > 0 {
		d.notef("%s without any value: left out", render.Count(t.void, "row is", "rows are"))
	}
	if t.short > 0 {
		d.notef("%s fewer values than the header: the missing ones, after the name and the id, count as empty",
			render.Count(t.short, "row has", "rows have"))
	}
	if t.blank > 0 && t.width == 1 {
		d.notef("%s between the names: left out (an empty name is written \"\")",
			render.Count(t.blank, "empty line", "empty lines"))
	}
	if t.heads > 0 {
		d.notef("%s the header: left out; the file holds several exports, one after another",
			render.Count(t.heads, "row repeats", "rows repeat"))
	}
	if t.lost > 0 {
		d.notef("%s lost in the export, which wrote the type in its place (System.Byte[]): export objectGUID with Get-ADGroup, which writes it as text", render.Count(t.lost, "id was", "ids were"))
	}
	return &content{groups: groups}, nil
}

// listsMembers reports whether the rows are members of groups: the header has columns for both a group and a
// member, or most names repeat and no column identifies groups.
func (t *table) listsMembers(groups []migrate.Group) bool {
	if t.id != noField || t.at[dnField] >= 0 || t.width < 2 {
		return false
	}
	names := make(map[string]struct{}, len(groups))
	for i := range groups {
		names[groups[i].Name] = struct{}{}
	}
	repeats := len(groups) - len(names)
	if t.member > 0 {
		return repeats > 0 || t.width == 2 && (t.name == groupField || t.name == groupNameField)
	}
	return len(groups) >= 4 && 2*len(names) <= len(groups)
}

// isHeader reports whether a row is the header of a second export in the same file, or its type line. In a single
// column it may be a group with that name.
func (t *table) isHeader() bool {
	row := t.rows.field
	if len(row) == 1 {
		return t.width > 1 && strings.HasPrefix(row[0], "#TYPE ")
	}
	return t.width > 1 && row[0] == t.header[0] && slices.Equal(row, t.header)
}

func allEmpty(fields []string) bool {
	for _, f := range fields {
		if f != "" {
			return false
		}
	}
	return true
}

// fill adds missing columns to a row. Excel omits empty values at the end of a row, so that a row with a name and
// an id may be shorter; every other row with a different number of columns is an error.
func (d *document) fill(t *table) error {
	have := len(t.rows.field)
	if have == t.width {
		return nil
	}
	cutOff := t.rows.pos == len(d.text) && !strings.HasSuffix(d.text, d.lineBreak())
	if have > t.width || have <= t.at[t.name] || t.id != noField && have <= t.at[t.id] || cutOff {
		return d.ragged(t)
	}
	t.short++
	for len(t.rows.field) < t.width {
		t.rows.field = append(t.rows.field, "")
	}
	return nil
}

// kindOfRow returns the kind of a row that isn't a group.
func (t *table) kindOfRow() string {
	if !t.kinds {
		return ""
	}
	if strings.EqualFold(t.cell(deletedField), "true") {
		return deletedObject
	}
	for _, f := range []field{objectClassField, typeField} {
		if kind := kindOf(t.cell(f)); kind != "" {
			return kind
		}
	}
	grouped := t.name == groupField || t.name == groupNameField
	if t.cell(memberField) != "" || grouped && (t.cell(userNameField) != "" || t.width == 2 &&
		t.cell(membersField) != "") {
		t.member++
		return ""
	}
	if t.cell(userNameField) != "" && t.cell(groupTypeField) == "" && t.cell(groupCategoryField) == "" {
		return "user"
	}
	return ""
}

// read sets the fields of an empty group from the row.
func (t *table) read(g *migrate.Group) {
	g.Name, g.DN = t.cell(t.name), t.cell(dnField)
	details := migrate.GroupDetails{ExternalID: t.cell(externalIDField), ADSID: t.cell(sidField)}
	if t.id != noField {
		g.ID = t.cell(t.id)
		if t.id == objectGUIDField {
			g.ID = t.guid()
		}
		if g.ID == "System.Byte[]" {
			g.ID = ""
			t.lost++
		}
	}
	if t.at[groupTypeField] >= 0 || t.at[groupCategoryField] >= 0 {
		details.Type = groupTypeOf(t.cell(groupTypeField), t.cell(groupCategoryField))
	}
	g.SetDetails(details)
}

// guid returns the objectGUID of a row; csvde writes it as bytes.
func (t *table) guid() string {
	id := t.cell(objectGUIDField)
	if raw := fromHex(id); len(raw) == 16 {
		text, _ := migrate.GUIDText([]byte(raw))
		return text
	}
	return normalGUID(id)
}

// cell returns the value of a field in the row, or "" if there is none.
func (t *table) cell(f field) string {
	if t.at[f] < 0 {
		return ""
	}
	value := t.rows.field[t.at[f]]
	if t.csvde && f != objectGUIDField {
		return fromHex(value)
	}
	return value
}

func (d *document) ragged(t *table) error {
	have := len(t.rows.field)
	counts := fmt.Sprintf("the row has %s, the header has %d", render.Count(have, "value", "values"), t.width)
	if have > t.width {
		return d.broken(t.rows.at[t.width], counts, "put a value that holds "+separatorName(t.rows.sep)+" in double quotes")
	}
	at := t.rows.at[have-1] + len(t.rows.field[have-1])
	return d.broken(at, counts+": a value is missing",
		"export the groups again: the file may be cut off, or a line break stands in a value without quotes")
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
