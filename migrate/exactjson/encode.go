package exactjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Marshal is json.Marshal on one line, with every character escaped that acts
// on a terminal or shows nothing, and without the escapes for HTML.
func Marshal(v any) ([]byte, error) { return marshal(v, "") }

// MarshalIndent is Marshal for people to read. It ends with a line feed.
func MarshalIndent(v any) ([]byte, error) {
	data, err := marshal(v, "  ")
	return append(data, '\n'), err
}

// Write writes MarshalIndent's form.
func Write(w io.Writer, v any) error {
	data, err := MarshalIndent(v)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return escape(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// escape replaces what cannot be printed. Outside its strings JSON is ASCII, so
// every such character is in a string.
func escape(data []byte) []byte {
	var out []byte
	start := 0
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		if r == 0x7F || r >= utf8.RuneSelf && !isPrint(r) {
			out = append(out, data[start:i]...)
			out = appendEscape(out, r)
			start = i + size
		}
		i += size
	}
	if out == nil {
		return data
	}
	return append(out, data[start:]...)
}

// AppendString appends a text as Marshal writes it, for lists that are too long to go
// through encoding/json.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		switch {
		case r >= ' ' && r < 0x7F && r != '"' && r != '\\':
			i++
			continue
		case r >= utf8.RuneSelf:
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if bad := r == utf8.RuneError && size == 1; bad || r < utf8.RuneSelf || !isPrint(r) {
			b = append(b, s[start:i]...)
			b = appendEscape(b, r)
			start = i + size
		}
		i += size
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// isPrint is unicode.IsPrint, which searches its tables, with the letters of most
// scripts known at once.
func isPrint(r rune) bool {
	switch {
	case r < 0x7F:
		return r >= ' '
	case r > 0xAD && r < 0x378, r >= 0x400 && r < 0x530, r >= 0x4E00 && r < 0xA000, r >= 0xAC00 && r < 0xD7A4:
		return true
	}
	return unicode.IsPrint(r)
}

func appendEscape(b []byte, r rune) []byte {
	if i := strings.IndexRune("\"\\\b\f\n\r\t", r); i >= 0 {
		return append(b, '\\', `"\bfnrt`[i])
	}
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return appendUnit(appendUnit(b, hi), lo)
	}
	return appendUnit(b, r)
}

// appendUnit appends a unit of UTF-16.
func appendUnit(b []byte, u rune) []byte {
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[u>>12&15], hex[u>>8&15], hex[u>>4&15], hex[u&15])
}

// Unmarshal is json.Unmarshal, but a field that v does not have is an error, as
// is anything after the value: nothing is dropped quietly.
func Unmarshal(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("there is more after the end")
	}
	return nil
}
