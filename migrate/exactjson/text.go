package exactjson

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Split returns how s is written: the text, and the bytes for the field beside
// it, which are nil if the text says it all.
func Split(s string) (text string, bytes []byte) {
	if utf8.ValidString(s) {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[i])
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String(), []byte(s)
}

// Join is the reverse of Split. It fails if the two do not say the same name,
// as after an edit of one of them.
func Join(text string, bytes []byte) (string, error) {
	if bytes == nil {
		return text, nil
	}
	if shown, raw := Split(string(bytes)); shown != text || raw == nil {
		return "", fmt.Errorf("%q is not what its bytes in base64 say", text)
	}
	return string(bytes), nil
}
