package groupfile

import "strings"

// rows reads the records of a delimited text (RFC 4180) without copying: fields are substrings, except those with a
// doubled quote. Line breaks inside quotes are kept. Empty lines are skipped.
type rows struct {
	text  string
	pos   int
	sep   byte
	cr    bool     // records end with a lone CR
	loose bool     // a quote inside an unquoted field is data, as in most TSV
	field []string // the record; overwritten by the next read
	at    []int    // where each field starts
	blank int      // number of empty lines before the record
}

// rowError is an error in a record.
type rowError struct {
	offset int
	why    string
	next   string
}

// read reads the next record into field. It returns false at the end of the text.
func (r *rows) read() (bool, *rowError) {
	r.field, r.at = r.field[:0], r.at[:0]
	for r.blank = 0; r.pos < len(r.text); r.blank++ {
		line, next := r.line()
		if line == "" {
			r.pos = next
			continue
		}
		if strings.IndexByte(line, '"') >= 0 {
			return true, r.quoted()
		}
		start := r.pos
		for {
			i := strings.IndexByte(line, r.sep)
			if i < 0 {
				r.field, r.at = append(r.field, line), append(r.at, start)
				break
			}
			r.field, r.at = append(r.field, line[:i]), append(r.at, start)
			line, start = line[i+1:], start+i+1
		}
		r.pos = next
		return true, nil
	}
	return false, nil
}

// line returns the line at pos without its line break, and the start of the next one.
func (r *rows) line() (line string, next int) {
	rest := r.text[r.pos:]
	if r.cr {
		if i := strings.IndexByte(rest, '\r'); i >= 0 {
			return rest[:i], r.pos + i + 1
		}
		return rest, len(r.text)
	}
	i := strings.IndexByte(rest, '\n')
	if i < 0 {
		return rest, len(r.text)
	}
	if i > 0 && rest[i-1] == '\r' {
		return rest[:i-1], r.pos + i + 1
	}
	return rest[:i], r.pos + i + 1
}

// lineEnd returns the length of the line break at offset i, or 0 if there is none.
func (r *rows) lineEnd(i int) int {
	switch {
	case r.cr && r.text[i] == '\r', !r.cr && r.text[i] == '\n':
		return 1
	case !r.cr && strings.HasPrefix(r.text[i:], "\r\n"):
		return 2
	}
	return 0
}

// quoted reads a record with a quote in its first line.
func (r *rows) quoted() *rowError {
	for {
		start := r.pos
		value, err := r.value()
		if err != nil {
			return err
		}
		r.field, r.at = append(r.field, value), append(r.at, start)
		if r.pos >= len(r.text) {
			return nil
		}
		if n := r.lineEnd(r.pos); n > 0 {
			r.pos += n
			return nil
		}
		r.pos++ // the separator
	}
}

// value reads one field up to its separator or line break.
func (r *rows) value() (string, *rowError) {
	if r.pos < len(r.text) && r.text[r.pos] == '"' {
		return r.quotedValue()
	}
	start := r.pos
	for ; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case c == r.sep, r.lineEnd(r.pos) > 0:
			return r.text[start:r.pos], nil
		case c == '"' && !r.loose:
			return "", &rowError{
				r.pos, "a quote stands inside a value that does not begin with one",
				"put the whole value in double quotes and double each quote inside it",
			}
		}
	}
	return r.text[start:], nil
}

func (r *rows) quotedValue() (string, *rowError) {
	open, doubled := r.pos, false
	for i := open + 1; ; i++ {
		n := strings.IndexByte(r.text[i:], '"')
		if n < 0 {
			return "", &rowError{
				open, "the quote that opens here is never closed",
				"close the value with a double quote, or export the file again: it may be cut off",
			}
		}
		i += n
		if strings.HasPrefix(r.text[i+1:], `"`) {
			doubled = true
			i++
			continue
		}
		r.pos = i + 1
		if r.pos < len(r.text) && r.text[r.pos] != r.sep && r.lineEnd(r.pos) == 0 {
			return "", &rowError{r.pos, "text follows the quote that closes a value", "double each quote inside a quoted value"}
		}
		value := r.text[open+1 : i]
		if doubled {
			value = strings.ReplaceAll(value, `""`, `"`)
		}
		return value, nil
	}
}
