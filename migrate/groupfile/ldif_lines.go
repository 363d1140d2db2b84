package groupfile

import (
	"encoding/base64"
	"strings"

	"ad2scim/migrate"
)

// ldifLine is one attribute of an LDIF record.
type ldifLine struct {
	attribute string // without options
	options   string // ";binary", ";range=0-1499"
	value     string
	url       bool // the value is a URL (":<"), which isn't downloaded
	offset    int
}

// ldifLines reads LDIF (RFC 2849) line by line. It joins folded lines and skips comments.
type ldifLines struct {
	d   *document
	pos int
}

// next returns the next line. It returns nil at the end of a record, and false at the end of the text.
func (l *ldifLines) next() (*ldifLine, bool, *migrate.Problem) {
	for l.pos < len(l.d.text) {
		start := l.pos
		line := l.logical()
		switch {
		case line == "":
			return nil, true, nil
		case line[0] == '#':
			continue
		case line == "-":
			return &ldifLine{attribute: "-", offset: start}, true, nil
		}
		parsed, problem := l.parse(line, start)
		return parsed, true, problem
	}
	return nil, false, nil
}

// logical returns the line at pos with its continuation lines. RFC 2849 folds with a space; some tools fold with a
// tab.
func (l *ldifLines) logical() string {
	r := rows{text: l.d.text, pos: l.pos, cr: l.d.cr}
	line, next := r.line()
	if line != "" && l.folded(next) {
		var joined strings.Builder
		joined.WriteString(line)
		for l.folded(next) {
			r.pos = next + 1
			line, next = r.line()
			joined.WriteString(line)
		}
		line = joined.String()
	}
	l.pos = next
	return line
}

// folded reports whether the line at offset continues the previous one.
func (l *ldifLines) folded(offset int) bool {
	return offset < len(l.d.text) && (l.d.text[offset] == ' ' || l.d.text[offset] == '\t')
}

// parse splits a line into attribute and value. Spaces after the colon aren't part of the value: a value that
// begins with a space is written in base64.
func (l *ldifLines) parse(line string, offset int) (*ldifLine, *migrate.Problem) {
	attribute, value, found := strings.Cut(line, ":")
	if !found || attribute == "" {
		return nil, l.d.broken(offset, "a line of the form attribute: value is expected",
			"correct the file or export it again")
	}
	a := &ldifLine{offset: offset}
	a.attribute, a.options, _ = strings.Cut(attribute, ";")
	switch {
	case strings.HasPrefix(value, ":"):
		raw, err := base64.StdEncoding.DecodeString(strings.Trim(value[1:], " "))
		if err != nil {
			return nil, l.d.broken(offset, "the value of "+migrate.Quote(clip(attribute))+" is not base64",
				"correct the file or export it again: it may be cut off")
		}
		a.value = string(raw)
	case strings.HasPrefix(value, "<"):
		a.value, a.url = strings.TrimLeft(value[1:], " "), true
	default:
		a.value = strings.TrimLeft(value, " ")
	}
	return a, nil
}
