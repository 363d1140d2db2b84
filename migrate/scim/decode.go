package scim

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// page is a ListResponse (RFC 7644 section 3.4.2; cursors: RFC 9865). Attribute
// names match whatever their capitals, as encoding/json does anyway.
type page struct {
	TotalResults *number           `json:"totalResults"`
	NextCursor   string            `json:"nextCursor"`
	Resources    []json.RawMessage `json:"Resources"`
}

// number is an integer that some servers send as a string.
type number int

func (n *number) UnmarshalJSON(b []byte) error {
	if len(b) > 1 && b[0] == '"' {
		b = b[1 : len(b)-1]
	}
	v, err := strconv.Atoi(string(b))
	if err != nil {
		return errors.New("a count that is no whole number")
	}
	*n = number(v)
	return nil
}

// text is a JSON string byte for byte. encoding/json would put U+FFFD in place
// of bytes that are not UTF-8 and of lone surrogates, so that two different
// names could look the same; here they stay as they came.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*t = ""
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return errors.New("a name that is no string")
	}
	*t = text(unescape(b[1 : len(b)-1]))
	return nil
}

var shortEscapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescape resolves the escapes of a valid JSON string (RFC 8259 section 7). A
// lone surrogate becomes its three bytes in generalized UTF-8, which is not
// valid UTF-8.
func unescape(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 >= len(b) {
			out = append(out, b[i])
			continue
		}
		i++
		if b[i] != 'u' {
			if c, ok := shortEscapes[b[i]]; ok {
				out = append(out, c)
			} else {
				out = append(out, b[i])
			}
			continue
		}
		r, ok := hex4(b[i+1:])
		if !ok {
			out = append(out, '\\', 'u')
			continue
		}
		i += 4
		if utf16.IsSurrogate(r) {
			if i+2 < len(b) && b[i+1] == '\\' && b[i+2] == 'u' {
				if low, ok := hex4(b[i+3:]); ok {
					if full := utf16.DecodeRune(r, low); full != utf8.RuneError {
						out = utf8.AppendRune(out, full)
						i += 6
						continue
					}
				}
			}
			out = append(out, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
			continue
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[:4]), 16, 16)
	return rune(v), err == nil
}
