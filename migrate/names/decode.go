package names

import "unicode/utf8"

// decode is utf8.DecodeRune, but faster for the characters of two and three bytes that most
// names beyond ASCII consist of.
func decode[text string | []byte](s text) (rune, int) {
	if len(s) >= 3 {
		switch a, b, c := s[0], s[1], s[2]; {
		case a >= 0xC2 && a < 0xE0 && b&0xC0 == 0x80:
			return rune(a&0x1F)<<6 | rune(b&0x3F), 2
		case a > 0xE0 && a < 0xF0 && a != 0xED && b&0xC0 == 0x80 && c&0xC0 == 0x80:
			return rune(a&0x0F)<<12 | rune(b&0x3F)<<6 | rune(c&0x3F), 3
		}
	}
	return utf8.DecodeRuneInString(string(s))
}
