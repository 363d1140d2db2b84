package groupfile

import (
	"encoding/hex"
	"strings"
)

// nameFromDN returns the value of a DN's first attribute, byte for byte, with
// the escapes resolved (RFC 4514 section 2.4, and the quotes of RFC 2253);
// empty if there is none. A library that parses DNs puts U+FFFD in place of
// bytes that are not UTF-8, and two names would fall together.
func nameFromDN(dn string) string {
	kind, rest, found := strings.Cut(dn, "=")
	if !found || kind == "" || strings.ContainsAny(kind, `,+;"\`) {
		return ""
	}
	rest = strings.TrimLeft(rest, " ")
	if strings.HasPrefix(rest, `"`) {
		return quotedValue(rest[1:])
	}
	var b strings.Builder
	keep := 0 // the length up to which no space is fill
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; c {
		case ',', '+', ';':
			return b.String()[:keep]
		case '\\':
			i += escaped(rest[i+1:], &b)
			keep = b.Len()
		default:
			b.WriteByte(c)
			if c != ' ' {
				keep = b.Len()
			}
		}
	}
	return b.String()[:keep]
}

// quotedValue reads a value up to the quote that closes it.
func quotedValue(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			return b.String()
		case '\\':
			i += escaped(text[i+1:], &b)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// escaped writes what stands behind a backslash, two hexadecimal digits or one
// character, and returns how many bytes that was.
func escaped(text string, to *strings.Builder) int {
	if len(text) >= 2 {
		if raw, err := hex.DecodeString(text[:2]); err == nil {
			to.Write(raw)
			return 2
		}
	}
	if text == "" {
		return 0
	}
	to.WriteByte(text[0])
	return 1
}
