package groupfile

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner parses JSON (RFC 8259) from a string. encoding/json isn't used for values because it replaces invalid
// UTF-8 and lone surrogates by U+FFFD, so that different names could become equal. Strings without escapes are
// substrings, not copies.
type scanner struct {
	text  string
	pos   int
	depth int
	lone  int // number of surrogates without a partner
}

// jsonError is a JSON syntax error.
type jsonError struct {
	offset int
	why    string
	next   string // what to do; empty for the default advice
}

// maxDepth limits the nesting of arrays and objects.
const maxDepth = 512

func (s *scanner) fail(why string) *jsonError { return &jsonError{offset: s.pos, why: why} }

// peek skips white space and returns the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	for ; s.pos < len(s.text); s.pos++ {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// str reads a string and resolves its escapes.
func (s *scanner) str() (string, *jsonError) {
	if s.peek() != '"' {
		return "", s.fail("a string in double quotes is expected")
	}
	open := s.pos
	escaped := false
	for i := open + 1; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			raw := s.text[open+1 : i]
			if !escaped {
				s.pos = i + 1
				return raw, nil
			}
			s.pos = open + 1
			value, err := s.unescape(raw)
			if err == nil {
				s.pos = i + 1
			}
			return value, err
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			s.pos = i
			return "", s.fail("a control character in a string is not escaped")
		}
	}
	return "", s.fail("the string that opens here is never closed")
}

// unescape resolves the escapes of raw, which starts at pos.
func (s *scanner) unescape(raw string) (string, *jsonError) {
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		j := strings.IndexByte(raw[i:], '\\')
		if j < 0 {
			b.WriteString(raw[i:])
			break
		}
		b.WriteString(raw[i : i+j])
		i += j
		switch c := raw[i+1]; c {
		case '"', '\\', '/':
			b.WriteByte(c)
		case 'b', 'f', 'n', 'r', 't':
			b.WriteByte(map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[c])
		case 'u':
			r, ok := hexUnit(raw[i:])
			if !ok {
				return "", &jsonError{offset: s.pos + i, why: `four hexadecimal digits are expected after \u`}
			}
			i += 4
			if utf16.IsSurrogate(r) {
				second, ok := hexUnit(raw[i+2:])
				if pair := utf16.DecodeRune(r, second); ok && pair != utf8.RuneError {
					b.WriteRune(pair)
					i += 6
				} else {
					b.WriteString(loneSurrogate(r))
					s.lone++
				}
				break
			}
			b.WriteRune(r)
		default:
			return "", &jsonError{offset: s.pos + i, why: "this escape does not exist in JSON"}
		}
		i += 2
	}
	return b.String(), nil
}

// hexUnit decodes \uXXXX at the start of s.
func hexUnit(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' || s[2] == '+' || s[2] == '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}

// object reads an object and calls each for every key; each must read the value.
func (s *scanner) object(each func(key string) *jsonError) *jsonError {
	return s.list('{', '}', "a comma or } is expected", func() *jsonError {
		key, err := s.str()
		if err != nil {
			return err
		}
		if s.peek() != ':' {
			return s.fail("a colon is expected")
		}
		s.pos++
		return each(key)
	})
}

// array reads an array and calls each for every value; each must read it.
func (s *scanner) array(each func() *jsonError) *jsonError {
	return s.list('[', ']', "a comma or ] is expected", each)
}

func (s *scanner) list(open, shut byte, expected string, item func() *jsonError) *jsonError {
	if s.peek() != open {
		return s.fail("a " + string(open) + " is expected")
	}
	if s.depth++; s.depth > maxDepth {
		return s.fail("arrays and objects are nested too deep")
	}
	s.pos++
	if s.peek() == shut {
		s.pos++
		s.depth--
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		switch s.peek() {
		case ',':
			s.pos++
		case shut:
			s.pos++
			s.depth--
			return nil
		case 0:
			return s.fail("the text ends too early")
		default:
			return s.fail(expected)
		}
	}
}

// skip skips any value.
func (s *scanner) skip() *jsonError {
	switch c := s.peek(); {
	case c == '{':
		return s.object(func(string) *jsonError { return s.skip() })
	case c == '[':
		return s.array(s.skip)
	case c == '"':
		_, err := s.str()
		return err
	case c == '-' || '0' <= c && c <= '9':
		_, err := s.number()
		return err
	case c == 0 && s.pos >= len(s.text):
		return s.fail("the text ends too early")
	}
	for _, word := range []string{"null", "true", "false"} {
		if strings.HasPrefix(s.text[s.pos:], word) {
			s.pos += len(word)
			return nil
		}
	}
	return s.fail("a value is expected")
}

// number reads a number and returns its text.
func (s *scanner) number() (string, *jsonError) {
	start := s.pos
	digits := func() bool {
		from := s.pos
		for s.pos < len(s.text) && '0' <= s.text[s.pos] && s.text[s.pos] <= '9' {
			s.pos++
		}
		return s.pos > from
	}
	take := func(set string) bool {
		if s.pos < len(s.text) && strings.IndexByte(set, s.text[s.pos]) >= 0 {
			s.pos++
			return true
		}
		return false
	}
	take("-")
	ok := take("0") || digits()
	if ok && take(".") {
		ok = digits()
	}
	if ok && take("eE") {
		take("+-")
		ok = digits()
	}
	if !ok {
		return "", s.fail("a digit is expected")
	}
	return s.text[start:s.pos], nil
}

// scalar reads a string or the text of a number; ok is false for null.
func (s *scanner) scalar() (value string, ok bool, err *jsonError) {
	switch c := s.peek(); {
	case c == '"':
		value, err = s.str()
		return value, true, err
	case c == '-' || '0' <= c && c <= '9':
		value, err = s.number()
		return value, true, err
	case c == 'n':
		return "", false, s.skip()
	}
	return "", false, s.fail("a string is expected")
}
