package groupfile

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// decode converts the file's bytes to UTF-8 and finds its line breaks. Invalid UTF-8 is kept. UTF-16 without a byte
// order mark is recognized by its first two characters, which are ASCII in every format.
func (d *document) decode(raw string) *migrate.Problem {
	switch {
	case strings.HasPrefix(raw, "\xff\xfe\x00\x00") || strings.HasPrefix(raw, "\x00\x00\xfe\xff"):
		return d.unfit("the file is UTF-32", "save it as UTF-8")
	case strings.HasPrefix(raw, "\xef\xbb\xbf"):
		d.text = raw[3:]
	case strings.HasPrefix(raw, "\xff\xfe"):
		return d.fromUTF16(raw[2:], 0, "UTF-16 (little endian)")
	case strings.HasPrefix(raw, "\xfe\xff"):
		return d.fromUTF16(raw[2:], 1, "UTF-16 (big endian)")
	case len(raw) >= 4 && raw[0] != 0 && raw[1] == 0 && raw[2] != 0 && raw[3] == 0:
		return d.fromUTF16(raw, 0, "UTF-16 (little endian, without a byte order mark)")
	case len(raw) >= 4 && raw[0] == 0 && raw[1] != 0 && raw[2] == 0 && raw[3] != 0:
		return d.fromUTF16(raw, 1, "UTF-16 (big endian, without a byte order mark)")
	default:
		d.text = raw
	}
	d.findLineEnd()
	return nil
}

// fromUTF16 decodes UTF-16; high is the index of a unit's high byte. A surrogate without its partner has no UTF-8;
// it is kept as the three bytes that it would have (WTF-8), so that different names stay different.
func (d *document) fromUTF16(raw string, high int, name string) *migrate.Problem {
	var b strings.Builder
	b.Grow(len(raw)/2 + len(raw)/8)
	unit := func(i int) rune {
		if high == 0 {
			return rune(raw[i]) | rune(raw[i+1])<<8
		}
		return rune(raw[i])<<8 | rune(raw[i+1])
	}
	lone := 0
	for i := 0; i+1 < len(raw); i += 2 {
		u := unit(i)
		if !utf16.IsSurrogate(u) {
			b.WriteRune(u)
			continue
		}
		if i+3 < len(raw) {
			if r := utf16.DecodeRune(u, unit(i+2)); r != utf8.RuneError {
				b.WriteRune(r)
				i += 2
				continue
			}
		}
		b.WriteString(loneSurrogate(u))
		lone++
	}
	d.text = b.String()
	d.findLineEnd()
	if len(raw)%2 != 0 {
		return d.broken(len(d.text), "the file ends in the middle of a character of "+name, "it was cut off: export it again")
	}
	d.notef("the file is %s", name)
	if lone > 0 {
		d.notef("%s of UTF-16 without a partner in the file: kept as broken characters, which equal nothing else",
			render.Count(lone, "half of a character pair", "halves of character pairs"))
	}
	return nil
}

// loneSurrogate returns the generalized UTF-8 of a surrogate code point.
func loneSurrogate(r rune) string {
	return string([]byte{0xe0 | byte(r>>12), 0x80 | byte(r>>6)&0x3f, 0x80 | byte(r)&0x3f})
}

// findLineEnd uses a lone CR as the line break only if the file's first line break is one; otherwise it is data. A
// file whose first line ends with CR CR LF was written twice through a text mode, as Python's csv does on Windows;
// one CR of each line break is then removed.
func (d *document) findLineEnd() {
	i := strings.IndexAny(d.text, "\r\n")
	if i < 0 || d.text[i] == '\n' {
		return
	}
	if strings.HasPrefix(d.text[i:], "\r\r\n") {
		d.text = strings.ReplaceAll(d.text, "\r\r\n", "\r\n")
		d.notef("the lines of the file end in CR CR LF, read as CR LF")
	}
	d.cr = !strings.HasPrefix(d.text[i:], "\r\n")
}
