package diff

import (
	"unicode"
	"unicode/utf8"
)

const hex = "0123456789abcdef"

// plainInJSON says which ASCII characters are not escaped in a JSON string.
var plainInJSON = func() (t [256]bool) {
	for c := ' '; c < 0x7F; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// appendString appends s as a JSON string (RFC 8259 section 7). Characters that a terminal
// acts on or that are invisible are escaped too. An invalid byte becomes the text \xHH.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	if plainASCII(s) {
		b = append(b, s...)
		return append(b, '"')
	}
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if plainInJSON[c] {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, s[start:i]...)
			b = appendEscape(b, rune(c))
			i++
			start = i
			continue
		}
		// Most letters of most scripts, recognized by their first byte.
		if rest := s[i:]; c >= 0xC3 && c < 0xD8 && len(rest) > 1 && rest[1]&0xC0 == 0x80 {
			i += 2
			continue
		} else if c >= 0xE3 && c < 0xED && len(rest) > 2 && rest[1]&0xC0 == 0x80 && rest[2]&0xC0 == 0x80 {
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(b, s[start:i]...)
			b = append(b, '\\', '\\', 'x', hex[c>>4], hex[c&15])
			start = i + 1
		case actsOnTerminal(r):
			b = append(b, s[start:i]...)
			b = appendEscape(b, r)
			start = i + size
		}
		i += size
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// plainASCII reports whether no character must be escaped in a JSON string. It checks eight
// bytes at a time: arithmetic sets the top bit of each byte that may need an escape.
func plainASCII(s string) bool {
	const (
		ones = 0x0101010101010101
		tops = 0x8080808080808080
	)
	for len(s) >= 8 {
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		quote, backslash := w^(ones*'"'), w^(ones*'\\')
		if (w|(w-ones*' ')|(w+ones)|(quote-ones)|(backslash-ones))&tops != 0 {
			break // maybe: a borrow may reach a byte that needs no escape
		}
		s = s[8:]
	}
	for i := range len(s) {
		if !plainInJSON[s[i]] {
			return false
		}
	}
	return true
}

func appendEscape(b []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(b, '\\', byte(r))
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	if r > 0xFFFF {
		r -= 0x10000
		b = appendEscape(b, 0xD800+r>>10)
		r = 0xDC00 + r&0x3FF
	}
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}

// actsOnTerminal reports whether a rune above ASCII is a control, format or
// line-breaking character.
func actsOnTerminal(r rune) bool {
	switch {
	case r < 0xA0:
		return true
	case r < 0x600, r >= 0x3000 && r < 0xFE00, r == utf8.RuneError:
		return r == 0xAD
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}
