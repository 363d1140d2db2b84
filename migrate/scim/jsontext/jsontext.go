// Package jsontext reads and writes JSON strings without losing a byte. encoding/json replaces invalid UTF-8 and
// lone surrogates by U+FFFD, so that two different names could become equal. It uses encoding/json for everything
// else.
package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// String is a JSON string for use as a struct field. Invalid UTF-8 is kept, and a lone surrogate escape (\ud800)
// becomes its three bytes in generalized UTF-8, which no valid UTF-8 equals. null is the empty string; a number or
// a boolean is its literal text.
type String string

// UnmarshalJSON decodes a valid JSON literal.
func (s *String) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) == 0 || b[0] == '{' || b[0] == '[':
		return errors.New("an object or a list is where a string is expected")
	case string(b) == "null":
		*s = ""
	case b[0] != '"':
		*s = String(b)
	default:
		*s = String(unescape(b[1 : len(b)-1]))
	}
	return nil
}

// MarshalJSON encodes the string so that UnmarshalJSON returns it. It returns an error for bytes that JSON can't
// represent because it is UTF-8 (RFC 8259 section 8.1).
func (s String) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(s)) {
		return plain(string(s))
	}
	out := []byte{'"'}
	for rest := string(s); rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r != utf8.RuneError || size > 1:
			part, err := plain(rest[:size])
			if err != nil {
				return nil, err
			}
			out = append(out, part[1:len(part)-1]...)
		case isSurrogate(rest):
			size = 3
			r = rune(rest[0]&0x0F)<<12 | rune(rest[1]&0x3F)<<6 | rune(rest[2]&0x3F)
			out = append(out, `\u`+strconv.FormatInt(int64(r), 16)...)
		default:
			return nil, errors.New("a text that is not UTF-8 cannot be sent as JSON")
		}
		rest = rest[size:]
	}
	return append(out, '"'), nil
}

// plain encodes valid UTF-8 without HTML escapes.
func plain(s string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func isSurrogate(s string) bool {
	return len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 && s[1] <= 0xBF && s[2] >= 0x80 && s[2] <= 0xBF
}

var shortEscapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescape resolves the escapes inside a valid JSON string (RFC 8259 section 7).
func unescape(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] != '\\' || i+1 >= len(b):
			out = append(out, b[i])
		case b[i+1] != 'u':
			i++
			if c, ok := shortEscapes[b[i]]; ok {
				out = append(out, c)
			} else {
				out = append(out, b[i])
			}
		default:
			r, size := codeUnits(b[i:])
			i += size - 1
			if utf16.IsSurrogate(r) {
				out = append(out, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
			} else {
				out = utf8.AppendRune(out, r)
			}
		}
	}
	return out
}

// codeUnits decodes one \uXXXX, or two that form a pair, and returns how many bytes they take.
func codeUnits(b []byte) (rune, int) {
	high, ok := hex4(b)
	if !ok {
		return utf8.RuneError, min(len(b), 2)
	}
	if low, ok := hex4(b[6:]); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, 12
		}
	}
	return high, 6
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(v), err == nil
}
