package migrate

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// span is a range of bytes.
type span struct{ start, end int }

const escapes = `\%&` // how an escape begins

// Unescape returns text with the escapes of JSON (RFC 8259 section 7), URLs (RFC 3986 section 2.1), HTML and string
// literals (\x2B) resolved once, or nil if it has none.
func Unescape(text []byte) []byte {
	var plain []byte
	copied := 0
	forEscapes(text, func(at int, char []byte, size int) {
		plain = append(append(plain, text[copied:at]...), char...)
		copied = at + size
	})
	if copied == 0 {
		return nil
	}
	return append(plain, text[copied:]...)
}

// inEscaped returns where spans of Unescape(text) are in text. A span that begins or ends within an escape is
// extended to all of it. The spans are in order and don't overlap.
func inEscaped(text []byte, spans []span) []span {
	out := make([]span, 0, len(spans))
	shift, next := 0, 0 // text is at plain + shift
	var open span       // spans[next], where known
	opened := false
	// take ends what lies before the escape of text at..at+size, which is n bytes long without it.
	take := func(at, n, size int) {
		for next < len(spans) {
			from, to, plain := spans[next].start, spans[next].end, at-shift
			if !opened {
				switch {
				case from >= plain+n:
					return
				case from >= plain:
					open.start = at
				default:
					open.start = from + shift
				}
				opened = true
			}
			switch {
			case to <= plain:
				open.end = to + shift
			case to <= plain+n:
				open.end = at + size
			default:
				return
			}
			out = append(out, open)
			opened = false
			next++
		}
	}
	forEscapes(text, func(at int, char []byte, size int) {
		take(at, len(char), size)
		shift += size - len(char)
	})
	take(len(text), 0, 0)
	return out
}

// forEscapes calls do for each escape: where it is, what it stands for, and its length.
func forEscapes(text []byte, do func(at int, char []byte, size int)) {
	var char []byte
	for at := 0; at < len(text); {
		skip := bytes.IndexAny(text[at:], escapes)
		if skip < 0 {
			return
		}
		at += skip
		var size int
		if char, size = escape(char[:0], text[at:]); size > 0 {
			do(at, char, size)
		}
		at += max(size, 1)
	}
}

// escape appends what the escape at the start of text stands for. It returns the length of the escape too, or 0 if
// there is none.
func escape(char, text []byte) ([]byte, int) {
	switch {
	case len(text) < 2:
	case text[0] == '%':
		if n, ok := hexadecimal(text, 1, 2); ok {
			return append(char, byte(n)), 3
		}
	case text[0] == '&':
		if end := bytes.IndexByte(text[:min(len(text), longestEntity)], ';'); end > 0 {
			entity := string(text[:end+1])
			if strings.Contains(entity[1:], "&") {
				break
			}
			if plain := html.UnescapeString(entity); plain != entity {
				return append(char, plain...), end + 1
			}
		}
	case text[1] == 'u' || text[1] == 'U':
		if n, ok := hexadecimal(text, 2, 4); ok {
			low, _ := hexadecimal(text[6:], 2, 4)
			if pair := utf16.DecodeRune(n, low); pair != utf8.RuneError && text[6] == '\\' {
				return utf8.AppendRune(char, pair), 12
			}
			return utf8.AppendRune(char, n), 6
		}
		return append(char, text[1]), 2
	case text[1] == 'x' || text[1] == 'X':
		if n, ok := hexadecimal(text, 2, 2); ok {
			return append(char, byte(n)), 4
		}
		return append(char, text[1]), 2
	case text[1] < utf8.RuneSelf:
		if i := bytes.IndexByte([]byte("bfnrt"), text[1]); i >= 0 {
			return append(char, "\b\f\n\r\t"[i]), 2
		}
		return append(char, text[1]), 2
	}
	return char, 0
}

// longestEntity is how many bytes of a character reference of HTML are read. The longest name has 31.
const longestEntity = 40

// hexadecimal reads n digits from a position on.
func hexadecimal(text []byte, from, n int) (rune, bool) {
	if len(text) < from+n {
		return 0, false
	}
	number, err := strconv.ParseUint(string(text[from:from+n]), 16, 32)
	return rune(number), err == nil
}
