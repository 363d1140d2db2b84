package exactjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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
		if r == 0x7F || r >= utf8.RuneSelf && !unicode.IsPrint(r) {
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

func appendEscape(b []byte, r rune) []byte {
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return fmt.Appendf(b, `\u%04x\u%04x`, hi, lo)
	}
	return fmt.Appendf(b, `\u%04x`, r)
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
