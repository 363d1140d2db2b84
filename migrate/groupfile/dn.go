package groupfile

import (
	"encoding/hex"
	"strings"
)

// nameFromDN returns the value of a DN's first attribute, byte for byte, with escapes resolved (RFC 4514 section
// 2.4, and the quotes of RFC 2253). It returns "" if there is none. Libraries that parse DNs replace invalid UTF-8
// by U+FFFD, so that two names could become equal.
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
	keep := 0 // the length without trailing padding spaces
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

// quotedValue reads a value up to its closing quote.
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

// escaped decodes the characters after a backslash, two hexadecimal digits or one character, and returns their
// number.
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
